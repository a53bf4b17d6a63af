"""Which route fits the words a citizen has already said; a proposal only, the citizen chooses."""

import re
from collections.abc import Sequence

from cases.schemas import Route

_SIGNS: tuple[tuple[Route, re.Pattern[str]], ...] = (
    (
        Route.EMERGENCY,
        re.compile(
            r"救命|火災|爆炸|倒塌|墜落|觸電|中毒|昏倒|流血|受困|被關|軟禁|被打|正在打|持刀|扣(?:留|住)?護照"
        ),
    ),
    (
        Route.DISPUTE,
        re.compile(
            r"欠薪|積欠|沒(?:有)?(?:發|給|拿到|領到)|不(?:發|給|付)|討|要回|拿回|追回|資遣費|加班費|薪水|工資|獎金"
            r"|解僱|開除|炒|逼(?:我)?離職|調解|賠償|補償|恢復工作"
        ),
    ),
    (
        Route.VIOLATION,
        re.compile(
            r"檢舉|舉發|違法|違反|沒(?:有)?(?:投|加|保)(?:保)?勞保|高薪低報|超時|不給(?:特)?休|童工|非法|罰他|抓"
        ),
    ),
    (
        Route.COMPLAINT,
        re.compile(
            r"承辦|態度|服務台|窗口人員|公務員|你們(?:局|的)|勞工局(?:的|不|都|太|一直)|沒人(?:接|回|理)|拖"
        ),
    ),
    (Route.SUGGESTION, re.compile(r"建議|希望(?:可以|能)?(?:增加|延長|改|多)|應該要|改善")),
)
# A plain wish names its route, whatever else is said.
_NAMED = (("檢舉", Route.VIOLATION), ("調解", Route.DISPUTE), ("建議", Route.SUGGESTION))


def proposed_route(words: Sequence[str]) -> Route | None:
    """The route whose signs are found most often in ``words``; None without any sign.

    An emergency goes before everything; the latest words may name a route plainly.
    """
    said = "\n".join(words)
    counts = {route: len(set(sign.findall(said))) for route, sign in _SIGNS}
    if counts[Route.EMERGENCY]:
        return Route.EMERGENCY
    for name, route in _NAMED:
        if words and name in words[-1]:
            return route
    best = max(counts, key=lambda route: counts[route])
    return best if counts[best] else None
