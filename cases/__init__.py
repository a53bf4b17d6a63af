"""Complaints and reports of citizens: intake, number, states, clock, notices due, privacy."""
