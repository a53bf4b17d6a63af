"""Cases at the desk: lists, one case with what may be done now, oral statements, exports."""
