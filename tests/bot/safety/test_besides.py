"""What a text is understood to be besides: how great its likeness to danger must be then."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.safety.awareness import aware
from bot.safety.detector import Besides, Detector
from bot.safety.examples import KINDS
from bot.safety.head import SafetyHead
from bot.safety.phrases import Phrases
from bot.understanding import Context, understand
from knowledge.loader import load_dangers
from retrieval.encoder.base import Vectors
from retrieval.engine import Engine

SAYS = "今天的雲很好看"


class _Alike(SafetyHead):
    """Says of every text that it is like danger to a known degree."""

    likeness = 0.0

    def __init__(self, likeness: float) -> None:
        object.__setattr__(self, "likeness", likeness)

    def shares(self, texts: Sequence[str], vectors: Vectors) -> Vectors:
        row = [1 - self.likeness, self.likeness, *[0.0] * (len(KINDS) - 2)]
        return np.asarray([row] * len(texts), dtype=np.float32)


def detects(likeness: float, besides: Besides, text: str = SAYS) -> bool:
    detector = Detector(Phrases(load_dangers()), _Alike(likeness))
    return detector.detect(text, lambda texts: np.zeros((len(texts), 1), np.float32), besides) is not None


@pytest.mark.parametrize(
    ("besides", "enough"),
    [
        (Besides.CRISIS, 0.06),
        (Besides.NOTHING, 0.46),
        (Besides.OUTSIDE, 0.66),
        (Besides.TOPIC, 0.76),
        (Besides.HARMLESS, 0.86),
    ],
)
def test_the_surer_it_is_something_else_the_greater_the_likeness_must_be(
    besides: Besides, enough: float
) -> None:
    assert detects(enough, besides)
    assert not detects(enough - 0.02, besides)


@pytest.mark.parametrize("besides", list(Besides))
def test_what_staff_wrote_down_is_heard_whatever_it_is_besides(besides: Besides) -> None:
    assert detects(0.1, besides, "我不想活了")


@pytest.mark.parametrize(
    "says",
    [
        "老闆的弟弟接手以後 都說那跟他沒關係",
        "mình nghỉ nói chuyện nha, mai mình hỏi tiếp",
        "dia cuma bilang tunggu bulan depan",
        "sabi lang nila hintayin ko daw yung papel",
        "ตอนนี้หนูใช้โทรศัพท์เพื่อนพิมพ์ค่ะ",
    ],
)
def test_who_goes_on_talking_is_not_sent_to_a_hotline(engine: Engine, says: str) -> None:
    found = understand(engine, says, Context("labor-insurance-enroll"))
    assert aware(engine, found, in_topic=True).danger is None


def test_who_tells_of_danger_within_a_topic_gets_help(engine: Engine) -> None:
    found = understand(engine, "我站在頂樓 不想再撐了", Context("labor-insurance-enroll"))
    assert aware(engine, found, in_topic=True).danger == "self_harm"
