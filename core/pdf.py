"""A document as PDF whose Chinese text can be selected, without a browser and without font files.

Its font is one of those that PDF readers bring along for Chinese (Adobe-CNS1, ISO 32000-1 §9.7.5.2).
"""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

MEDIA_TYPE = "application/pdf"
_FONT = "MSung-Light"
_MARGIN = 22 * mm
_BUREAU = "高雄市政府勞工局"


@cache
def _styles() -> tuple[ParagraphStyle, ParagraphStyle, ParagraphStyle]:
    """Those of the title, of headings and of text."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    text = ParagraphStyle("text", fontName=_FONT, fontSize=11, leading=18, wordWrap="CJK")
    title = ParagraphStyle("title", text, fontSize=17, leading=26, spaceAfter=8)
    return title, ParagraphStyle("heading", text, fontSize=13, leading=22, spaceBefore=8), text


def document(title: str, lines: Iterable[str], foot: str = "") -> bytes:
    """A4 pages with ``title`` and ``lines``, numbered, with ``foot`` on each; 【…】 alone is a heading."""
    of_title, of_heading, of_text = _styles()

    def styled(line: str) -> ParagraphStyle:
        return of_heading if line.startswith("【") and line.endswith("】") else of_text

    def number(canvas: Any, pages: Any) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawString(_MARGIN, 12 * mm, foot)
        canvas.drawRightString(A4[0] - _MARGIN, 12 * mm, f"第 {pages.page} 頁")

    written = BytesIO()
    pages = SimpleDocTemplate(
        written,
        pagesize=A4,
        title=title,
        author=_BUREAU,
        lang="zh-TW",
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN),
    )
    told = [line for text in lines for line in text.split("\n")]
    # An empty paragraph takes no room.
    flow = [Paragraph(escape(title), of_title)]
    flow += [Paragraph(escape(line) or "&nbsp;", styled(line)) for line in told]
    pages.build(flow, onFirstPage=number, onLaterPages=number)
    return written.getvalue()
