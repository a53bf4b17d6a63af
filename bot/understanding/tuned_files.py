"""Tune the reader of messages and write what it is served from: ``labordesk tune`` (build time only)."""

import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from torch import nn

from bot.understanding.dialogues import Part, shipped
from bot.understanding.reader import FILE, Layer, Reader
from bot.understanding.tuning import SCALE, Labels, MessageModel, mean_vectors, tune
from bot.understanding.tuning_material import Lesson, of_conversations, of_questions
from knowledge.catalogue import Catalogue
from knowledge.loader import load
from retrieval.encoder.convert import build_bert, build_tokenizer
from retrieval.encoder.export import export_int8
from retrieval.encoder.graph_optimization import lean
from retrieval.encoder.q4file import Shape, bundled_path, read
from retrieval.encoder.served_files import MESSAGES_FILE
from retrieval.index.documents import CONVERSATIONS, training_queries

EPOCHS = 2.5


def tune_reader(told: Callable[[str], None]) -> None:
    """Tune on all that is learned from, and write `MESSAGES_FILE` and `reader.FILE`."""
    weights = read(bundled_path())
    tokenizer = build_tokenizer(weights.vocabulary)
    lessons = lessons_of(Catalogue(load(), 1))
    labels = Labels.of(lessons)
    model = MessageModel(build_bert(weights), labels)
    model.begin_at(mean_vectors(model, tokenizer, lessons, labels))
    tune(model, tokenizer, lessons, labels, EPOCHS, told)
    write(model, labels, weights.shape)


def lessons_of(catalogue: Catalogue) -> list[Lesson]:
    """Conversations to learn from, and what people asked elsewhere."""
    chance = random.Random(1)
    conversations, _ = shipped(Part.LEARNED)
    questions = [query for author, query in training_queries() if author != CONVERSATIONS]
    found = list(of_conversations(conversations, catalogue, chance))
    return found + list(of_questions(questions, catalogue, chance))


def write(model: MessageModel, labels: Labels, shape: Shape) -> None:
    """Write the graph and the two heads."""

    def layer(head: nn.Linear, names: tuple[str, ...]) -> Layer:
        weights, bias = head.weight.detach().numpy(), head.bias.detach().numpy()
        return Layer(names, np.float32(SCALE) * weights, bias)

    Reader(layer(model.entries, labels.entries), layer(model.points, labels.points)).save(FILE)
    with TemporaryDirectory() as folder:
        exported = Path(folder) / "exported.onnx"
        export_int8(model.bert, exported)
        MESSAGES_FILE.parent.mkdir(exist_ok=True)
        onnx.save(lean(onnx.load(exported), shape), MESSAGES_FILE)
