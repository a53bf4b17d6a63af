"""Examples in the description of the public API; `tests/web/test_api_contract.py` sends and checks them."""

from typing import Any

SEARCH: dict[str, Any] = {"query": "老闆不給加班費怎麼辦", "limit": 3}
CALCULATION: dict[str, Any] = {"inputs": {"kind": "平日", "pay": "月薪", "wage": "三萬六", "hours": "2"}}
ENTRY = "overtime-pay"
TOOL = "overtime"

_HEADLINE: dict[str, Any] = {
    "id": ENTRY,
    "question": "平日加班費怎麼計算？",
    "category": "工資",
    "unit": "勞動條件科",
}
FOUND: dict[str, Any] = {
    "decision": "answer",
    "generation": 7,
    "language": "zh-Hant",
    "results": [_HEADLINE | {"score": 0.81, "confidence": 0.93}],
}
SAID: dict[str, Any] = {
    "session": "ImE5ZiI.Zx0",
    "messages": [
        {"type": "text", "text": "您想問的是哪一個？"},
        {
            "type": "choices",
            "text": "請選一個",
            "options": [{"label": "平日加班費怎麼計算？", "value": "平日加班費怎麼計算？"}],
        },
    ],
    "state": {"owner": "bot", "intent": "faq", "faq_id": ENTRY},
}
NEWS: dict[str, Any] = {
    "turns": [{"role": "staff", "messages": [{"type": "text", "text": "您好，我是勞動條件科。"}]}],
    "turn": 13,
    "owner": "human",
}
ENTRIES: dict[str, Any] = {"generation": 7, "entries": [_HEADLINE]}
TOOLS: dict[str, Any] = {
    "tools": [
        {
            "id": TOOL,
            "title": "加班費試算",
            "intro": "依月薪與時數計算。",
            "fields": [
                {
                    "name": "kind",
                    "label": "在哪一天加班？",
                    "kind": "choice",
                    "help": "",
                    "required": True,
                    "options": [{"value": "weekday", "label": "平日（上班日）"}],
                    "only_if": {"pay": ["monthly", "hourly"]},
                }
            ],
        }
    ]
}
COMPUTED: dict[str, Any] = {
    "tool": TOOL,
    "headline": "加班費約 1,000 元",
    "lines": [{"label": "時薪", "text": "150 元"}],
    "rule": "平日前兩小時加給三分之一",
    "basis": ["勞動基準法第 24 條"],
    "notes": [],
    "last_day": "2026-12-14",
    "inputs": [{"label": "每個月的工資", "text": "36,000 元"}],
    "as_of": "2026-11-30",
    "disclaimer": "試算僅供參考，請洽窗口確認",
}
