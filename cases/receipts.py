"""The copy of a statement that the citizen keeps, and its hash."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from cases import form_answers
from cases.schemas import Attachment, Statement
from core.clock import local_time


def copy_of(
    number: str, filed_at: datetime, channel: str, statement: Statement, attachments: Iterable[Attachment]
) -> str:
    """The recorded statement in words, as it was read back and confirmed (行政程序法 §169)."""
    files = "\n".join(f"附件：{file.name}（SHA-256 {file.digest}）" for file in attachments)
    parts = (
        "高雄市政府勞工局　陳情紀錄",
        f"案號：{number}",
        f"收件時間：{local_time(filed_at)}（臺灣時間）",
        form_answers.read_back(form_answers.to_draft(statement, channel)),
        files,
        "以上內容經陳情人看過並確認（行政程序法第 169 條）。",
    )
    return "\n".join(filter(None, parts))


def digest_of(copy: str) -> str:
    """SHA-256 (hex) of a copy in UTF-8."""
    return sha256(copy.encode()).hexdigest()
