"""schema.org data for search engines."""

from typing import Any

from knowledge.presentation import EntryView


def faq_page(entry: EntryView, url: str) -> dict[str, Any]:
    """FAQPage of one entry whose public address is ``url``."""
    answer = "\n".join((entry.answer, *entry.details, *entry.steps))
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": url,
        "url": url,
        "inLanguage": "zh-Hant-TW",
        "dateModified": entry.as_of,
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry.question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
        ],
    }
