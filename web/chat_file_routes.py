"""HTTP of the files of the web chat: a photo or PDF for the form under way, or for the person who answers."""

import uuid
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request

from cases.attachments import MEGABYTE, SIZE_LIMIT
from connectors.dependencies import AdmissionDep, ConversationDep
from core.errors import BadSession, Problem
from web.uploads import read_form

PATH = "/api/v1/chat/files"
# The file and the other fields of its form; the middleware refuses more before it is read.
BODY_LIMIT = SIZE_LIMIT + MEGABYTE
_ID_LIMIT = 64
router = APIRouter(include_in_schema=False)


@router.post(PATH, response_model=None)
async def send_file(
    request: Request, admission: AdmissionDep, conversation: ConversationDep
) -> dict[str, Any]:
    """Take one file of a chat; with the same ``id`` it is taken once."""
    admission.check_origin(request)
    form = await read_form(request)
    token = form.texts.get("session", "")
    try:
        if not token:
            raise ValueError("對話已過期，請重新開始。")
        conversation.tokens.open(token)
    except ValueError as error:
        raise BadSession(str(error)) from None
    await admission.admit(request, token)
    if form.dropped:
        raise form.dropped
    if len(form.files) != 1:
        raise Problem("請一次送一個檔案。", HTTPStatus.UNPROCESSABLE_ENTITY)
    client_id = form.texts.get("id", "")[:_ID_LIMIT] or uuid.uuid4().hex
    async with form.uploads() as uploads, admission.turn(request):
        reply = await conversation.send_file(token, uploads[0], client_id)
    answer: dict[str, Any] = reply.as_json()
    return answer
