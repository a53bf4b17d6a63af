"""What the check before a publication costs when one entry gets one more way to ask it."""

import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.golden_dialogues import hold
from core.clock import local_now
from knowledge.records import payload_of, with_records
from knowledge.schemas import Register
from publication.examination_memory import ExaminationMemory
from publication.examiner import ANSWERS_FILE, VECTORS_FILE, Examiner, prepare
from publication.gate import inspect
from publication.golden_questions import golden_questions
from publication.release_service import FACTOR
from retrieval.classifier.classifier import Learner
from retrieval.classifier.incremental_training import Relearner
from retrieval.classifier.threads import serve_on_one_thread
from retrieval.encoder.base import Encoder
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine, IndexSearch
from retrieval.index.generation import Generation, build
from retrieval.ranking.ranker import RankerModel

ASKED = {"overtime-pay": "頭家攏無發加點錢敢有天理", "annual-leave": "做滿一年的有薪假幾天呀"}
_CHECK = "考題、示範對話、混淆"

Found = TypeVar("Found")


def measure(engine: Engine) -> list[tuple[str, str]]:
    """CPU and wall seconds of the draft's index and of the whole check, as the app computes them.

    What a build prepares, the first check (in an installation, in a process, on a day), and the next ones.
    """
    serve_on_one_thread()
    live, now = engine.generation, local_now()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        learner = Relearner(root / FACTOR, engine.encoder.fingerprint)
        learner.fit(live.lesson)
        (first, text), *_ = changes = [*ASKED.items()]
        whole, told = _timed(partial(_draft, live, engine, first, text, Learner()))
        rows = [("草稿版索引，分類器整個重新學", told)]
        ready = partial(prepare, live, engine.encoder, root, partial(hold, now=now), now)
        rows.append(("建立索引時（或換日後，在背景）：先問現行版", _timed(ready)[1]))
        examiner = _examiner(engine.encoder, root, now)
        draft, told = _timed(partial(_draft, live, engine, first, text, learner))
        check = partial(inspect, live, draft, golden_questions([]), examiner, now, learner=learner)
        rows += [("第一次：草稿版索引，從上次學的接著學", told), (f"第一次：{_CHECK}", _timed(check)[1])]
        rows.append(("兩種學法的權重最多差", f"{_apart(draft, whole):.0e}"))
        again, told = _timed(partial(_draft, draft, engine, *changes[1], learner))
        check = partial(inspect, draft, again, golden_questions([]), examiner, now, learner=learner)
        rows += [("之後每次：草稿版索引，從上次學的接著學", told), (f"之後每次：{_CHECK}", _timed(check)[1])]
    return rows


def _examiner(encoder: Encoder, root: Path, now: datetime) -> Examiner:
    search = IndexSearch(CachingEncoder(encoder, root / VECTORS_FILE), RankerModel.load())
    return Examiner(search, partial(hold, now=now), ExaminationMemory(root / ANSWERS_FILE))


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
