"""The app process: wires the routes and runs the workers over the parts of `composition`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

import desk.pages
import desk.routes
import web.calculator_routes
import web.case_rating_routes
import web.case_routes
import web.case_status_routes
import web.deadline_routes
import web.page_feedback_routes
import web.problems
import web.routes
import web.saved_form_routes
import web.search_engine_routes
import web.subscription_routes
from backup.service import settle
from bot.warm_up import warm
from cases.attachments import MEGABYTE
from composition import opened
from connectors import routes
from connectors.webchat import asset_routes, socket_routes
from core.dependencies import provide
from core.garbage_collection import set_apart
from core.logging import configure_logging
from core.loop_watch import watched
from core.settings import Settings
from core.single_server import AlreadyServed, alone
from desk.cases import paper_routes
from desk.curation import exchange_routes
from desk.practice import routes as practice_routes
from retrieval.classifier.threads import serve_on_one_thread
from web import api_routes, chat_file_routes, health_routes, openapi
from web.body_limits import BodyLimit
from web.compression import CompressPublic
from web.head_requests import HeadAsGet
from web.nul_filter import NoNul
from web.practice_banner import PracticeBanner
from web.security import SecurityHeaders
from web.staging import Staging
from web.uploads import DRAIN_LIMIT

log = structlog.get_logger()


@asynccontextmanager
async def _serving(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """The app at work, as the only one of its SQLite database."""
    async with AsyncExitStack() as stack:
        try:
            stack.enter_context(alone(settings.database))
        except AlreadyServed as refused:
            log.error("not_started", reason=str(refused))
            raise
        await stack.enter_async_context(watched())
        await stack.enter_async_context(_running(app, settings))
        yield


@asynccontextmanager
async def _running(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Everything that works while the app serves."""
    await asyncio.to_thread(settle, settings)
    async with opened(settings) as services, AsyncExitStack() as stack:
        serve_on_one_thread()
        await asyncio.to_thread(warm, services.engine)
        stack.enter_context(set_apart())
        provide(app, services)
        services.tasks.start()
        delivering = asyncio.create_task(services.lanes.run())
        polling: list[asyncio.Task[None]] = []
        if settings.telegram_mode == "polling" and "telegram" in services.connectors:
            from connectors.telegram.polling import poll

            polling.append(asyncio.create_task(poll(services.connectors["telegram"], services.intake)))
        try:
            yield
        finally:
            services.lanes.stop()
            await asyncio.gather(delivering, return_exceptions=True)
            for task in polling:
                task.cancel()
            await asyncio.gather(*polling, return_exceptions=True)
            await services.tasks.stop()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application; it opens files and connections only when it starts."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    app = FastAPI(
        title="labordesk",
        version="0.1.0",
        lifespan=partial(_serving, settings=settings),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would name the Host of the request; see `web.error_pages`
    )
    web.problems.install(app)
    app.include_router(api_routes.router)
    app.include_router(chat_file_routes.router)
    app.include_router(socket_routes.router)
    app.include_router(asset_routes.router)
    web.routes.install(app)
    web.search_engine_routes.install(app)
    web.page_feedback_routes.install(app)
    web.calculator_routes.install(app)
    web.case_routes.install(app)
    web.saved_form_routes.install(app)
    web.case_status_routes.install(app)
    web.case_rating_routes.install(app)
    web.subscription_routes.install(app)
    web.deadline_routes.install(app)
    desk.routes.install(app)
    routes.install(app)
    app.include_router(health_routes.router)
    openapi.install(app)
    # The widget runs on other sites of the city.
    origins = tuple(settings.widget_origins.split())
    app.add_middleware(
        CORSMiddleware, allow_origins=origins, allow_methods=["POST"], allow_headers=["content-type"]
    )
    staged = {**web.case_routes.LARGER_BODIES, **exchange_routes.LARGER_BODIES}
    staged[paper_routes.ATTACH] = DRAIN_LIMIT
    staged[chat_file_routes.PATH] = chat_file_routes.BODY_LIMIT
    if settings.practice:
        app.include_router(practice_routes.router)
        app.add_middleware(PracticeBanner)
    app.add_middleware(CompressPublic)
    app.add_middleware(NoNul)
    app.add_middleware(
        BodyLimit,
        larger=routes.LARGER_BODIES | staged,
        page=desk.pages.too_large,
        staging=Staging(settings.upload_disk_mb * MEGABYTE),
        staged=staged,
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)
    return app
