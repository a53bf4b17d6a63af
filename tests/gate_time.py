"""What the check before a publication costs when one entry gets one more way to ask it."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.golden_dialogues import hold
from core.clock import local_now
from knowledge.records import payload_of, with_records
from knowledge.schemas import Register
from publication.gate import inspect
from publication.golden_questions import Examiner, golden_questions
from retrieval.classifier.classifier import Learner
from retrieval.classifier.incremental_training import Relearner
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine, IndexSearch
from retrieval.index.generation import Generation, build
from retrieval.ranking.ranker import RankerModel

ASKED = {"overtime-pay": "頭家攏無發加點錢敢有天理", "annual-leave": "做滿一年的有薪假幾天呀"}


Found = TypeVar("Found")


def measure(engine: Engine) -> list[tuple[str, str]]:
    """CPU and wall seconds of the draft's index and of the whole check, the first time and afterwards."""
    live, now = engine.generation, local_now()
    search = IndexSearch(CachingEncoder(engine.encoder), RankerModel.load())
    examiner = Examiner(search, lambda held: hold(held, now))
    with tempfile.TemporaryDirectory() as folder:
        learner = Relearner(Path(folder) / "factor", engine.encoder.fingerprint)
        learner.fit(live.lesson)
        changes = [*ASKED.items()]
        whole, told = _timed(partial(_draft, live, engine, *changes[0], Learner()))
        rows = [("草稿版索引，分類器整個重新學", told)]
        for number, change in enumerate(changes, start=1):
            draft, told = _timed(partial(_draft, live, engine, *change, learner))
            rows.append((f"第 {number} 次：草稿版索引，從上次學的接著學", told))
            check = partial(inspect, live, draft, golden_questions([]), examiner, now, learner=learner)
            rows.append((f"第 {number} 次：考題、示範對話、混淆", _timed(check)[1]))
            if number == 1:
                rows.append(("兩種學法的權重最多差", f"{_apart(draft, whole):.0e}"))
            live = draft
    return rows


def _apart(one: Generation, other: Generation) -> float:
    assert one.classifier is not None and other.classifier is not None
    return float(np.abs(one.classifier.weights - other.classifier.weights).max())


def _draft(live: Generation, engine: Engine, entry: str, text: str, learner: Learner) -> Generation:
    known = live.catalogue[entry]
    asked = {**known.variants, Register.COLLOQUIAL: (*known.variants[Register.COLLOQUIAL], text)}
    base = with_records(live.base, [("entry", payload_of(known.model_copy(update={"variants": asked})))])
    return build(base, engine.encoder, live.number + 1, live.day, live, learner=learner)


def _timed(work: Callable[[], Found]) -> tuple[Found, str]:
    wall, cpu = time.perf_counter(), time.process_time()
    done = work()
    return done, f"CPU {time.process_time() - cpu:.1f} 秒（{time.perf_counter() - wall:.0f} 秒）"
