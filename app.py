"""Composition root of the app process: builds the parts, wires the routes, runs the workers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import prometheus_client
import structlog
from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware

import desk.routes
import web.case_status
import web.cases
import web.opinions
import web.problems
import web.routes
import web.subscriptions
import web.tools
from bot import internal
from bot.actions import make_executor
from bot.flows import registry as flows
from bot.handover import HandoverService
from bot.rasa_client import RasaClient
from bot.rasa_memory import RasaMemory
from bot.service import ConversationService
from bot.tasks import keep_conversations
from cases.informing import Informing
from cases.policy import Policy
from cases.service import CaseService
from cases.tasks import keep_house
from cases.ways import Purpose
from connectors import registry, routes
from connectors.intake import Intake
from connectors.lanes import Lanes
from connectors.sending import Sender
from connectors.tasks import keep_letters
from connectors.telegram.polling import poll
from connectors.webchat import socket
from connectors.webchat.admission import Admission
from core.database import Database
from core.encryption import vault_of
from core.hours import OpeningHours
from core.logging import configure_logging
from core.service import CalendarService
from core.settings import Settings
from core.tasks import follow_calendar
from desk.cases import case_routes
from desk.curation.report_routes import ConfusionReports
from desk.digest.service import Digests
from desk.people import AccountDirectory
from desk.watch.service import watch
from knowledge.service import live_generation
from retrieval import generation as generations
from retrieval.encoder import load_encoder
from retrieval.encoder.remembering import RememberingEncoder
from retrieval.engine import Engine
from retrieval.publication import Publisher
from retrieval.publishing import follow
from retrieval.ranker import RankerModel
from web import api
from web.limits import BodyLimit
from web.security import SecurityHeaders
from web.uploads import DRAIN_LIMIT

log = structlog.get_logger()


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    database = Database(settings.database)
    root = settings.data_dir / "index"
    encoder = await asyncio.to_thread(load_encoder, settings)
    generation = await asyncio.to_thread(generations.load, root, await live_generation(database))
    engine = Engine(encoder, RankerModel.load(), generation)
    rasa = RasaClient(str(settings.rasa_url), settings.rasa_timeout)
    app.state.database = database
    app.state.engine = engine
    app.state.rasa = rasa
    app.state.executor = make_executor(engine)
    app.state.public_url = settings.public_base
    app.state.remembering = RememberingEncoder(encoder, root / "golden.npz")
    app.state.publisher = Publisher(database, engine, root, app.state.remembering)
    app.state.confusions = ConfusionReports()
    app.state.vault = vault_of(settings)
    app.state.calendar = CalendarService(database)
    engine.search("暖機")
    connectors = registry.build(settings)
    app.state.sender = Sender(connectors)
    app.state.cases = CaseService(database, app.state.vault, Policy.of(settings), app.state.sender)
    staff = AccountDirectory(settings.staff_email)
    app.state.informing = Informing.build(settings, database, app.state.vault, app.state.sender, staff)
    app.state.digests = Digests(
        database,
        app.state.sender,
        settings.signing_key,
        settings.public_base,
        settings.digest_hour,
        settings.digest_remind_hours,
    )
    app.state.handover, app.state.conversation = _conversation(app)
    lanes = Lanes(database, app.state.conversation, connectors, settings.lane_workers, settings.retry_seconds)
    intake = Intake(database, lanes)
    app.state.connectors, app.state.lanes, app.state.intake = connectors, lanes, intake
    working = asyncio.create_task(lanes.run())
    tasks = [
        asyncio.create_task(follow(engine, database, root, settings.reload_seconds)),
        asyncio.create_task(follow_calendar(app.state.calendar, engine.use_calendar)),
        asyncio.create_task(keep_house(app.state.cases)),
        asyncio.create_task(keep_letters(database)),
        asyncio.create_task(keep_conversations(app.state.handover, app.state.conversation)),
        asyncio.create_task(app.state.informing.run()),
        asyncio.create_task(app.state.digests.run()),
        asyncio.create_task(watch(app.state)),
    ]
    if settings.telegram_mode == "polling" and "telegram" in connectors:
        tasks.append(asyncio.create_task(poll(connectors["telegram"], intake)))
    try:
        yield
    finally:
        lanes.stop()
        await asyncio.gather(working, return_exceptions=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connector in connectors.values():
            await connector.close()
        await app.state.publisher.close()
        await rasa.close()
        await database.close()


def _conversation(app: FastAPI) -> tuple[HandoverService, ConversationService]:
    """The dialogue with its forms, and the handover to people, over the parts that are there."""
    state, settings, informing = app.state, app.state.settings, app.state.informing
    hours = OpeningHours.parse(settings.desk_hours)
    deliver = partial(state.sender.send, purpose=Purpose.REPLY)
    handover = HandoverService(state.database, state.vault, hours, deliver, state.sender)
    memory = RasaMemory(settings.rasa_tracker)
    found = flows.build(
        state.vault,
        state.cases,
        handover,
        informing.surveys,
        informing.subscriptions,
        memory,
        state.sender.forget,
    )
    key = settings.signing_key
    return handover, ConversationService(state.database, state.engine, state.rasa, key, found)


async def _healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


async def _readyz(request: Request, response: Response) -> dict[str, object]:
    """Ready to answer; Rasa's absence is told but does not make the app unready."""
    state = request.app.state
    return {
        "status": "ok",
        "generation": state.engine.generation.number,
        "rasa": "ok" if await state.rasa.is_ready() else "away",
    }


async def _metrics() -> Response:
    """Prometheus metrics."""
    return Response(prometheus_client.generate_latest(), media_type="text/plain; version=0.0.4")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application; it opens files and connections only when it starts."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    app = FastAPI(title="labordesk", version="0.1.0", lifespan=_running, docs_url=None, redoc_url=None)
    app.state.settings = settings
    web.problems.install(app)
    app.include_router(api.router)
    app.include_router(socket.router)
    app.include_router(internal.router)
    web.routes.install(app)
    web.tools.install(app)
    web.cases.install(app)
    web.case_status.install(app)
    web.opinions.install(app)
    web.subscriptions.install(app)
    desk.routes.install(app)
    routes.install(app)
    for path, handler in (("/healthz", _healthz), ("/readyz", _readyz), ("/metrics", _metrics)):
        app.add_api_route(path, handler, include_in_schema=False)
    # The widget runs on other sites of the city.
    origins = tuple(settings.widget_origins.split())
    app.state.admission = Admission(origins, settings.chat_rate, settings.new_chat_rate)
    app.add_middleware(
        CORSMiddleware, allow_origins=origins, allow_methods=["POST"], allow_headers=["content-type"]
    )
    app.add_middleware(BodyLimit, larger={**web.cases.LARGER_BODIES, case_routes.ATTACH: DRAIN_LIMIT})
    app.add_middleware(SecurityHeaders)
    return app
