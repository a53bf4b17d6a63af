"""From a draft to what citizens read: tables of the knowledge, review, gate, releases, open questions."""

# What other rooms may import; all other modules are this room's own (tests/core/test_rooms.py).
PUBLIC = (
    "change_kinds",
    "cli",
    "draft_review_service",
    "draft_service",
    "errors",
    "gate",
    "golden_dialogues",
    "import_export",
    "listing",
    "open_item_service",
    "publication_records",
    "publishing_service",
    "question_service",
    "revision_service",
    "schemas",
    "service",
    "statistics",
    "withdrawal_records",
    "withdrawal_service",
)
