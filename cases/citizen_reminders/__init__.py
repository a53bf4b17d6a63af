"""Reminders of last days that citizens asked to be told about, seven days and one day before."""
