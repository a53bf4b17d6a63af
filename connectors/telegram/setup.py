"""What Telegram has to know of us: webhook with its secret, commands and description.

https://core.telegram.org/bots/api#setwebhook
"""

from telegram import Bot, BotCommand

from connectors.telegram.connector import ALLOWED_UPDATES
from connectors.telegram.reading import COMMANDS

_ABOUT = "高雄市政府勞工局自動回覆服務"
_DESCRIPTION = "勞動權益問答：工資、加班、資遣、調解、職災、失業給付。這是自動回覆服務，不是真人。"


async def install(bot: Bot, webhook: str | None, secret: str) -> None:
    """Set commands and descriptions, then the webhook; without one, remove it (long polling).

    Raises:
        telegram.error.TelegramError: Telegram refuses.
    """
    await bot.set_my_commands([BotCommand(name, description) for name, description, _ in COMMANDS])
    await bot.set_my_short_description(_ABOUT)
    await bot.set_my_description(_DESCRIPTION)
    if webhook is None:
        await bot.delete_webhook()
    else:
        await bot.set_webhook(webhook, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))
