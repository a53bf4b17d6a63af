"""The models of every room in one place: migrations and copies must know every table."""

import bot.flows.models
import bot.handover.models
import bot.usage.models  # noqa: F401
import cases.citizen_reminders.models
import cases.models
import cases.notices.models
import cases.saved_forms.models
import cases.staff_reminders.models
import cases.subscriptions.models
import cases.survey.models
import cases.tags.models  # noqa: F401
import connectors.models
import connectors.webhooks.models  # noqa: F401
import core.models  # noqa: F401
import desk.auth.models
import desk.autosave.models
import desk.bell.models
import desk.cases.models
import desk.counter.models
import desk.digest.models
import desk.duty.models
import desk.first.models
import desk.integrations.models
import desk.macros.models
import desk.mentions.models
import desk.phrases.models  # noqa: F401
import publication.models  # noqa: F401
from core.database import Base


def names() -> list[str]:
    """The tables of the application, and the one that notes the migration."""
    return ["alembic_version", *Base.metadata.tables]
