"""What the bot says and remembers: one pure function for a move, named in `bot.dialogue`."""
