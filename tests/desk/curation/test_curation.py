"""From an edit to what citizens read, through the pages: nothing is lost, nobody publishes alone."""

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from core.clock import local_time, utc_now
from desk.auth.permissions import Role
from publication.import_export import Format
from tests.desk.curation.conftest import REVIEWER, WRITER
from tests.desk.curation.page_form import form_of
from tests.staff import Desk, csrf_of

pytestmark = pytest.mark.slow
ENTRY = "overtime-pay"
WITHDRAWN = "annual-leave"


def _path(response: httpx.Response) -> str:
    assert response.status_code == 303, response.text
    return urlsplit(response.headers["location"]).path


def _begin(person: httpx.Client, key: str = ENTRY, kind: str = "entry") -> str:
    """A new draft; gives its address."""
    token = csrf_of((person.get("/desk/curation")).text)
    return _path(person.post("/desk/curation/drafts", data={"csrf": token, "kind": kind, "key": key}))


def _send(person: httpx.Client, draft: str, do: str, **changes: str) -> httpx.Response:
    """Fill in the form of a draft as it is shown and press a button."""
    fields = form_of((person.get(draft)).text, draft)
    return person.post(draft, data=fields | changes | {"do": do})


def _checked(person: httpx.Client, draft: str) -> str:
    """Run the gate over a draft and wait for it; gives the address of its page."""
    token = csrf_of((person.get("/desk/curation/publish")).text)
    number = draft.rsplit("/", 1)[1]
    run = _path(person.post("/desk/curation/publish", data={"csrf": token, "draft": number}))
    end = time.monotonic() + 240
    while "檢查完成" not in (html := (person.get(run)).text):
        assert "沒有完成" not in html and time.monotonic() < end
        time.sleep(0.5)
    return run


def _published(person: httpx.Client, run: str, reason: str) -> str:
    token = csrf_of((person.get(run)).text)
    assert _path(person.post(run, data={"csrf": token, "reason": reason})) == run
    return (person.get(run)).text


