"""The channels: inbox, lanes, outbox, one folder a platform, webhooks out, and the web chat."""

# What other rooms may import; all other modules are this room's own (tests/core/test_rooms.py).
PUBLIC = (
    "channel_labels",
    "contract",
    "dependencies",
    "facebook.rendering",
    "line.rendering",
    "registry",
    "statistics",
    "telegram.rendering",
    "text",
    "webchat.admission",
    "webchat.asset_routes",
    "webchat.messages",
    "webhooks.addresses",
    "webhooks.service",
)
