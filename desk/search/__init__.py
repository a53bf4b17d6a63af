"""One search over everything that somebody at the desk may see."""
