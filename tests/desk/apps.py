"""Apps of the desk for tests: what FastAPI works out of two hundred routes is worked out once."""

from functools import cache

from fastapi import FastAPI

import desk.routes
import web.problems
from composition import Services
from core.dependencies import provide
from desk import pages


@cache
def _first() -> FastAPI:
    app = FastAPI()
    desk.routes.install(app)
    return app


def new_app(services: Services) -> FastAPI:
    """An app with every page of the desk over ``services``, and with handlers of its own."""
    app = FastAPI()
    web.problems.install(app)
    pages.install(app)
    provide(app, services)
    app.router.routes.extend(_first().router.routes)
    return app
