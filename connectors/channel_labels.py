"""What staff call the ways by which words come in and go out; the only list of these names."""

CHATS = {
    "webchat": "網頁對話",
    "line": "LINE",
    "facebook": "Messenger",
    "telegram": "Telegram",
}
_LABELS = {**CHATS, "email": "電子郵件", "web": "網頁表單", "desk": "服務台"}


def channel_label(channel: str) -> str:
    """A channel as staff call it; one that is not known by its own name."""
    return _LABELS.get(channel, channel)
