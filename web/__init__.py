"""Public pages: server-rendered HTML that works without JavaScript."""

# What other rooms may import; all other modules are this room's own (tests/core/test_rooms.py).
PUBLIC = (
    "dependencies",
    "entry_search",
    "openapi",
    "problems",
    "qr",
    "readiness",
    "safety",
    "schemas",
    "static_files",
    "templating",
)
