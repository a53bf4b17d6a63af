"""The text of ``.env.example``: every setting with its meaning and its default, commented out."""

from pathlib import Path

from pydantic.fields import FieldInfo

from core.settings import ROOT, Settings

_HEAD = "# 複製成 .env，把要改的行首 # 拿掉。由 labordesk settings 產生；說明見 README.md。\n"


def _default(field: FieldInfo) -> str:
    value = field.get_default()
    if value is None or "**" in str(value):
        return ""
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    return str(value).removesuffix("/")


def env_example() -> str:
    """All settings in the order of `Settings`, as lines of a ``.env`` file that changes nothing."""
    prefix = Settings.model_config["env_prefix"]
    settings = (
        f"\n# {field.description}\n# {prefix}{name.upper()}={_default(field)}\n"
        for name, field in Settings.model_fields.items()
    )
    return _HEAD + "".join(settings)
