"""Macros: several things that are often done to a case together, kept by supervisors."""
