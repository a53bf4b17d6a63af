"""The word pieces of the bundled model as a SentencePiece file (Kudo & Richardson 2018).

The package ``tokenizers`` splits texts into the same pieces, but holds the 250,000 of them in 250 MB;
SentencePiece needs a tenth.
"""

import re
import unicodedata
from importlib import import_module
from pathlib import Path
from typing import Any

from sentencepiece import SentencePieceProcessor

from retrieval.encoder.q4file import Vocabulary

_SPACES = re.compile(" {2,}")


def write_pieces(vocabulary: Vocabulary, target: Path) -> None:
    """Write ``target`` for `Pieces`; build time only, because it needs protobuf."""
    layout: Any = import_module("sentencepiece.sentencepiece_model_pb2")
    model = layout.ModelProto()
    kinds = {vocabulary.unk: layout.ModelProto.SentencePiece.UNKNOWN}
    for special in (vocabulary.bos, vocabulary.eos, vocabulary.pad):
        kinds[special] = layout.ModelProto.SentencePiece.CONTROL
    for position, (text, score) in enumerate(vocabulary.pieces):
        piece = model.pieces.add(piece=text, score=score)
        piece.type = kinds.get(position, layout.ModelProto.SentencePiece.NORMAL)
    trainer = model.trainer_spec
    trainer.model_type = layout.TrainerSpec.UNIGRAM
    trainer.vocab_size = len(vocabulary.pieces)
    trainer.unk_id, trainer.bos_id = vocabulary.unk, vocabulary.bos
    trainer.eos_id, trainer.pad_id = vocabulary.eos, vocabulary.pad
    # `Pieces` normalises itself.
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = False
    target.write_bytes(model.SerializeToString())


class Pieces:
    """Texts as the ids that the model was trained on."""

    def __init__(self, file: Path, longest: int) -> None:
        self._processor = SentencePieceProcessor(model_file=str(file))
        self._longest = longest

    def ids(self, text: str) -> list[int]:
        """Ids of ``text`` between those of begin and end, at most ``longest`` in all."""
        normalized = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
        found = self._processor.encode(normalized)[: self._longest - 2]
        return [self._processor.bos_id(), *found, self._processor.eos_id()]
