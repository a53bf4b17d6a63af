"""Intake and status as pages without JavaScript: nothing typed is lost, one case however often it is sent."""

import re
from collections.abc import Iterator

import httpx
import pytest

from cases.enums import Route
from cases.questions import STORY_LIMIT
from tests import photos

FORM = {
    "route": "violation",
    "category": "工資",
    "what": "老闆從三月起沒有給加班費。",
    "when": "115/3/2",
    "where": "前鎮區",
    "employer": "某某食品行",
    "wish": "請去查",
    "confidential": "yes",
    "name": "王小明",
    "phone": "0912 345 678",
    "email": "",
    "consent": "yes",
}
JPEG = photos.JPEG


@pytest.fixture
def web(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=60) as client:
        yield client


def send(web: httpx.Client, key: str, files: list[tuple[str, bytes]] = (), **changes: str) -> httpx.Response:  # type: ignore[assignment]
    parts = [("files", (name, content, "application/octet-stream")) for name, content in files]
    # Without a file, too, the page sends a multipart form.
    return web.post(
        "/cases/new/send", data=FORM | {"key": key} | changes, files=parts or [("files", ("", b""))]
    )


def receipt_of(page: str) -> tuple[str, str]:
    number, code = re.findall(r'receipt__key">([^<]+)<', page)
    return number, code


def test_the_first_page_says_what_every_route_leads_to(web: httpx.Client) -> None:
    page = web.get("/cases/new").text
    for route in Route:
        assert route.label in page and f"/cases/new?route={route}" in page


def test_an_emergency_gets_numbers_to_call_and_no_form(web: httpx.Client) -> None:
    page = web.get("/cases/new?route=emergency").text
    for number in ("110", "119", "113", "1955"):
        assert f'href="tel:{number}"' in page
    assert "case-form" not in page


def test_an_unknown_route_shows_the_choice(web: httpx.Client) -> None:
    assert "您想要勞工局做什麼" in web.get("/cases/new?route=party").text
    assert "您想要勞工局做什麼" in web.post("/cases/new", data={"route": "party"}).text


def test_the_form_keeps_what_was_typed_and_names_each_problem(web: httpx.Client) -> None:
    wrong = FORM | {"when": "115/2/30", "phone": "12345", "wish": "", "consent": ""}
    response = web.post("/cases/new", data=wrong)
    assert response.status_code == 422
    page = response.text
    assert "沒有 2026 年 2 月 30 日這一天" in page and "電話的位數" in page and "請填：您希望" in page
    assert 'value="115/2/30"' in page and 'value="12345"' in page and FORM["what"] in page


def test_a_story_that_is_too_long_is_kept_and_its_limit_named(web: httpx.Client) -> None:
    story = "苦" * (STORY_LIMIT + 1)
    page = web.post("/cases/new", data=FORM | {"what": story}).text
    assert "最多 5,000 字" in page and story in page
    assert "確認送出" in web.post("/cases/new", data=FORM | {"what": story[:-1]}).text


def test_the_statement_is_read_back_with_likely_answers_that_do_not_block(web: httpx.Client) -> None:
    page = web.post("/cases/new", data=FORM | {"what": "公司沒有給加班費"}).text
    for part in ("2026-03-02（民國 115 年", "0912-345-678", "確認送出", "回去修改", 'href="/faq/overtime'):
        assert part in page
    assert len(re.findall(r'target="_blank"', page)) <= 3


def test_a_person_in_danger_is_told_at_once_who_helps_and_can_still_send(web: httpx.Client) -> None:
    page = web.post("/cases/new", data=FORM | {"what": "我不想活了，老闆一直罵我"}).text
    assert "1925" in page and "確認送出" in page


def test_going_back_keeps_everything(web: httpx.Client) -> None:
    page = web.post("/cases/new", data=FORM | {"edit": "yes"}).text
    assert FORM["what"] in page and 'value="王小明"' in page and "選別的項目" in page


