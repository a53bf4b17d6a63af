"""The addresses that citizens are sent to, and where each of them stands."""

from collections import defaultdict

from knowledge.loader import KnowledgeBase


def links(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Every address of a form, an online service or a window, with the entries and places that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in base.entries:
        for form in entry.forms:
            if form.url:
                found[form.url].append(entry.id)
        if entry.online and entry.online.url:
            found[entry.online.url].append(entry.id)
    for place in base.directory:
        if place.website:
            found[place.website].append(place.key)
    return {url: tuple(dict.fromkeys(users)) for url, users in sorted(found.items())}
