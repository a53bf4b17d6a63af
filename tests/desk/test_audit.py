"""The record of what was done: exports are in it, it can be filtered and taken along; resetting asks first."""

import csv
import io
import re

from desk.auth.permissions import Role
from tests.desk.world import World


async def test_exports_and_prints_are_in_the_record_which_can_be_filtered(world: World) -> None:
    chief = await world.person(Role.SUPERVISOR, name="王督導")
    await chief.client.get("/desk/reports/export?form=csv")
    await chief.page("/desk/reports/print")
    await chief.client.get("/desk/cases/list.csv")
    page = await chief.page("/desk/audit")
    assert "<td>匯出</td>" in page and "<td>列印</td>" in page
    filtered = await chief.page("/desk/audit?event=printed&who=王督導")
    assert "<td>列印</td>" in filtered and "<td>匯出</td>" not in filtered
    assert "沒有紀錄" in await chief.page("/desk/audit?last=2000-01-01")


async def test_the_record_is_taken_along_as_a_file_which_is_recorded_too(world: World) -> None:
    chief = await world.person(Role.SUPERVISOR)
    await chief.page("/desk/reports/print")
    got = await chief.client.get("/desk/audit/list.csv?event=printed")
    rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert rows[0][2] == "做了什麼" and [row[2] for row in rows[1:]] == ["列印"]
    assert "稽核紀錄（CSV）" in await chief.page("/desk/audit?event=exported")


async def test_resetting_and_disabling_ask_first(world: World) -> None:
    admin, clerk = await world.person(Role.ADMIN), await world.person(name="陳承辦")
    number = clerk.id.removeprefix("staff-")
    asked = await admin.send(f"/desk/users/{number}/reset")
    assert "重設 陳承辦 的帳號？" in asked.text
    asked = await admin.send(f"/desk/users/{number}/active", active="false")
    assert "停用 陳承辦 的帳號？" in asked.text
    await clerk.page("/desk/account")  # still signed in
    done = await admin.send(f"/desk/users/{number}/reset", sure="true")
    assert re.search(r'class="secret-once"', done.text)
    assert (await clerk.client.get("/desk/account")).status_code == 303
