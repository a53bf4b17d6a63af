"""What fails now, in one list with what to do about it: for supervisors, and as metrics."""
