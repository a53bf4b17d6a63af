"""Practice: invented citizens, nothing real is touched, nothing goes out, every page says so."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from connectors import registry
from core import practice
from core.settings import ROOT, Settings
from supervisor import wait_until_ready
from tests.browsing import DESKTOP, PHONE, chromium_browser, leaving, overflow, serious
from tests.conftest import free_port
from tests.platforms.smtp import SmtpPlatform, mail_server
from tests.staff import csrf_of
from web.practice_banner import marked

BANNER = "練習模式：這裡的民眾和案件都是假的"
# What says where something is, or how much; all other settings without a default lead out of the house.
_HARMLESS = {"line_push_budget"}


def test_no_setting_that_leads_out_of_the_house_is_on() -> None:
    fields = Settings.model_fields.items()
    outwards = {name for name, field in fields if field.default is None} - _HARMLESS
    assert outwards <= practice.OFF.keys()


def test_channels_and_mail_stay_off_whatever_is_set(tmp_path: Path) -> None:
    secret = SecretStr("secret")
    own = Settings(
        _env_file=None,
        data_dir=tmp_path,
        practice=True,
        line_channel_secret=secret,
        line_channel_access_token=secret,
        telegram_bot_token=secret,
        telegram_webhook_secret=secret,
        smtp_url=SecretStr("smtp://127.0.0.1:25"),
        mail_from="a@b.example",
        database_url="postgresql://real",
    )
    assert registry.build(own) == {}
    assert own.database == f"sqlite+aiosqlite:///{tmp_path / 'practice' / 'labordesk.db'}"


def test_a_fragment_is_no_page() -> None:
    assert marked(b"<p>a</p>") == b"<p>a</p>"
    assert BANNER.encode() in marked(b"<html><body class='x'><p>a</p></body></html>")


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpPlatform]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def real_folder(tmp_path_factory: pytest.TempPathFactory, settings: Settings, migrated_sqlite: Path) -> Path:
    """The folder of a real installation."""
    folder = tmp_path_factory.mktemp("real")
    shutil.copy(migrated_sqlite, folder)
    for name in ("encoder", "index"):
        (folder / name).symlink_to(settings.data_dir / name)
    return folder


@pytest.fixture(scope="module")
def practised(real_folder: Path, smtp: SmtpPlatform) -> Iterator[str]:
    """``labordesk practice`` beside it, with the settings of a real installation that sends e-mail."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "LABORDESK_DATA_DIR": str(real_folder),
        "LABORDESK_SMTP_URL": smtp.url,
        "LABORDESK_MAIL_FROM": "real@labor.example",
        "LABORDESK_STAFF_EMAIL": "chief@labor.example",
    }
    command = [sys.executable, "-m", "cli", "practice", "--port", str(port)]
    log = real_folder / "practice.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    assert wait_until_ready(f"{address}/healthz", process, 400), log.read_text()
    yield address
    process.terminate()
    process.wait(30)


@contextmanager
def _enter(address: str, role: str) -> Iterator[httpx.Client]:
    headers = {"Accept": "text/html"}
    with httpx.Client(base_url=address, headers=headers, follow_redirects=True, timeout=30) as client:
        _become(client, role)
        yield client


def _become(client: httpx.Client, role: str) -> None:
    token = csrf_of(client.get("/desk/sign-in").text)
    assert client.post("/desk/practice/enter", data={"csrf": token, "role": role}).status_code == 200


def test_a_day_of_practice_leaves_the_real_installation_as_it_was(
    practised: str, real_folder: Path, smtp: SmtpPlatform
) -> None:
    before = hashlib.sha256((real_folder / "labordesk.db").read_bytes()).hexdigest()
    with _enter(practised, "clerk") as clerk:
        for path in ("/desk", "/desk/cases", "/desk/inbox", "/desk/nothing", "/", "/cases/new"):
            assert BANNER in clerk.get(path).text, path
        listed = clerk.get("/desk/cases?tab=new").text
        assert "練習" in listed
        assert clerk.get("/desk/inbox").text.count("第 1 位") >= 1
        talk = "/desk/inbox/practice-talk-1"
        assert clerk.post(f"{talk}/take", data={"csrf": csrf_of(listed)}).status_code == 200
    with _enter(practised, "admin") as admin:
        shown = admin.post(
            "/desk/first/mail",
            data={"csrf": csrf_of(admin.get("/desk/first").text), "address": "a@b.example"},
        )
        assert "還沒有設定寄信的主機" in shown.text
        _become(admin, "volunteer")  # somebody else in the same browser
        assert admin.get("/desk/first").status_code == 403
    assert smtp.taken == [] and smtp.recipients == []
    assert hashlib.sha256((real_folder / "labordesk.db").read_bytes()).hexdigest() == before


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_of_practice_is_clearly_marked(practised: str, size: dict[str, int]) -> None:
    with chromium_browser() as browser:
        page = browser.new_page(base_url=practised, locale="zh-TW", viewport=size)  # type: ignore[arg-type]
        page.goto("/desk/sign-in")
        with leaving(page):
            page.get_by_role("button", name="承辦", exact=True).click()
        for path in ("/desk", "/desk/cases?tab=new", "/desk/inbox", "/"):
            page.goto(path)
            expect(page.get_by_text(BANNER)).to_be_in_viewport()
            expect(page).to_have_title(re.compile("^【練習】"))
            assert serious(page) == [] and overflow(page) == 0, path


def test_nobody_enters_the_real_desk_without_a_password(desk_app: object, live_server: str) -> None:
    with httpx.Client(base_url=live_server, headers={"Accept": "text/html"}) as client:
        token = csrf_of(client.get("/desk/sign-in").text)
        answer = client.post("/desk/practice/enter", data={"csrf": token, "role": "admin"})
    assert answer.status_code == 404
