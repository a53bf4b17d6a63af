"""Key rotation reaches whatever is sealed in any table, and nothing is sealed where it does not look."""

import asyncio
import os
import re
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, update

from bot.facts import FactKind, Facts
from bot.flows.service import FlowService
from bot.handover.archive.files import keep_file
from bot.models import ConversationRow, TurnRow
from cases.approval_service import Proposals
from cases.citizen_reminders.service import Deadlines, LastDay
from cases.quiet_hours import QuietHours
from cases.saved_forms.service import SavedForms
from cases.schemas import Action, Actor, ActorKind, Filters, Origin, Upload
from cases.subscriptions.service import Subscriptions
from connectors.email.connector import EmailConnector
from connectors.models import DeliveryState, OutboxRow
from connectors.proactive_messages import Sender
from connectors.webhooks.addresses import Addresses
from connectors.webhooks.service import Webhooks
from core.clock import utc_now
from core.database import Database
from core.encryption import KEY_FILE, Vault, WrongKey, add_key, derived_key, first_key, vault_of
from core.key_rotation import rotate_columns, sealed_columns
from core.mail import Mailer, Server
from core.settings import Settings
from desk.auth import repository as accounts
from desk.auth.models import AccountRow
from desk.auth.permissions import Role
from desk.autosave.service import Typed, save
from tests.bot.flows.conftest import ANNA, Talk, World, talk, vault, world
from tests.cases.conftest import CHIEF, PDF, STATEMENT
from tests.staff import add_account
from tests.stored import everything_stored

__all__ = ["talk", "vault", "world"]

TOKEN = re.compile(r"gAAAA[A-Za-z0-9_-]{60,}=*")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FRESH = "fresh@example.tw"
BOSS = Actor(ActorKind.STAFF, "boss", "副局長", "勞動條件科", sees_all=True)


async def _tokens(database: Database) -> dict[tuple[str, str], list[str]]:
    """Everything sealed that any table holds, by table and column."""
    found: dict[tuple[str, str], list[str]] = {}
    for table, column, text in await everything_stored(database):
        for token in TOKEN.findall(text):
            found.setdefault((table, column), []).append(token)
    return found


@dataclass
class Installation:
    """A database in which everything that can be sealed is, and the folder of its keys."""

    database: Database
    settings: Settings

    @property
    def newest(self) -> Vault:
        """The vault of somebody who has the newest key alone."""
        file = self.settings.data_dir / KEY_FILE
        return Vault(lambda: [file.read_text("ascii").split()[0]])


@pytest.fixture
async def filled(world: World, talk: Talk, vault: Vault, tmp_path: Path) -> Installation:
    """One of everything: case, drafts, note, letters that wait and that failed, second factors."""
    settings, now = Settings(_env_file=None, data_dir=tmp_path), world.clock.now
    database = world.database
    await world.cases.file(STATEMENT, Origin("web"), (Upload("a.pdf", PDF),), now, "one")
    (case,) = await world.cases.list(Filters())
    await world.cases.act(case.id, Action.ACCEPT, CHIEF, now, remedy="可以申請調解")
    proposals = Proposals.build(settings, database, vault)
    asked = await proposals.propose(case.id, Action.EXTEND, CHIEF, now, days="30", reason="等鑑定")
    await proposals.decide(asked.id, False, BOSS, now, remark="請先問實驗室")
    await _conversation(world, talk, vault)
    await _letters(database, vault)
    typed = Typed("/desk/inbox/c2/note", "/desk/inbox/c2", "", [("note", "王小明要回電")])
    await save(database, vault, "staff-1", typed, "", now)
    account = await add_account(database, Role.ADMIN)
    async with database.transaction() as session:
        (await session.get_one(AccountRow, account)).totp_secret = vault.seal(SECRET)
    return Installation(database, settings)


async def _conversation(world: World, talk: Talk, vault: Vault) -> None:
    await talk.say_all("我要陳情", "檢舉公司違反勞動法令", "同意", "工資")
    await world.conversation.attach("c1", "webchat", Upload("b.pdf", PDF), "file")
    await world.handover.heartbeat(ANNA, world.clock.now)
    await Talk(world, "webchat", "c2").say("我要找真人")
    await world.handover.take(ANNA, world.clock.now, "c2")
    await world.handover.note(ANNA, "c2", "聽起來很急", world.clock.now)
    async with world.database.transaction() as session:
        turn = await session.scalar(select(TurnRow.id).where(TurnRow.conversation_id == "c2").limit(1))
        keep_file(session, vault, "c2", turn or 0, Upload("b.pdf", PDF), world.clock.now)
    flows = FlowService(vault, ())
    sealed = flows.seal([{"type": "text", "text": "王小明"}])
    facts = flows.seal_facts(Facts({FactKind.WAGE: "40000"}))
    async with world.database.transaction() as session:
        await session.execute(update(TurnRow).values(sealed=sealed))
        await session.execute(update(ConversationRow).values(facts=facts))
        await SavedForms(vault).keep(session, {"what": "王小明沒有拿到加班費"}, world.clock.now)


