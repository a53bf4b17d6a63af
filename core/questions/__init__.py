"""Every question that is asked, in a chat, on a page or at the desk: one type, one reader (pure)."""
