"""Stand-in platforms: they check what they are sent against the published specification and can fail."""

from tests.platforms.base import Platform
from tests.platforms.facebook import FacebookPlatform
from tests.platforms.line import LinePlatform
from tests.platforms.telegram import TelegramPlatform

PLATFORMS: tuple[type[Platform], ...] = (LinePlatform, FacebookPlatform, TelegramPlatform)

__all__ = ["PLATFORMS", "FacebookPlatform", "LinePlatform", "Platform", "TelegramPlatform"]