def test_scripts_stay_text(web: httpx.Client) -> None:
    name = '<script>alert("小明")</script>'
    pages = (
        web.post("/cases/new", data=FORM | {"name": name}).text,
        web.post("/cases/new", data=FORM | {"name": name, "wish": ""}).text,
        send(web, "scripts", name=name).text,
    )
    for page in pages:
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_confirmed_statement_gets_a_receipt(web: httpx.Client) -> None:
    response = send(web, "receipt", [("照片.jpg", JPEG)])
    assert response.headers["cache-control"] == "no-store"
    number, code = receipt_of(response.text)
    assert re.fullmatch(r"\d{8}-\d{4}-\d", number) and re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", code)
    for part in ("最晚回覆", "SHA-256", "照片.jpg", "列印"):
        assert part in response.text


def test_a_double_click_is_one_case(web: httpx.Client) -> None:
    assert receipt_of(send(web, "twice", wish="一次").text) == receipt_of(
        send(web, "twice", wish="一次").text
    )


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("大照片.jpg", JPEG + b"\x00" * 30 * 1024 * 1024), "30.0 MB，每個檔案最多 10 MB"),
        (("照片.jpg", b"MZ" + b"\x00" * 99), "內容不是照片或 PDF"),
        (("空的.pdf", b""), "是空的檔案"),
    ],
    ids=["30 MB", "a program named jpg", "empty"],
)
def test_a_file_that_is_not_taken_is_named_and_the_text_kept(
    web: httpx.Client, file: tuple[str, bytes], why: str
) -> None:
    response = send(web, "files", [file])
    assert response.status_code == 422
    assert why in response.text and FORM["what"] in response.text and "確認送出" in response.text


def test_files_beyond_all_limits_are_refused_and_the_text_kept(web: httpx.Client) -> None:
    half = JPEG + b"\x00" * 28 * 1024 * 1024
    response = send(web, "beyond", [("a.jpg", half), ("b.jpg", half)])
    assert response.status_code == 422
    assert "附件合計超過" in response.text and FORM["what"] in response.text


def test_other_routes_still_refuse_large_bodies(web: httpx.Client) -> None:
    assert web.post("/cases/status", content=b"x" * 2 * 1024 * 1024).status_code == 413


@pytest.mark.parametrize("path", ["/cases/new", "/cases/new/send", "/cases/status", "/cases/status/withdraw"])
def test_pages_of_other_sites_cannot_post_here(web: httpx.Client, path: str) -> None:
    response = web.post(path, data=FORM, headers={"origin": "https://evil.example"})
    assert response.status_code == 403


def test_status_is_shown_with_number_and_code_and_wrong_ones_look_alike(web: httpx.Client) -> None:
    number, code = receipt_of(send(web, "status", wish="進度").text)
    page = web.post("/cases/status", data={"number": number, "code": code}).text
    for part in ("已收件", "接下來", "起算 60 個日曆天", "補充內容或附件", "撤回案件"):
        assert part in page
    wrong = web.post("/cases/status", data={"number": number, "code": "22222-22222"})
    unknown = web.post("/cases/status", data={"number": "20200101-0001-0", "code": code})
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.text.replace(number, "") == unknown.text.replace("20200101-0001-0", "")


def test_a_supplement_and_a_withdrawal_show_in_the_history(web: httpx.Client) -> None:
    number, code = receipt_of(send(web, "history", wish="經過").text)
    proof = {"number": number, "code": code}
    added = web.post(
        "/cases/status/add", data=proof | {"text": "還有薪資單"}, files=[("files", ("薪資單.jpg", JPEG))]
    ).text
    assert "還有薪資單" in added and "薪資單.jpg" in added
    assert "請先勾選" in web.post("/cases/status/withdraw", data=proof).text
    assert "已結案" in web.post("/cases/status/withdraw", data=proof | {"sure": "yes"}).text
    assert "資料已經刪除" in web.post("/cases/status/erase", data=proof | {"sure": "yes"}).text
    assert web.post("/cases/status", data=proof).status_code == 404


def test_a_supplement_with_a_bad_file_keeps_its_text(web: httpx.Client) -> None:
    number, code = receipt_of(send(web, "bad supplement", wish="補件").text)
    page = web.post(
        "/cases/status/add",
        data={"number": number, "code": code, "text": "重要的話"},
        files=[("files", ("a.exe", b"MZ" + b"\x00" * 50))],
    ).text
    assert "內容不是照片或 PDF" in page and "重要的話" in page


def test_a_broken_form_is_refused_plainly(web: httpx.Client) -> None:
    response = web.post(
        "/cases/new/send", content=b"nonsense", headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert response.status_code == 400 and "表單的內容不完整" in response.text
