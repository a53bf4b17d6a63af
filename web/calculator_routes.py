"""The calculators as pages that work without JavaScript, and as JSON."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from cases.citizen_reminders.service import LastDay
from cases.notification_service import Notifications
from core.clock import local_now
from core.dependencies import provided
from core.errors import NotFound
from knowledge.calculators import CALCULATORS
from knowledge.calculators.base import Calculator, InvalidInputs, Result
from knowledge.calculators.running import read, run
from retrieval.engine import Engine
from web import examples
from web.dependencies import EngineDep
from web.error_pages import not_found
from web.openapi import answers, answers_body
from web.schemas import Computed, ToolList
from web.templating import make_templates

pages = APIRouter(prefix="/tools", include_in_schema=False)
api = APIRouter(prefix="/api/v1/tools", tags=["public"])
_templates = make_templates("web")
_ANSWER_LIMIT = 40
_NO_TOOL = {HTTPStatus.NOT_FOUND: "沒有這個試算；全部項目見 /api/v1/tools"}


class Inputs(BaseModel):
    """Answers by field name, as people type them."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [examples.CALCULATION]})

    inputs: dict[str, Annotated[str, Field(max_length=_ANSWER_LIMIT)]]


def install(app: FastAPI) -> None:
    """Add the pages and the API of the calculators to ``app``."""
    app.include_router(pages)
    app.include_router(api)


def _page(request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Response:
    return _templates.TemplateResponse(request, template, context, status_code=status)


def _form(request: Request, calculator: Calculator, texts: dict[str, str], **context: Any) -> Response:
    """The questions that apply to what was typed so far, with what came out of it."""
    asked = read(calculator, texts, local_now().date()).asked
    catalogue = provided(request, Engine).catalogue
    related = tuple(filter(None, map(catalogue.get, calculator.entries)))
    known: dict[str, Any] = {"tool": calculator, "questions": asked, "texts": texts, "related": related}
    return _page(request, "tool.html", **{"problems": {}, "result": None, "calendar": None} | known | context)


@pages.get("")
def tools(request: Request) -> Response:
    """All calculators."""
    return _page(request, "tools.html", tools=CALCULATORS.values())


@pages.get("/{calculator_id}")
def tool(request: Request, calculator_id: str) -> Response:
    """The empty form of a calculator; 404 when there is none."""
    calculator = CALCULATORS.get(calculator_id)
    if calculator is None:
        return not_found(request)
    return _form(request, calculator, {})


@pages.post("/{calculator_id}")
async def calculate(request: Request, calculator_id: str, engine: EngineDep) -> Response:
    """The result, or the form with what is still missing or cannot be used.

    The answers travel in the body: wages and dates belong in no address and no log.
    """
    calculator = CALCULATORS.get(calculator_id)
    if calculator is None:
        return not_found(request)
    sent = await request.form()
    names = {field.name for field in calculator.fields}
    texts = {name: str(value)[:_ANSWER_LIMIT] for name, value in sent.items() if name in names}
    try:
        context = engine.catalogue.calculations(local_now())
        result = run(calculator, texts, context)
        return _form(request, calculator, texts, result=result, calendar=_calendar(request, result))
    except InvalidInputs as refused:
        # A question that a choice has just brought up was not seen yet: it is asked, not blamed.
        seen = {name: reason for name, reason in refused.fields.items() if name in sent}
        return _form(request, calculator, texts, problems=seen)


def _calendar(request: Request, result: Result) -> str | None:
    """The address of the calendar file of a last day that is still to come."""
    day = result.finding.last_day
    if day is None or day <= result.as_of:
        return None
    kind = next(line.text for line in result.inputs)
    deadlines = provided(request, Notifications).deadlines
    return f"/deadlines/{deadlines.calendar_token(LastDay(kind, day))}.ics"


@api.get("", response_model=None, responses=answers(ToolList, examples.TOOLS))
async def listed() -> dict[str, Any]:
    """All calculators with their questions."""
    return {"tools": [_described(calculator) for calculator in CALCULATORS.values()]}


@api.post(
    "/{calculator_id}", response_model=None, responses=answers_body(Computed, examples.COMPUTED, _NO_TOOL)
)
async def computed(
    calculator_id: Annotated[str, Path(examples=[examples.TOOL])], body: Inputs, engine: EngineDep
) -> dict[str, Any]:
    """The result for answers as people type them."""
    calculator = CALCULATORS.get(calculator_id)
    if calculator is None:
        raise NotFound(_NO_TOOL[HTTPStatus.NOT_FOUND])
    result = run(calculator, body.inputs, engine.catalogue.calculations(local_now()))
    return {
        "tool": calculator.id,
        **asdict(result.finding),
        "inputs": [asdict(line) for line in result.inputs],
        "as_of": result.as_of,
        "disclaimer": result.disclaimer,
    }


def _described(calculator: Calculator) -> dict[str, Any]:
    fields = [
        {
            "name": field.name,
            "label": field.label,
            "kind": field.kind,
            "help": field.help,
            "required": field.required,
            "options": [{"value": value, "label": label} for value, label in field.options],
            "only_if": {field.only_if[0]: sorted(field.only_if[1])} if field.only_if else None,
        }
        for field in calculator.fields
    ]
    return {"id": calculator.id, "title": calculator.title, "intro": calculator.intro, "fields": fields}
