"""``labordesk user``: the first administrator, and help for those who cannot sign in."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from core.clock import utc_now
from core.database import Database
from desk.auth import sign_in_service
from desk.auth.audit_service import ActionOrigin
from desk.auth.session_service import SignInStep

run = CliRunner().invoke


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installation without a database yet."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    monkeypatch.setenv("LABORDESK_DATABASE_URL", address)
    monkeypatch.setenv("LABORDESK_SECRET_KEY", "key of the tests")
    return address


def _add(login: str, role: str = "admin", *more: str, typed: str = "") -> tuple[int, str]:
    done = run(app, ["user", "add", login, "--name", "張系統", "--role", role, *more], input=typed)
    return done.exit_code, done.output


def _sign_in(url: str, login: str, password: str) -> SignInStep:
    async def signed_in() -> SignInStep:
        database = Database(url)
        try:
            origin = ActionOrigin("", "")
            opened = await sign_in_service.with_password(
                database, "key of the tests", login, password, origin, utc_now()
            )
            return opened.step
        finally:
            await database.close()

    return asyncio.run(signed_in())


def _password(output: str) -> str:
    return output.split("只顯示這一次）：")[1].split()[0]


def test_the_first_administrator_gets_a_password_to_change(url: str) -> None:
    code, output = _add("Admin@labor.example")
    assert code == 0 and "系統管理" in output
    assert _sign_in(url, "admin@labor.example", _password(output)) is SignInStep.PASSWORD


def test_a_password_of_ones_own_is_asked_for_and_not_shown(url: str) -> None:
    words = "four unrelated words"
    code, output = _add("chen@labor.example", "clerk", "--ask-password", typed=f"{words}\n{words}\n")
    assert code == 0 and words not in output
    assert _sign_in(url, "chen@labor.example", words) is SignInStep.ENROL


@pytest.mark.parametrize(
    ("login", "role", "told"),
    [
        ("two words", "clerk", "不含空白"),
        ("vol@labor.example", "volunteer", "值班 PIN"),
        (" ", "clerk", "請填帳號"),
    ],
)
def test_what_cannot_be_added_says_why(login: str, role: str, told: str) -> None:
    code, output = _add(login, role)
    assert code == 1 and told in output


def test_a_login_is_given_once() -> None:
    _add("chen@labor.example", "clerk")
    code, output = _add("CHEN@labor.example", "clerk")
    assert code == 1 and "已經有人使用" in output


def test_a_weak_password_is_refused() -> None:
    code, output = _add("chen@labor.example", "clerk", "--ask-password", typed="password1234\n" * 2)
    assert code == 1 and "太容易猜" in output


def test_disable_enable_and_list() -> None:
    _add("admin@labor.example")
    _add("chen@labor.example", "clerk")
    assert run(app, ["user", "disable", "chen@labor.example"]).exit_code == 0
    assert "已停用" in run(app, ["user", "list"]).output
    assert run(app, ["user", "enable", "chen@labor.example"]).exit_code == 0
    assert "已停用" not in run(app, ["user", "list"]).output


def test_the_last_administrator_is_not_disabled() -> None:
    _add("admin@labor.example")
    refused = run(app, ["user", "disable", "admin@labor.example"])
    assert refused.exit_code == 1 and "至少要留一位系統管理" in refused.output


def test_reset_gives_a_new_password(url: str) -> None:
    _, output = _add("admin@labor.example")
    reset = run(app, ["user", "reset", "admin@labor.example"])
    assert reset.exit_code == 0 and _password(reset.output) != _password(output)
    with pytest.raises(sign_in_service.WrongCredentials):
        _sign_in(url, "admin@labor.example", _password(output))
    assert _sign_in(url, "admin@labor.example", _password(reset.output)) is SignInStep.PASSWORD


def test_an_unknown_login_says_where_to_look() -> None:
    _add("admin@labor.example")
    unknown = run(app, ["user", "reset", "nobody@labor.example"])
    assert unknown.exit_code == 1 and "user list" in unknown.output