def test_an_edit_reaches_citizens_only_through_a_second_person(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    reviewer = publishing_desk.client(Role.CURATOR, REVIEWER)
    draft = _begin(writer)
    saved = _send(writer, draft, "submit", answer="全新的直接回答。", **{"draft-note": "改寫"})
    assert _path(saved) == draft
    token = csrf_of((writer.get("/desk/curation/publish")).text)
    own = writer.post("/desk/curation/publish", data={"csrf": token, "draft": draft.rsplit("/", 1)[1]})
    assert own.status_code == 409 and "另一位同仁" in own.text
    assert "全新的直接回答。" not in (writer.get(f"/faq/{ENTRY}")).text

    run = _checked(reviewer, draft)
    html = (reviewer.get(run)).text
    assert "全新的直接回答。" in html
    _published(reviewer, run, "看過，考題變動可以接受")
    assert "全新的直接回答。" in (writer.get(f"/faq/{ENTRY}")).text
    history = (writer.get(f"/desk/curation/history/entry/{ENTRY}")).text
    assert "第 2 版（現行）" in history and "全新的直接回答。" in history


def test_what_the_gate_objects_to_is_published_only_with_a_reason(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    reviewer = publishing_desk.client(Role.CURATOR, REVIEWER)
    draft = _begin(writer, "mediation-apply")
    variants = form_of((writer.get(draft)).text, draft)["variants.colloquial"]
    _send(
        writer,
        draft,
        "submit",
        **{"variants.colloquial": f"{variants}\n假日加班費怎麼算", "draft-note": "加說法"},
    )
    run = _checked(reviewer, draft)
    refused = reviewer.post(run, data={"csrf": csrf_of((reviewer.get(run)).text)})
    assert refused.status_code == 409 and "為什麼仍要發布" in refused.text


def test_a_withdrawal_is_proven_on_the_page(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    reviewer = publishing_desk.client(Role.CURATOR, REVIEWER)
    draft = _begin(writer, WITHDRAWN)
    _send(writer, draft, "submit", status="withdrawn", **{"draft-note": "法規已廢止"})
    html = _published(reviewer, _checked(reviewer, draft), "法規已廢止")
    assert re.findall(r"<td>(仍?找[不得]到)</td>", html) == ["找不到"] * 6
    assert "全部找不到" in html
    assert (writer.get(f"/faq/{WITHDRAWN}")).status_code == 404
    assert (writer.get(f"/api/v1/faq/{WITHDRAWN}")).status_code == 404


def test_rows_are_added_and_removed_and_nothing_typed_is_lost(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    draft = _begin(writer)
    before = form_of((writer.get(draft)).text, draft)
    count = int(before["documents.count"])
    more = _send(writer, draft, "add:documents", answer="打到一半")
    fields = form_of(more.text, draft)
    assert (fields["documents.count"], fields["answer"]) == (str(count + 1), "打到一半")
    fewer = writer.post(draft, data=fields | {"do": f"remove:documents.{count}"})
    again = form_of(fewer.text, draft)
    assert again["documents.count"] == str(count)
    assert {name: value for name, value in again.items() if name != "answer"} == {
        name: value for name, value in before.items() if name != "answer"
    }


def test_saving_the_form_as_it_is_changes_no_field(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    for kind, key in (("entry", ENTRY), ("parameter", "minimum_wage_monthly"), ("place", "complaint-center")):
        draft = _begin(writer, key, kind)
        _send(writer, draft, "save", **{"draft-note": "沒有改"})
        assert "差異（0 個欄位）" in (writer.get(draft)).text


def test_a_missing_field_is_told_at_the_field_and_the_rest_is_kept(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    draft = _begin(writer)
    refused = _send(writer, draft, "submit", question="", fee="十元", **{"draft-note": "改"})
    assert refused.status_code == 422
    assert re.search(r'id="f-question"[^>]*aria-invalid="true"', refused.text)
    assert form_of(refused.text, draft)["fee"] == "十元"


def test_two_people_on_one_draft_see_both_texts(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    other = publishing_desk.client(Role.CURATOR, REVIEWER)
    draft = _begin(writer)
    stale = form_of((writer.get(draft)).text, draft)
    _send(other, draft, "save", answer="另一位的回答。")
    conflict = writer.post(draft, data=stale | {"answer": "我的回答。", "do": "save"})
    assert conflict.status_code == 409
    assert (
        "另一位的回答。" in conflict.text.replace("</del>", "").replace("</ins>", "")
        or "另一位" in conflict.text
    )
    mine = form_of(conflict.text, draft)
    assert _path(writer.post(draft, data=mine | {"do": "save"})) == draft
    assert form_of((writer.get(draft)).text, draft)["answer"] == "我的回答。"


def test_a_figure_without_source_and_a_long_answer_are_found(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    draft = _begin(writer)
    _send(writer, draft, "save", answer="可以領 98765 元。" + "字" * 300)
    html = (writer.get(draft)).text
    assert "數字 98765 沒有出處" in html and "最多 300 字" in html


def test_what_the_check_calls_wrong_is_not_sent_to_review(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    draft = _begin(writer)
    changes = {"answer": "可以領 98765 元。", "draft-note": "改金額"}
    refused = _send(writer, draft, "submit", **changes)
    assert refused.status_code == 422
    assert "還不能送審：請先改好標示的欄位 「直接回答」（數字 98765 沒有出處" in refused.text
    assert form_of(refused.text, draft)["answer"] == "可以領 98765 元。"
    assert "編輯中" in writer.get(draft).text
    assert _path(_send(writer, draft, "submit", answer="可以領加班費。")) == draft
    assert "待審核" in writer.get(draft).text


def test_a_variant_that_another_entry_has_is_not_sent_to_review(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    other = _begin(writer)
    taken = form_of(writer.get(other).text, other)["question"]
    draft = _begin(writer, "mediation-apply")
    more = form_of(writer.get(draft).text, draft)["variants.colloquial"] + f"\n{taken}"
    refused = _send(writer, draft, "submit", **{"variants.colloquial": more, "draft-note": "加說法"})
    assert refused.status_code == 422 and f"「{taken}」也是" in refused.text


def test_an_entry_that_is_withdrawn_need_not_be_mended_first(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    draft = _begin(writer)
    gone = {"answer": "可以領 98765 元。", "status": "withdrawn", "draft-note": "法規已廢止"}
    assert _path(_send(writer, draft, "submit", **gone)) == draft


def test_every_channel_is_previewed_with_its_limits(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    html = (writer.get(_begin(writer))).text
    for channel in ("LINE 手機", "LINE 電腦版", "Messenger", "Telegram", "網站對話"):
        assert channel in html
    assert "／4096 UTF-16 字元" in html and "／30720 位元組" in html and "／20 字形" in html


def test_an_imported_row_becomes_a_draft_and_a_bad_one_is_told(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    page = (writer.get("/desk/curation/exchange")).text
    fields = {"csrf": csrf_of(page), "kind": "entry", "note": "調整費用"}
    wrong = {"file": ("a.csv", f"代號,生效日\n{ENTRY},明天\n".encode("cp950"))}
    told = writer.post("/desk/curation/exchange/import", data=fields, files=wrong)
    assert told.status_code == 422 and "日期請寫成" in told.text
    good = {"file": ("a.csv", f"代號,費用\n{ENTRY},每次三十元\n".encode("cp950"))}
    taken = writer.post("/desk/curation/exchange/import", data=fields, files=good)
    assert _path(taken) == "/desk/curation/drafts"
    assert "調整費用" in (writer.get("/desk/curation/drafts")).text
    assert "每次三十元" not in (writer.get(f"/faq/{ENTRY}")).text


@pytest.mark.parametrize("form", Format)
def test_an_unchanged_export_comes_back_as_no_draft(publishing_desk: Desk, form: Format) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    file = writer.get(f"/desk/curation/exchange/export?kind=entry&form={form}")
    fields = {"csrf": csrf_of((writer.get("/desk/curation/exchange")).text), "note": "看看"}
    back = writer.post(
        "/desk/curation/exchange/import", data=fields, files={"file": (f"a.{form}", file.content)}
    )
    assert "沒有任何改變" in back.text


def test_the_list_is_filtered_and_shows_what_is_due(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    draft = _begin(writer)
    html = (writer.get("/desk/curation", params={"state": "edited"})).text
    assert draft in html and html.count("的草稿</a>") >= 1
    none = writer.get("/desk/curation", params={"q": "火星上的天氣"})
    assert "0 題（全部" in none.text


def test_a_learned_question_becomes_a_variant_and_leaves_the_queue(publishing_desk: Desk) -> None:
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    asked = "請問火星上的天氣好嗎"
    writer.post("/api/v1/chat", json={"text": f"{asked} 0912345678", "id": "m1"})
    queue = (writer.get("/desk/learning")).text
    assert asked in queue and "0912345678" not in queue and "婉拒 1" in queue
    (resolve,) = re.findall(r'action="(/desk/learning/resolve[^"]*)"', queue)
    fields = form_of(queue, resolve)
    draft = _path(
        writer.post("/desk/learning/resolve", data=fields | {"text": asked, "entry": ENTRY, "do": "variant"})
    )
    assert asked in form_of((writer.get(draft)).text, draft)["variants.colloquial"]
    assert "目前沒有待處理的問題" in (writer.get("/desk/learning")).text
    again = writer.post(
        "/desk/learning/resolve", data=fields | {"text": asked, "entry": ENTRY, "do": "variant"}
    )
    assert again.status_code == 409 and "已經有人處理" in again.text
    exported = (writer.get("/desk/learning/export.csv")).content.decode("utf-8-sig")
    written = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", exported)
    assert asked in exported and written is not None
    # The hours of Taiwan, as on the page.
    assert written[0] in {local_time(utc_now() - timedelta(minutes=back)) for back in range(60)}


def test_a_volunteer_sees_none_of_it(publishing_desk: Desk) -> None:
    volunteer = publishing_desk.client(Role.VOLUNTEER)
    for path in ("/desk/curation", "/desk/learning", "/desk/curation/publish"):
        assert (volunteer.get(path)).status_code == 403


def test_the_red_button_takes_an_entry_off_and_a_second_person_decides(publishing_desk: Desk) -> None:
    """Proven on the page; nobody confirms their own, and a supervisor may."""
    entry = "mediation-apply"
    writer = publishing_desk.client(Role.CURATOR, WRITER)
    supervisor = publishing_desk.client(Role.SUPERVISOR)
    before = writer.get(f"/faq/{entry}").text
    fields = {"csrf": csrf_of(writer.get("/desk/withdrawals").text), "entry": entry}
    unsaid = writer.post("/desk/withdrawals", data=fields)
    assert unsaid.status_code == 409 and "為什麼" in unsaid.text
    taken = _path(writer.post("/desk/withdrawals", data=fields | {"reason": "期限寫錯"}))
    assert writer.get(f"/faq/{entry}").status_code == 404
    html = writer.get(taken).text
    assert re.findall(r"<td>(仍?找[不得]到)</td>", html) == ["找不到"] * 6
    assert "恢復上架</button>" not in html
    own = writer.post(taken, data={"csrf": csrf_of(html), "do": "confirm"})
    assert own.status_code == 409 and "另一位同仁確認" in own.text

    ring = supervisor.get("/desk/bell").text
    assert "等您確認的緊急下架" in ring and taken in ring
    token = csrf_of(supervisor.get(taken).text)
    assert _path(supervisor.post(taken, data={"csrf": token, "do": "put_back"})) == taken
    assert "已恢復上架" in writer.get(taken).text and "等您確認" not in supervisor.get("/desk/bell").text
    assert writer.get(f"/faq/{entry}").text.count("調解") == before.count("調解")
    assert publishing_desk.client(Role.CLERK).get("/desk/withdrawals").status_code == 403
