"""The same world as the flows have."""

from tests.bot.flows.conftest import talk, vault, world

__all__ = ["talk", "vault", "world"]
