"""The public JSON API: search, chat and the FAQ."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, ConfigDict, Field

from connectors.dependencies import AdmissionDep, ConversationDep
from connectors.webchat.messages import Body, ChatBody, PollBody, require_room
from core.clock import local_now
from core.errors import BadSession, NotFound
from knowledge.presentation import EntryView
from retrieval.analysis.text import clean
from web import examples
from web.dependencies import EngineDep
from web.openapi import answers, answers_body
from web.schemas import ChatAnswer, EntryList, PollAnswer, SearchAnswer

QUERY_LIMIT = 500
RESULT_LIMIT = 20

_OF_CHATS = {
    HTTPStatus.BAD_REQUEST: "對話已過期，請重新開始。",
    HTTPStatus.FORBIDDEN: "這個網站沒有開放使用對話：請管理者把網址加入 LABORDESK_WIDGET_ORIGINS。",
    HTTPStatus.TOO_MANY_REQUESTS: "您送得太快了，請等 5 秒再送一次。急事請撥 1999。",
}
_NO_ENTRY = {HTTPStatus.NOT_FOUND: "沒有這一項常見問答；全部項目見 /api/v1/faq"}

router = APIRouter(prefix="/api/v1", tags=["public"])


def _not_blank(text: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise ValueError("文字是空的，或只有無法顯示的字元")
    return cleaned


class SearchBody(Body):
    """A query in the citizen's words."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.SEARCH]})

    query: Annotated[str, Field(max_length=QUERY_LIMIT), AfterValidator(_not_blank)]
    limit: Annotated[int, Field(ge=1, le=RESULT_LIMIT)] = 5
    language: Annotated[str, Field(max_length=16)] | None = None


@router.post("/search", response_model=None, responses=answers_body(SearchAnswer, examples.FOUND))
async def search(body: SearchBody, engine: EngineDep) -> dict[str, Any]:
    """Entries that fit a query, with the decision: answer, clarify or abstain."""
    result = await run_in_threadpool(engine.search, body.query, body.limit)
    return {
        "decision": result.decision,
        "generation": result.generation,
        "language": body.language or result.language,
        "results": [asdict(candidate) for candidate in result.results],
    }


@router.post("/chat", response_model=None, responses=answers_body(ChatAnswer, examples.SAID, _OF_CHATS))
async def chat(
    request: Request, body: ChatBody, admission: AdmissionDep, conversation: ConversationDep
) -> JSONResponse:
    """Answer one message."""
    admission.check_origin(request)
    try:
        conversation.tokens.open(body.session)
    except ValueError as error:
        raise BadSession(str(error)) from None
    await admission.admit(request, body.session)
    await require_room(conversation, body.session, body.text)
    async with admission.turn(request):
        reply = await conversation.reply(body.session, body.text, body.id)
    return JSONResponse(reply.as_json())  # as it is recorded: it needs no encoder that looks at each part


@router.post("/chat/poll", response_model=None, responses=answers_body(PollAnswer, examples.NEWS, _OF_CHATS))
async def poll(
    request: Request, body: PollBody, admission: AdmissionDep, conversation: ConversationDep
) -> dict[str, Any]:
    """What staff said meanwhile: for clients without a WebSocket, while a person answers."""
    admission.check_origin(request)
    await admission.admit(request, body.session)
    try:
        news = await conversation.news(body.session, body.after)
    except ValueError as error:
        raise BadSession(str(error)) from None
    found: dict[str, Any] = news.as_json()
    return found


@router.get("/faq", response_model=None, responses=answers(EntryList, examples.ENTRIES))
async def entries(engine: EngineDep) -> dict[str, Any]:
    """All published entries, short."""
    catalogue = engine.catalogue
    listed = [{"id": e.id, "question": e.question, "category": e.category, "unit": e.unit} for e in catalogue]
    return {"generation": catalogue.generation, "entries": listed}


@router.get("/faq/{entry_id}", response_model=None, responses=answers(EntryView, None, _NO_ENTRY))
async def entry(
    entry_id: Annotated[str, Path(examples=[examples.ENTRY])],
    engine: EngineDep,
    language: Annotated[str | None, Query(examples=["en"])] = None,
) -> dict[str, Any]:
    """One entry in full as shown now; ``language`` adds a translation where there is one."""
    view = engine.catalogue.view(entry_id, local_now(), language)
    if view is None:
        raise NotFound(_NO_ENTRY[HTTPStatus.NOT_FOUND])
    return asdict(view)
