"""``labordesk check``: what is wrong with the settings and the installation, before anything starts."""