async def _letters(database: Database, vault: Vault) -> None:
    """A letter that waits, one that could not be delivered, and the address of who follows a topic."""
    mailer = Mailer(Server.read("smtp://127.0.0.1:9"), "勞工局 <noreply@labor.example>")
    sender = Sender({"email": EmailConnector(mailer, vault, "key")})
    async with database.transaction() as session:
        for address in (FRESH, "dead@example.tw"):
            ids = await sender.mail(session, address, "已受理", "案件編號在這裡", utc_now())
        dead = update(OutboxRow).where(OutboxRow.id.in_(ids)).values(state=DeliveryState.FAILED)
        await session.execute(dead)
        deadlines = Deadlines(database, vault, sender, "https://labor.example", QuietHours.read(""))
        last = LastDay("不當勞動行為裁決", utc_now().date() + timedelta(days=30))
        await deadlines.remind(session, "c1", last, utc_now(), FRESH)
    topics = Subscriptions(database, vault, sender, "key", "https://labor.example")
    await topics.ask_by_mail("job_fair", FRESH, utc_now())
    webhooks = Webhooks(database, vault, Addresses())
    async with database.transaction() as session:
        address = "https://93.184.215.14/hook"
        webhook, _ = await webhooks.register(session, "案管", address, (), "tests", utc_now())
        await webhooks.change_secret(session, webhook.id, False, utc_now())


async def test_all_that_is_sealed_is_in_a_column_that_the_rotation_knows(filled: Installation) -> None:
    known = {(table.name, column) for table, column in sealed_columns()}
    assert set(await _tokens(filled.database)) == known


async def test_after_a_rotation_the_newest_key_alone_opens_everything(filled: Installation) -> None:
    before = await _tokens(filled.database)
    assert add_key(filled.settings)
    await rotate_columns(filled.database, vault_of(filled.settings))
    after = await _tokens(filled.database)
    assert {place: len(tokens) for place, tokens in after.items()} == {
        place: len(tokens) for place, tokens in before.items()
    }
    for tokens in after.values():
        for token in tokens:
            filled.newest.open_bytes(token.encode("ascii"))


def _rotated_until_killed(installation: Installation, kill_at: int) -> None:
    """Rotate in a process that is killed before its ``kill_at``-th change of a row."""
    url = installation.database.engine.url.render_as_string(hide_password=False)
    child = os.fork()
    if child == 0:
        left = [kill_at]

        def watch(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            left[0] -= statement.startswith("UPDATE")
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", watch)
        asyncio.run(rotate_columns(Database(url), vault_of(installation.settings)))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("kill_at", [2, 9])
async def test_killed_in_a_rotation_everything_still_opens_and_it_can_be_finished(
    filled: Installation, kill_at: int
) -> None:
    assert add_key(filled.settings)
    await asyncio.to_thread(_rotated_until_killed, filled, kill_at)
    both = vault_of(filled.settings)
    for tokens in (await _tokens(filled.database)).values():
        for token in tokens:
            both.open_bytes(token.encode("ascii"))
    await rotate_columns(filled.database, both)
    for tokens in (await _tokens(filled.database)).values():
        for token in tokens:
            filled.newest.open_bytes(token.encode("ascii"))


async def test_a_letter_that_waited_or_failed_can_still_be_sent_after_a_rotation(
    filled: Installation,
) -> None:
    assert add_key(filled.settings)
    await rotate_columns(filled.database, vault_of(filled.settings))
    letters = (await _tokens(filled.database))["outbox", "payload"]
    opened = [filled.newest.open(letter) for letter in letters]
    assert any(FRESH in letter for letter in opened)
    assert any("dead@example.tw" in letter for letter in opened)


async def test_a_second_factor_of_an_earlier_version_opens_and_moves_to_the_vault(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    earlier = Vault(lambda: [derived_key(settings.signing_key, "totp")]).seal(SECRET)
    account = await add_account(database, Role.ADMIN)
    async with database.transaction() as session:
        (await session.get_one(AccountRow, account)).totp_secret = earlier
    first_key(settings)
    assert vault_of(settings).open(earlier) == SECRET
    await rotate_columns(database, vault_of(settings))
    async with database.transaction() as session:
        row = await accounts.account(session, account)
    alone = Installation(database, settings).newest
    assert row is not None and alone.open(row.totp_secret or "") == SECRET
    with pytest.raises(WrongKey):
        alone.open(earlier)
