"""What the chat was used for, in figures without a person: one narrow row a turn, kept for the reports."""
