"""Pages for the volunteers and staff at the service desk."""
