"""A second stage: a cross-encoder over the query and each of the first four entries' questions.

The bundled transformer with LoRA on its upper layers and a linear head, learned to tell the right
question from those that the classifier takes for it (Nogueira & Cho 2019). Prints Hit@1 without and
with it, and what scoring four pairs costs.
"""

import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, get_peft_model
from transformers import AutoModel, AutoTokenizer

from core.settings import Settings
from retrieval.classifier.classifier import Classifier
from retrieval.classifier.lesson import Lesson
from retrieval.encoder.serving import encoder_folder
from retrieval.index.documents import TextRole
from retrieval.index.lexical import WordVectors, ngrams
from tests.experiments.holdout import Floats, Holdout

CANDIDATES = 4
STEPS = 150
QUERIES = 8
LEARNING_RATE = 5e-4
UPPER_LAYERS = list(range(8, 12))


class CrossEncoder(torch.nn.Module):
    """How well a question fits a query, one number a pair."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        model = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        modules = ["query", "key", "value", "dense"]
        config = LoraConfig(r=16, lora_alpha=32, target_modules=modules, layers_to_transform=UPPER_LAYERS)
        self._model = get_peft_model(model, config)
        self._head = torch.nn.Linear(model.config.hidden_size, 1)

    def forward(self, queries: Sequence[str], questions: Sequence[str]) -> torch.Tensor:
        """Scores, shape (pairs,)."""
        batch = self._tokenizer(
            list(queries), list(questions), padding=True, truncation=True, max_length=128, return_tensors="pt"
        )
        hidden = self._model(**batch)[0]
        mask = batch["attention_mask"].unsqueeze(-1)
        return self._head((hidden * mask).sum(1) / mask.sum(1)).squeeze(-1)


def _first_labels(holdout: Holdout, scores: Floats) -> NDArray[np.int64]:
    """The best entries of each row of ``scores``, shape (rows, CANDIDATES)."""
    return np.argsort(-np.where(holdout.is_faq, scores, -np.inf), axis=1)[:, :CANDIDATES]


def _questions(holdout: Holdout) -> dict[int, str]:
    """The canonical question of each entry by its label position."""
    pairs = zip(holdout.owners, holdout.learned, strict=True)
    return {int(owner): document.text for owner, document in pairs if document.role is TextRole.QUESTION}


def _train(
    model: CrossEncoder, holdout: Holdout, first: NDArray[np.int64], questions: dict[int, str]
) -> None:
    """Learn from texts that are no canonical question and whose entry is among the first."""
    rows = [
        row
        for row, document in enumerate(holdout.learned)
        if document.role is not TextRole.QUESTION and holdout.owners[row] in first[row]
    ]
    random = np.random.default_rng(7)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE)
    for _ in range(STEPS):
        chosen = random.choice(rows, QUERIES, replace=False)
        queries = [holdout.learned[row].text for row in chosen for _ in range(CANDIDATES)]
        asked = [questions[int(label)] for row in chosen for label in first[row]]
        target = torch.tensor([int(np.flatnonzero(first[row] == holdout.owners[row])[0]) for row in chosen])
        loss = torch.nn.functional.cross_entropy(model(queries, asked).view(QUERIES, CANDIDATES), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def results() -> Iterator[str]:
    """Accuracy without and with the second stage, and its milliseconds."""
    torch.manual_seed(7)
    holdout = Holdout.load()
    questions = _questions(holdout)
    words = WordVectors([document.text for document in holdout.learned])
    lesson = Lesson(holdout.vectors, words, holdout.owners, len(holdout.is_faq))
    learned = _first_labels(holdout, Classifier.left_out(lesson))
    classifier = Classifier.fit(lesson)
    scores = np.stack(
        [
            classifier.scores(holdout.vectors @ vector, words.cosines(ngrams(document.text)))
            for document, vector in zip(holdout.queries, holdout.query_vectors, strict=True)
        ]
    )
    first = _first_labels(holdout, scores)
    before = np.mean([order[0] in right for order, right in zip(first, holdout.right, strict=True)])
    yield f"first stage: Hit@1 {before:.3f}"
    model = CrossEncoder(str(encoder_folder(Settings())))
    _train(model, holdout, learned, questions)
    model.eval()
    spread = scores.std()
    fitting, seconds = [], []
    with torch.no_grad():
        for document, order in zip(holdout.queries, first, strict=True):
            start = time.perf_counter()
            fits = model([document.text] * CANDIDATES, [questions[int(label)] for label in order])
            seconds.append(time.perf_counter() - start)
            fitting.append(fits.numpy())
    for weight in (0.1, 0.3, 1.0, 1e6):
        best = [
            order[np.argmax(row[order] / spread + weight * fits)]
            for order, row, fits in zip(first, scores, fitting, strict=True)
        ]
        after = np.mean([label in right for label, right in zip(best, holdout.right, strict=True)])
        yield f"second stage at weight {weight:g}: Hit@1 {after:.3f}"
    yield f"four pairs: p50 {np.median(seconds) * 1e3:.0f} ms"


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
