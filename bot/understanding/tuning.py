"""Tune the upper layers of the bundled encoder on conversations (build time only: needs torch).

The loss of a message is that of its right entries together (-log of their share) and of its right points.
The lower layers and the word table stay as they are: the served graph shares the table.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import BertModel, PreTrainedTokenizerFast

from bot.understanding.reader import NO_ENTRY
from bot.understanding.tuning_material import TuningExample
from retrieval.encoder.serving import QUERY_PREFIX

FROZEN_LAYERS = 4
MAX_TOKENS = 96
_BATCH, _RATE, _HEAD_RATE, _WARM_UP = 32, 1e-4, 2e-3, 0.06
_POINT_SHARE = 0.5
_DECAY = 0.01
# So many texts of an entry tell where its head begins.
_FIRST = 12
# Unit vectors tell apart by small angles: the heads read them this much longer.
SCALE = 20.0


@dataclass(frozen=True, slots=True)
class TuningLabels:
    """The entries (`NO_ENTRY` for none of them) and the points, in the order of the heads' rows."""

    entries: tuple[str, ...]
    points: tuple[str, ...]

    @classmethod
    def of(cls, examples: Sequence[TuningExample]) -> "TuningLabels":
        """All that the examples name."""
        entries = {entry for example in examples for entry in example.entries or (NO_ENTRY,)}
        points = {point for example in examples for point in example.points}
        return cls(tuple(sorted(entries)), tuple(sorted(points)))


class MessageModel(nn.Module):
    """The encoder with two heads over its unit vectors."""

    def __init__(self, bert: BertModel, labels: TuningLabels) -> None:
        super().__init__()
        self.bert = bert
        width = bert.config.hidden_size
        self.entries = nn.Linear(width, len(labels.entries))
        self.points = nn.Linear(width, len(labels.points))
        for name, weight in bert.named_parameters():
            layer = name.removeprefix("encoder.layer.").partition(".")[0]
            weight.requires_grad = name.startswith("encoder.") and int(layer) >= FROZEN_LAYERS

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors, shape (texts, width)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask)[0]
        shown = mask.unsqueeze(-1).to(hidden.dtype)
        return nn.functional.normalize((hidden * shown).sum(1) / shown.sum(1), dim=1)

    def begin_at(self, means: Tensor) -> None:
        """Let the head of the entries begin at the mean vectors of their texts, shape (entries, width)."""
        middle = means.mean(0)
        with torch.no_grad():
            self.entries.weight.copy_(means - middle)
            self.entries.bias.copy_(-SCALE * (self.entries.weight @ middle))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the entries and of the points."""
        seen = SCALE * self.vectors(ids, mask)
        return self.entries(seen), self.points(seen)


def tune(
    model: MessageModel,
    tokenizer: PreTrainedTokenizerFast,
    examples: Sequence[TuningExample],
    labels: TuningLabels,
    epochs: float,
    told: Callable[[str], None],
) -> None:
    """Fit ``model`` in place; ``told`` hears how it goes."""
    torch.manual_seed(1)
    steps = int(epochs * len(examples) / _BATCH)
    upper = [weight for weight in model.bert.parameters() if weight.requires_grad]
    heads = [*model.entries.parameters(), *model.points.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": upper, "lr": _RATE}, {"params": heads, "lr": _HEAD_RATE}], weight_decay=_DECAY
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    model.train()
    running = 0.0
    for step, batch in enumerate(_batches(examples, steps)):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = _loss(model, tokenizer, batch, labels)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(upper, 1.0)
        optimizer.step()
        schedule.step()
        running = 0.98 * running + 0.02 * loss.item()
        if step % 50 == 49:
            told(f"{step + 1}/{steps} loss {running / (1 - 0.98 ** (step + 1)):.3f}")
    model.eval()


def mean_vectors(
    model: MessageModel,
    tokenizer: PreTrainedTokenizerFast,
    examples: Sequence[TuningExample],
    labels: TuningLabels,
) -> Tensor:
    """The mean of the first texts of each entry, shape (entries, width)."""
    found = []
    for entry in labels.entries:
        texts = [one.text for one in examples if entry in (one.entries[:1] or (NO_ENTRY,))][:_FIRST]
        ids, mask = _tokens(tokenizer, texts)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            found.append(model.vectors(ids, mask).float().mean(0))
    return torch.stack(found)


def _rate(step: int, steps: int) -> float:
    warm = max(int(_WARM_UP * steps), 1)
    return min((step + 1) / warm, 0.5 * (1 + math.cos(math.pi * step / steps)))


def _batches(examples: Sequence[TuningExample], steps: int) -> Iterator[list[TuningExample]]:
    """Texts of like length together: little is padded."""
    chance = random.Random(1)
    given = 0
    while given < steps:
        order = sorted(examples, key=lambda one: len(one.text) * chance.uniform(0.8, 1.25))
        batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        chance.shuffle(batches)
        yield from batches[: steps - given]
        given += len(batches)


def _loss(
    model: MessageModel,
    tokenizer: PreTrainedTokenizerFast,
    batch: Sequence[TuningExample],
    labels: TuningLabels,
) -> Tensor:
    entries, points = model(*_tokens(tokenizer, [one.text for one in batch]))
    found = _missed(entries.float(), [one.entries or (NO_ENTRY,) for one in batch], labels.entries).mean()
    asked = [row for row, one in enumerate(batch) if one.points]
    if asked:
        said = _missed(points[asked].float(), [batch[row].points for row in asked], labels.points)
        found = found + _POINT_SHARE * said.sum() / len(batch)
    return found


def _tokens(tokenizer: PreTrainedTokenizerFast, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Ids and mask, shape (texts, tokens)."""
    read = tokenizer(
        [QUERY_PREFIX + text for text in texts],
        padding=True,
        truncation=True,
        max_length=MAX_TOKENS,
        return_tensors="pt",
    )
    return read["input_ids"], read["attention_mask"]


def _missed(logits: Tensor, right: Sequence[Sequence[str]], labels: Sequence[str]) -> Tensor:
    """Minus the logarithm of the share of all that is right."""
    is_right = torch.tensor([[label in some for label in labels] for some in right])
    shares = logits.log_softmax(dim=1)
    return -shares.masked_fill(~is_right, float("-inf")).logsumexp(dim=1)
