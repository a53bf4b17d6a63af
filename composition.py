"""The composition root: every part of labordesk, built in one place from the settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import bot.tasks
import cases.tasks
import connectors.tasks
import desk.autosave.service
from bot.flows import registry as flows
from bot.golden_dialogues import hold
from bot.handover import HandoverService
from bot.policy import RasaClient
from bot.retention import erase_old_chats, forget_requests
from bot.service import ConversationService
from cases.messaging import Purpose
from cases.notification_service import Notifications
from cases.service import CaseService
from cases.subscriptions import topic_service
from connectors import registry
from connectors.intake import Intake
from connectors.lane_workers import Lanes
from connectors.proactive_messages import Sender
from connectors.registry import Connectors
from connectors.rejected_webhooks import RejectedWebhooks
from connectors.retention import forget_deliveries
from connectors.webchat.admission import Admission
from connectors.webchat.socket_limits import SocketLimits
from connectors.webhooks.addresses import Addresses
from connectors.webhooks.connector import WebhookConnector
from connectors.webhooks.service import Webhooks
from core.calendar_service import CalendarService
from core.clock import local_now, utc_now
from core.database import Database
from core.encryption import Vault
from core.keys import ready_vault
from core.opening_hours import OpeningHours
from core.rate_limits import Rates
from core.settings import Settings
from core.tasks import Task, Tasks
from desk.bell.emails import BellEmails
from desk.curation.confusions import ConfusionReports
from desk.digest.service import Digests
from desk.first.service import FirstHour
from desk.inbox.stream_limits import OpenStreams
from desk.mentions.emails import MentionEmails
from desk.people import AccountDirectory
from desk.watch.links import check_when_due
from desk.watch.service import Watch
from publication.examiner import VECTORS_FILE
from publication.live import follow, live_engine
from publication.publishing_service import Publisher
from publication.withdrawal_service import Withdrawals
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine
from web.readiness import Readiness


@dataclass(frozen=True)
class Services:
    """The parts of the app; the routes take them by their types, see `core.dependencies`."""

    settings: Settings
    database: Database
    vault: Vault
    calendar: CalendarService
    engine: Engine
    remembering: CachingEncoder
    publisher: Publisher
    withdrawals: Withdrawals
    rasa: RasaClient
    conversation: ConversationService
    handover: HandoverService
    cases: CaseService
    notifications: Notifications
    connectors: Connectors
    webhooks: Webhooks
    sender: Sender
    lanes: Lanes
    intake: Intake
    refusals: RejectedWebhooks
    admission: Admission
    sockets: SocketLimits
    rates: Rates
    readiness: Readiness
    confusions: ConfusionReports
    digests: Digests
    first: FirstHour
    streams: OpenStreams
    watch: Watch
    tasks: Tasks

    async def close(self) -> None:
        """Close every connection."""
        for connector in self.connectors.values():
            await connector.close()
        await self.lanes.close()
        await self.publisher.close()
        await self.rasa.close()
        await self.database.close()


def compose(
    settings: Settings,
    database: Database,
    vault: Vault,
    engine: Engine,
    clock: Callable[[], datetime] = utc_now,
) -> Services:
    """The parts over what was opened; nothing runs yet. ``clock`` (UTC) is that of the conversations."""
    key, root = settings.signing_key, settings.data_dir / "index"
    remembering = CachingEncoder(engine.encoder, root / VECTORS_FILE)
    publisher = Publisher(database, engine, root, remembering, lambda tried: hold(tried, local_now()))
    channels = registry.build(settings)
    sender = Sender(channels)
    case_service = CaseService.build(settings, database, vault, sender)
    notifications = Notifications.build(
        settings, database, vault, sender, AccountDirectory(settings.staff_email)
    )
    hours = OpeningHours.parse(settings.desk_hours)
    handover = HandoverService(database, vault, hours, partial(sender.send, purpose=Purpose.REPLY), sender)
    forms = flows.build(
        vault,
        case_service,
        handover,
        notifications.surveys,
        notifications.subscriptions,
        notifications.deadlines,
        sender.forget,
    )
    rasa = RasaClient(settings.rasa_addresses, settings.shared_token, settings.rasa_timeout)
    conversation = ConversationService(database, engine, rasa, key, forms, clock)
    addresses = Addresses(settings.webhook_hosts)
    webhooks = Webhooks(database, vault, addresses, not settings.practice)
    told = WebhookConnector(database, vault, addresses, settings.retry_seconds)
    lanes = Lanes(
        database, conversation, channels, settings.lane_workers, settings.retry_seconds, {told.name: told}
    )
    calendar = CalendarService(database)
    digests = Digests(
        database, sender, key, settings.public_base, settings.digest_hour, settings.digest_remind_hours
    )
    bell_letters = BellEmails(
        database,
        handover,
        case_service,
        sender,
        settings.staff_email,
        settings.public_base,
        lambda: watch.urgent(),
    )
    mention_letters = MentionEmails(database, sender, settings.public_base)
    rates = Rates(database, key)
    tasks = Tasks(
        (
            *_housekeeping(settings, database, engine, calendar),
            Task("cases", partial(cases.tasks.tidy, case_service), 3600),
            Task("conversations", partial(bot.tasks.tidy, handover, conversation), 15),
            Task("informing", notifications.work, 1),
            Task("reminders", notifications.reminders.remind, 300),
            Task("digests", digests.work, 10),
            Task("bell", bell_letters.work, 30),
            Task("mentions", mention_letters.work, 30),
            Task("rates", rates.tidy, 3600),
            Task("webhooks", webhooks.work, 2),
            Task("watch", lambda now: watch.look(now), 60),
            # After a start there is more urgent work; a new day begins when nobody asks.
            Task("golden", publisher.prepare, 600, delay=600),
        )
    )
    watch = Watch(settings, database, digests, rasa, channels, tasks)
    return Services(
        settings=settings,
        database=database,
        vault=vault,
        calendar=calendar,
        engine=engine,
        remembering=remembering,
        publisher=publisher,
        withdrawals=Withdrawals(database, engine, root),
        rasa=rasa,
        conversation=conversation,
        handover=handover,
        cases=case_service,
        notifications=notifications,
        connectors=channels,
        webhooks=webhooks,
        sender=sender,
        lanes=lanes,
        intake=Intake(database, lanes),
        refusals=RejectedWebhooks(database),
        admission=Admission(
            tuple(settings.widget_origins.split()), settings.chat_rate, settings.new_chat_rate, rates
        ),
        sockets=SocketLimits(settings.chat_sockets, settings.chat_sockets_per_address),
        rates=rates,
        readiness=Readiness(database, engine, settings.data_dir),
        confusions=ConfusionReports(),
        digests=digests,
        first=FirstHour(settings, database, engine, channels),
        streams=OpenStreams(),
        watch=watch,
        tasks=tasks,
    )


def _housekeeping(
    settings: Settings, database: Database, engine: Engine, calendar: CalendarService
) -> tuple[Task, ...]:
    """What keeps this process and the tables in order, whichever room they belong to."""
    root, kept = settings.data_dir / "index", timedelta(days=settings.chat_retention_days)
    sent = timedelta(days=settings.delivery_retention_days)

    async def follow_published(_: datetime) -> None:
        await follow(engine, database, root)

    async def follow_calendar(_: datetime) -> None:
        engine.use_calendar(await calendar.calendar())

    return (
        Task("generation", follow_published, settings.reload_seconds),
        Task("calendar", follow_calendar, 10),
        Task("letters", partial(connectors.tasks.tidy, database), 3600),
        Task("deliveries", partial(forget_deliveries, database, sent), 3600),
        Task("requests", partial(forget_requests, database, sent), 3600),
        Task("drafts", partial(desk.autosave.service.purge, database), 3600),
        Task("old_chats", partial(erase_old_chats, database, kept), 3600),
        Task("topics", lambda _: topic_service.seed(database), 3600),
        Task("links", partial(check_when_due, settings, database), 3600, delay=3600),
    )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """The parts over the database, the keys and the live generation of ``settings``, until they are closed.

    Raises:
        WrongKey, BadSecret: the keys do not open what the database holds.
    """
    database = Database(settings.database)
    vault = await ready_vault(settings, database)
    services = compose(settings, database, vault, await live_engine(settings, database))
    try:
        yield services
    finally:
        await services.close()
