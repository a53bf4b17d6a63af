"""What can go wrong with a case, each with a sentence on what to do."""

from http import HTTPStatus

from core.errors import NotFound, Problem


class InvalidStatement(Problem):
    """A statement that cannot be filed; ``fields`` says what is wrong with each question."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyGuesses(Problem):
    """Too many wrong pairs of number and code, for one case from one asker."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"查詢次數太多，請過 {minutes} 分鐘再試。急著知道進度，請撥 1999 或到勞工局櫃台詢問。"
        )
        self.headers = {"Retry-After": str(minutes * 60)}


class NoSuchCase(NotFound):
    """No case with this id."""

    def __init__(self) -> None:
        super().__init__("沒有這個案件，請從案件清單重新選擇。")


class ActionNotAllowed(Problem):
    """The action does not fit the case's state, its details or the actor; the sentence says what does."""

    status = HTTPStatus.CONFLICT


class BadAttachment(Problem):
    """A file that is not taken: wrong type, too large, too many."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
