"""The page's Messenger profile: greeting, get-started, menu and ice breakers.

https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api
"""

from connectors.contract import Payload
from connectors.facebook.reading import GET_STARTED
from connectors.facebook.rendering import SAYS

_GREETING = "您好，這是高雄市政府勞工局的自動回覆服務，不是真人。回答都由勞工局人員撰寫或核定。"
_MENU = (
    ("申請調解", "勞資爭議調解要怎麼申請？"),
    ("幫我試算", "我要試算"),
    ("我要陳情", "我要陳情"),
    ("服務台在哪裡", "勞工局的地址在哪裡？怎麼去？"),
    ("找真人", "我要找真人"),
)
_ICE_BREAKERS = (
    ("老闆不給我加班費怎麼辦？", "老闆不給我加班費怎麼辦"),
    ("資遣費怎麼計算？", "資遣費怎麼計算？"),
    ("怎麼申請調解？", "勞資爭議調解要怎麼申請？"),
    ("失業給付怎麼申請？", "失業給付怎麼申請？"),
)


def messenger_profile() -> Payload:
    """The profile as the platform takes it; every button says a sentence."""
    menu = [{"type": "postback", "title": title, "payload": SAYS + said} for title, said in _MENU]
    asked = [{"question": question, "payload": SAYS + said} for question, said in _ICE_BREAKERS]
    return {
        "get_started": {"payload": GET_STARTED},
        "greeting": [{"locale": "default", "text": _GREETING}],
        "persistent_menu": [{"locale": "default", "composer_input_disabled": False, "call_to_actions": menu}],
        "ice_breakers": [{"locale": "default", "call_to_actions": asked}],
    }
