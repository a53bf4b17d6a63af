"""Files of a case at the desk: who may add and fetch them, what is refused, how they are handed out."""

from urllib.parse import quote

import httpx
import pytest

from cases.attachments import COUNT_LIMIT, SIZE_LIMIT
from cases.schemas import Actor, ActorKind, Attachment
from core.clock import utc_now
from desk.auth.permissions import Role
from tests.cases.conftest import PDF, PHOTO, STATEMENT
from tests.desk.world import UNIT, Person, World

ATTACH = "/desk/cases/attach"


@pytest.fixture
async def clerk(world: World) -> Person:
    """A clerk of the unit that handles the case."""
    return await world.person()


@pytest.fixture
async def case_id(world: World, clerk: Person) -> str:
    """A case without files in the hands of the clerk."""
    return await _assigned(world, clerk)


async def _assigned(world: World, clerk: Person, key: str = "one", **changes: str) -> str:
    found = await world.case(STATEMENT, key, **changes)
    await clerk.send(f"/desk/cases/{found}/act/accept")
    await clerk.send(f"/desk/cases/{found}/act/assign", unit=UNIT, person=clerk.id)
    return found


async def _attach(person: Person, case_id: str, *files: tuple[str, bytes]) -> httpx.Response:
    token = await person.csrf()
    sent = [("files", (name, content, "image/jpeg")) for name, content in files]
    data = {"csrf": token, "case_id": case_id}
    return await person.client.post(ATTACH, data=data, files=sent or [("files", ("", b""))])


async def _kept(world: World, case_id: str) -> tuple[Attachment, ...]:
    chief = Actor(ActorKind.STAFF, "chief", "科長", UNIT, sees_all=True)
    return (await world.cases.view(case_id, chief, utc_now())).attachments


async def _audited(world: World, case_id: str, person: Person) -> list[str]:
    return [line.what for line in await world.cases.audit(case_id) if line.actor.id == person.id]


async def test_files_are_kept_listed_and_recorded(world: World, clerk: Person, case_id: str) -> None:
    done = await _attach(clerk, case_id, ("薪資單.jpg", PHOTO), ("契約.pdf", PDF))
    assert done.status_code == 303 and done.headers["location"] == f"/desk/cases/{case_id}#files"
    page = await clerk.page(f"/desk/cases/{case_id}")
    assert "薪資單.jpg" in page and "契約.pdf" in page
    assert (await _audited(world, case_id, clerk)).count("attach") == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.jpg", b"<script>alert(1)</script>", "不是照片或 PDF"),
        ("a.pdf", b"MZ" + b"\x00" * 50, "不是照片或 PDF"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "不是照片或 PDF"),
        ("a.pdf", b"", "是空的檔案"),
        ("a.pdf", PDF + b"\x00" * SIZE_LIMIT, "每個檔案最多 10 MB"),
    ],
)
async def test_what_is_no_photo_or_pdf_or_too_large_is_refused_with_the_reason(
    world: World, clerk: Person, case_id: str, name: str, content: bytes, why: str
) -> None:
    refused = await _attach(clerk, case_id, (name, content))
    assert 400 <= refused.status_code < 500 and why in refused.text
    assert await _kept(world, case_id) == ()


async def test_of_several_files_with_a_bad_one_none_is_kept(
    world: World, clerk: Person, case_id: str
) -> None:
    refused = await _attach(clerk, case_id, ("好的.pdf", PDF), ("壞的.exe", b"MZ"))
    assert 400 <= refused.status_code < 500 and "壞的.exe" in refused.text
    assert await _kept(world, case_id) == ()
    assert "attach" not in await _audited(world, case_id, clerk)


async def test_there_is_a_largest_number_of_files(world: World, clerk: Person, case_id: str) -> None:
    await _attach(clerk, case_id, *[(f"{n}.pdf", PDF) for n in range(COUNT_LIMIT)])
    refused = await _attach(clerk, case_id, ("多的.pdf", PDF))
    assert f"最多 {COUNT_LIMIT} 個附件" in refused.text
    assert len(await _kept(world, case_id)) == COUNT_LIMIT


async def test_sending_no_file_is_told(clerk: Person, case_id: str) -> None:
    answer = await _attach(clerk, case_id)
    assert answer.status_code == 400 and "還沒有選檔案" in answer.text


@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [(Role.CLERK, "職業重建科", 409), (Role.CURATOR, UNIT, 403), (Role.ADMIN, UNIT, 403)],
)
async def test_only_the_team_of_a_case_adds_and_fetches_files(
    world: World, clerk: Person, case_id: str, role: Role, unit: str, status: int
) -> None:
    await _attach(clerk, case_id, ("契約.pdf", PDF))
    (file,) = await _kept(world, case_id)
    other = await world.person(role, unit)
    assert (await _attach(other, case_id, ("不該有.pdf", PDF))).status_code == status
    fetched = await other.client.get(f"/desk/cases/{case_id}/attachments/{file.id}")
    assert fetched.status_code == status and PDF not in fetched.content
    assert await _kept(world, case_id) == (file,)
    assert not {"attach", "download"} & set(await _audited(world, case_id, other))


async def test_a_file_is_handed_out_so_that_no_browser_runs_it(
    world: World, clerk: Person, case_id: str
) -> None:
    name = '薪資"單\r\nX-Evil: 1;.pdf'
    await _attach(clerk, case_id, (name, PDF))
    (file,) = await _kept(world, case_id)
    got = await clerk.client.get(f"/desk/cases/{case_id}/attachments/{file.id}")
    assert got.content == PDF
    assert got.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(file.name)}"
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "sandbox"
    assert got.headers["cache-control"] == "no-store"
    assert "x-evil" not in got.headers
    assert (await _audited(world, case_id, clerk)).count("download") == 1


async def test_a_file_of_another_case_is_not_found(world: World, clerk: Person, case_id: str) -> None:
    await _attach(clerk, case_id, ("契約.pdf", PDF))
    (file,) = await _kept(world, case_id)
    other = await _assigned(world, clerk, "two", what="別的事")
    assert (await clerk.client.get(f"/desk/cases/{other}/attachments/{file.id}")).status_code == 404


async def test_without_the_page_of_the_desk_nothing_is_added(
    world: World, clerk: Person, case_id: str
) -> None:
    files = [("files", ("a.pdf", PDF, "application/pdf"))]
    answer = await clerk.client.post(ATTACH, data={"case_id": case_id}, files=files)
    assert answer.status_code == 403 and await _kept(world, case_id) == ()
