"""Forms and short dialogues whose answers are personal data and are kept sealed."""
