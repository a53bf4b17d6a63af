"""Topics that citizens ask to be told about; who is told what, and who could not be reached."""
