"""The conversation: the Rasa project, understanding, moves, forms, safety, and the handover to people."""

# What other rooms may import; all other modules are this room's own (tests/core/test_rooms.py).
PUBLIC = (
    "blocks",
    "entry_card",
    "facts",
    "facts.display",
    "facts.personalization",
    "handover",
    "handover.archive.service",
    "handover.schemas",
    "handover.statistics",
    "in_process_turn",
    "non_text_input",
    "point_answers",
    "policy",
    "responses",
    "safety",
    "safety.awareness",
    "safety.help",
    "service",
    "state",
    "translatable",
    "translations",
    "usage.results",
    "usage.statistics",
)
