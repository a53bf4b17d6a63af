"""Tags: a list that supervisors keep, put on cases and conversations."""
