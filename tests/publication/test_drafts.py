"""A change is proposed by one person and published by another; nobody's words are lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import utc_now
from core.database import Database
from core.errors import NotFound
from knowledge.differences import Mark
from knowledge.errors import InvalidRecord
from knowledge.loader import KnowledgeBase
from knowledge.records import KEYS, payload_of, with_records
from knowledge.translation import TranslatedPart, Translations, digest, source_digest
from publication import draft_review_service, draft_service, revision_service
from publication import service as knowledge
from publication.errors import Conflict, NotAllowed
from publication.schemas import Draft, DraftState, Person

NOW = utc_now()
MEI, LIN = Person("staff-1", "陳小梅"), Person("staff-2", "林大同")
KEY = "overtime-pay"


@pytest.fixture
async def seeded(database: Database, base: KnowledgeBase) -> Database:
    """A database with two entries and everything else."""
    kept = tuple(item for item in base.located if item.entry.id in (KEY, "annual-leave"))
    small = KnowledgeBase(kept, base.parameters, base.directory, base.intents, dangers=base.dangers)
    await knowledge.store(database, small, "system", "最初的知識庫", NOW)
    return database


async def edited(database: Database, **changes: object) -> Draft:
    """A draft by 陳小梅 with some fields changed."""
    payload = await revision_service.current(database, "entry", KEY) | changes
    return await draft_service.begin(database, "entry", payload, MEI, "改寫", NOW, key=KEY)


async def in_review(database: Database, **changes: object) -> Draft:
    draft = await edited(database, **changes)
    return await draft_service.submit(database, draft.id, draft.version, NOW)


async def put_in_force(database: Database, draft: Draft, who: Person = LIN) -> None:
    async with database.transaction() as session:
        await draft_review_service.put_in_force(session, [(draft.id, draft.version)], who, "看過了", NOW)


async def test_a_published_draft_is_a_new_revision_with_author_reviewer_and_note(seeded: Database) -> None:
    await put_in_force(seeded, await in_review(seeded, answer="新的回答。"))
    newest, oldest = await revision_service.history(seeded, "entry", KEY)
    assert (newest.revision, newest.author, newest.reviewer, newest.note) == (2, "陳小梅", "林大同", "改寫")
    assert (oldest.author, oldest.reviewer) == ("system", "")
    (difference,) = newest.differences
    assert difference.label == "直接回答"
    added = "".join(p.text for line in difference.lines for p in line if p.mark is not Mark.REMOVED)
    assert added == "新的回答。"


async def test_nobody_publishes_what_they_edited(seeded: Database) -> None:
    draft = await in_review(seeded, answer="新的回答。")
    with pytest.raises(NotAllowed, match="另一位同仁"):
        await draft_review_service.for_review(seeded, [draft.id], MEI)
    with pytest.raises(NotAllowed, match="另一位同仁"):
        await put_in_force(seeded, draft, MEI)
    with pytest.raises(NotAllowed, match="另一位同仁"):
        await draft_review_service.reject(seeded, draft.id, MEI, "不好", NOW)
    assert (await revision_service.current(seeded, "entry", KEY))["answer"] != "新的回答。"


async def test_who_helped_to_edit_cannot_review_either(seeded: Database) -> None:
    draft = await edited(seeded, answer="甲")
    draft = await draft_service.save(seeded, draft.id, draft.version, draft.payload, LIN, "幫忙改", NOW)
    draft = await draft_service.submit(seeded, draft.id, draft.version, NOW)
    assert not draft.reviewable_by(LIN) and not draft.reviewable_by(MEI)


async def test_a_save_on_an_outdated_version_shows_both_texts(seeded: Database) -> None:
    draft = await edited(seeded)
    theirs = draft.payload | {"answer": "林大同的版本"}
    await draft_service.save(seeded, draft.id, draft.version, theirs, LIN, "改", NOW)
    yours = draft.payload | {"answer": "陳小梅的版本"}
    with pytest.raises(Conflict) as conflict:
        await draft_service.save(seeded, draft.id, draft.version, yours, MEI, "改", NOW)
    assert conflict.value.theirs["answer"] == "林大同的版本"
    assert conflict.value.yours["answer"] == "陳小梅的版本"
    assert (await draft_service.get(seeded, draft.id)).payload["answer"] == "林大同的版本"


async def test_a_draft_of_a_record_that_moved_on_must_be_compared_first(seeded: Database) -> None:
    late = await edited(seeded, answer="慢的人")
    await put_in_force(seeded, await in_review(seeded, answer="快的人"))
    with pytest.raises(Conflict) as conflict:
        await draft_service.submit(seeded, late.id, late.version, NOW)
    assert conflict.value.theirs["answer"] == "快的人"
    again = await draft_service.rebase(seeded, late.id, late.version, MEI, NOW)
    await put_in_force(seeded, await draft_service.submit(seeded, again.id, again.version, NOW))
    assert (await revision_service.current(seeded, "entry", KEY))["answer"] == "慢的人"


async def test_an_unfinished_draft_is_kept_but_not_reviewed(seeded: Database) -> None:
    draft = await edited(seeded, answer="", fee="")
    assert (await draft_service.get(seeded, draft.id)).payload["answer"] == ""
    with pytest.raises(InvalidRecord) as invalid:
        await draft_service.submit(seeded, draft.id, draft.version, NOW)
    assert invalid.value.fields == {"answer": "必填", "fee": "必填"}


async def test_a_draft_without_a_note_is_not_reviewed(seeded: Database) -> None:
    payload = await revision_service.current(seeded, "entry", KEY)
    draft = await draft_service.begin(seeded, "entry", payload, MEI, " ", NOW, key=KEY)
    with pytest.raises(NotAllowed, match="改了什麼"):
        await draft_service.submit(seeded, draft.id, draft.version, NOW)


async def test_the_id_of_a_record_does_not_change(seeded: Database) -> None:
    draft = await edited(seeded, id="another-id")
    with pytest.raises(InvalidRecord, match="代號不能改"):
        await draft_service.submit(seeded, draft.id, draft.version, NOW)


async def test_a_new_entry_with_an_id_in_use_is_a_conflict(seeded: Database) -> None:
    payload = await revision_service.current(seeded, "entry", KEY)
    draft = await draft_service.begin(seeded, "entry", payload, MEI, "新的", NOW)
    with pytest.raises(Conflict):
        await draft_service.submit(seeded, draft.id, draft.version, NOW)


async def test_a_rejected_draft_comes_back_with_its_reason(seeded: Database) -> None:
    draft = await in_review(seeded, answer="新的回答。")
    with pytest.raises(NotAllowed, match="原因"):
        await draft_review_service.reject(seeded, draft.id, LIN, "", NOW)
    rejected = await draft_review_service.reject(seeded, draft.id, LIN, "數字沒有來源", NOW)
    assert (rejected.state, rejected.reason) == (DraftState.REJECTED, "數字沒有來源")
    again = await draft_service.save(seeded, draft.id, draft.version, draft.payload, MEI, "補來源", NOW)
    assert again.state is DraftState.DRAFT


async def test_a_published_draft_is_not_published_twice(seeded: Database) -> None:
    draft = await in_review(seeded, answer="新的回答。")
    await put_in_force(seeded, draft)
    with pytest.raises(NotAllowed):
        await put_in_force(seeded, draft)


async def test_rolling_back_is_a_new_revision(seeded: Database) -> None:
    original = await revision_service.current(seeded, "entry", KEY)
    await put_in_force(seeded, await in_review(seeded, answer="改壞了。"))
    draft = await revision_service.roll_back(seeded, "entry", KEY, 1, MEI, NOW + timedelta(hours=1))
    await put_in_force(seeded, await draft_service.submit(seeded, draft.id, draft.version, NOW))
    assert await revision_service.current(seeded, "entry", KEY) == original
    assert [change.revision for change in await revision_service.history(seeded, "entry", KEY)] == [3, 2, 1]
    with pytest.raises(NotFound):
        await revision_service.roll_back(seeded, "entry", KEY, 9, MEI, NOW)


@pytest.mark.parametrize("kind", ["parameter", "place", "intent", "danger"])
async def test_figures_windows_and_examples_go_the_same_way(
    seeded: Database, base: KnowledgeBase, kind: str
) -> None:
    records = {
        "parameter": base.parameters,
        "place": base.directory,
        "intent": base.intents,
        "danger": base.dangers,
    }
    record = next(iter(records[kind]))
    key = KEYS[kind]
    payload = payload_of(record) | ({"unit": "新單位"} if kind == "parameter" else {})
    draft = await draft_service.begin(seeded, kind, payload, MEI, "更新", NOW, key=getattr(record, key))
    await put_in_force(seeded, await draft_service.submit(seeded, draft.id, draft.version, NOW))
    assert (await revision_service.current(seeded, kind, getattr(record, key))) == payload


def test_a_proposed_record_takes_the_place_of_the_old_one_or_comes_last(base: KnowledgeBase) -> None:
    payload = payload_of(base.entries[0]) | {"fee": "免費試辦"}
    new = payload | {"id": "brand-new"}
    proposed = with_records(base, [("entry", payload), ("entry", new)])
    assert proposed.entries[0].fee == "免費試辦"
    assert [entry.id for entry in proposed.entries] == [*(e.id for e in base.entries), "brand-new"]


async def test_a_new_kind_of_record_comes_with_a_release_once(
    database: Database, base: KnowledgeBase
) -> None:
    before = KnowledgeBase((), base.parameters, base.directory, base.intents)
    await knowledge.store(database, before, "system", "最初的知識庫", NOW)
    assert await knowledge.add_new_kinds(database, base, "system", "", NOW) > 0
    assert await knowledge.add_new_kinds(database, base, "system", "", NOW) == 0
    assert (await knowledge.read(database)).dangers == base.dangers


async def test_translations_with_one_digest_of_all_get_one_of_each_part_once_and_only_while_they_fit(
    seeded: Database, base: KnowledgeBase
) -> None:
    kept = await knowledge.read(seeded)
    entry = next(entry for entry in kept.entries if entry.id == KEY)
    new = [item for item in base.translations if item.id == KEY]
    behind, *fitting = [item.model_copy(update={"of": source_digest(entry)}) for item in new]
    texts = Translations(
        [behind.model_copy(update={"of": digest("以前的中文")}), *fitting],
        base.translations.places,
        base.translations.labels,
    )
    await knowledge.store(seeded, replace(kept, translations=texts), "system", "舊的譯文", NOW)
    assert await knowledge.renew_translations(seeded, "system", "", NOW) == len(fitting)
    assert await knowledge.renew_translations(seeded, "system", "", NOW) == 0
    read = [*(await knowledge.read(seeded)).translations]
    assert read[1:] == new[1:] and read[0].of == digest("以前的中文")
    await put_in_force(seeded, await in_review(seeded, answer="新的回答。"))
    changed = await knowledge.read(seeded)
    now = next(entry for entry in changed.entries if entry.id == KEY)
    stale = [item.stale_parts(now) for item in changed.translations]
    assert stale == [tuple(TranslatedPart), *[(TranslatedPart.ANSWER,)] * len(fitting)]
