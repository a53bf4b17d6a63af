"""Who may do what at the desk: accounts, sign-in, sessions, permissions."""
