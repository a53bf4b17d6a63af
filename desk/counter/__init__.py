"""Counter mode: what volunteers look up, referrals to another window, work through an outage."""
