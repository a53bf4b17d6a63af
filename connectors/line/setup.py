"""What LINE has to know of us: the webhook address and the rich menu.

https://developers.line.biz/en/docs/messaging-api/using-rich-menus/
"""

from pathlib import Path

from linebot.v3.messaging import (
    AsyncApiClient,
    AsyncMessagingApi,
    AsyncMessagingApiBlob,
    Configuration,
    RichMenuRequest,
    SetWebhookEndpointRequest,
)

from connectors.contract import Payload

NAME = "labordesk"
IMAGE = Path(__file__).parent / "richmenu.png"
_WIDTH, _HEIGHT = 2500, 1686
_COLUMNS, _ROWS = 3, 2
_AREAS = (
    ("問問題", "你好"),
    ("申請調解", "勞資爭議調解要怎麼申請？"),
    ("幫我試算", "我要試算"),
    ("我要陳情", "我要陳情"),
    ("服務台", "勞工局的地址在哪裡？怎麼去？"),
    ("找真人", "我要找真人"),
)


def rich_menu() -> Payload:
    """The menu: six fields that each say a sentence."""
    width, height = _WIDTH // _COLUMNS, _HEIGHT // _ROWS
    areas = [
        {
            "bounds": {
                "x": position % _COLUMNS * width,
                "y": position // _COLUMNS * height,
                "width": width,
                "height": height,
            },
            "action": {"type": "message", "label": label, "text": text},
        }
        for position, (label, text) in enumerate(_AREAS)
    ]
    size = {"width": _WIDTH, "height": _HEIGHT}
    return {"size": size, "selected": True, "name": NAME, "chatBarText": "服務選單", "areas": areas}


async def install(access_token: str, api_base: str, data_base: str, webhook: str) -> str:
    """Set the webhook address, install the menu for everybody and remove older ones of ours.

    Returns the id of the menu.

    Raises:
        linebot.v3.messaging.ApiException: LINE refuses; nothing else was changed after that.
    """
    client = AsyncApiClient(Configuration(access_token=access_token, host=api_base.rstrip("/")))
    blobs = AsyncApiClient(Configuration(access_token=access_token, host=data_base.rstrip("/")))
    try:
        api = AsyncMessagingApi(client)
        await api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=webhook))
        listed = await api.get_rich_menu_list()
        older = [menu.rich_menu_id for menu in listed.richmenus if menu.name == NAME]
        made = await api.create_rich_menu(RichMenuRequest.from_dict(rich_menu()))
        await AsyncMessagingApiBlob(blobs).set_rich_menu_image(
            made.rich_menu_id, body=bytearray(IMAGE.read_bytes()), _headers={"Content-Type": "image/png"}
        )
        await api.set_default_rich_menu(made.rich_menu_id)
        for menu in older:
            await api.delete_rich_menu(menu)
        return str(made.rich_menu_id)
    finally:
        await client.close()
        await blobs.close()
