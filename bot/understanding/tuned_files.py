"""Tune the reader of messages and write what it is served from: ``labordesk tune`` (build time only)."""

import random
from collections.abc import Callable

import numpy as np
from torch import nn

from bot.understanding.dialogues import Split, shipped
from bot.understanding.reader import Layer, Reader
from bot.understanding.tuning import SCALE, MessageModel, TuningLabels, mean_vectors, tune
from bot.understanding.tuning_material import TuningExample, of_conversations, of_questions
from knowledge.catalogue import Catalogue
from knowledge.loader import load
from retrieval.encoder.tuned import bundled_model, write_tuned
from retrieval.index.documents import CONVERSATIONS, training_queries

EPOCHS = 2.5


def tune_reader(told: Callable[[str], None]) -> None:
    """Tune on all that is learned from, and write `MESSAGES_FILE` and `reader.FILE`."""
    bert, tokenizer = bundled_model()
    examples = examples_of(Catalogue(load(), 1))
    labels = TuningLabels.of(examples)
    model = MessageModel(bert, labels)
    model.begin_at(mean_vectors(model, tokenizer, examples, labels))
    tune(model, tokenizer, examples, labels, EPOCHS, told)
    write_tuned(model.bert)
    reader_of(model, labels).save()


def examples_of(catalogue: Catalogue) -> list[TuningExample]:
    """Conversations to learn from, and what people asked elsewhere."""
    chance = random.Random(1)
    conversations, _ = shipped(Split.TRAIN)
    questions = [query for author, query in training_queries() if author != CONVERSATIONS]
    found = list(of_conversations(conversations, catalogue, chance))
    return found + list(of_questions(questions, catalogue, chance))


def reader_of(model: MessageModel, labels: TuningLabels) -> Reader:
    """The two heads of ``model`` as they are served."""

    def layer(head: nn.Linear, names: tuple[str, ...]) -> Layer:
        weights, bias = head.weight.detach().numpy(), head.bias.detach().numpy()
        return Layer(names, np.float32(SCALE) * weights, bias)

    return Reader(layer(model.entries, labels.entries), layer(model.points, labels.points))
