"""Fine-tuning the transformer: LoRA on its upper layers, in-batch negatives, judged by the classifier.

MultipleNegativesRankingLoss (Henderson et al. 2017) over pairs of texts of one entry; LoRA as in Hu et
al. 2021, package ``peft``. About a quarter of an hour on two quiet cores.
"""

from collections.abc import Iterator

import numpy as np
import torch
from peft import LoraConfig
from sentence_transformers import SentenceTransformer

from core.settings import Settings
from retrieval.classifier import WORDS
from retrieval.encoder.base import Vectors
from retrieval.encoder.serving import E5_SHARE, QUERY_PREFIX, encoder_folder
from retrieval.glossary import searchable
from retrieval.lexical import WordVectors
from tests.experiments.holdout import Floats, Holdout

STEPS = 200
PAIRS = 48
LEARNING_RATE = 5e-4
SCALE = 20.0
UPPER_LAYERS = list(range(8, 12))
SHARES = (E5_SHARE, 0.75, 0.5)


def _texts(holdout: Holdout) -> tuple[list[str], list[str]]:
    learned, asked = holdout.learned, holdout.queries
    return [searchable(d.text) for d in learned], [searchable(d.text) for d in asked]


def _encode(model: SentenceTransformer, texts: list[str]) -> Vectors:
    prefixed = [QUERY_PREFIX + text for text in texts]
    return np.asarray(model.encode(prefixed, batch_size=64, normalize_embeddings=True), dtype=np.float32)


def _train(model: SentenceTransformer, texts: list[str], owners: np.ndarray) -> None:
    """Pull texts of one label together; every other label of the batch is a negative."""
    model.add_adapter(
        LoraConfig(
            r=16,
            lora_alpha=32,
            target_modules=["query", "key", "value", "dense"],
            layers_to_transform=UPPER_LAYERS,
        )
    )
    rows = [np.flatnonzero(owners == label) for label in np.unique(owners)]
    rows = [group for group in rows if len(group) > 1]
    weights = np.sqrt([len(group) for group in rows])
    weights /= weights.sum()
    random = np.random.default_rng(7)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, total_iters=STEPS)
    model.train()
    for _ in range(STEPS):
        chosen = random.choice(len(rows), PAIRS, replace=False, p=weights)
        pairs = np.array([random.choice(rows[group], 2, replace=False) for group in chosen])
        batch = [QUERY_PREFIX + texts[row] for row in pairs.T.ravel()]
        vectors = model(model.preprocess(batch))["sentence_embedding"]
        cosines = SCALE * vectors[:PAIRS] @ vectors[PAIRS:].T
        target = torch.arange(PAIRS)
        loss = torch.nn.functional.cross_entropy(cosines, target)
        loss = loss + torch.nn.functional.cross_entropy(cosines.T, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    model.eval()


def _hits(
    holdout: Holdout, words: tuple[Floats, Floats], e5: tuple[Vectors, Vectors], share: float
) -> tuple[float, float]:
    joint = []
    for first, kept in zip(e5, (holdout.vectors, holdout.query_vectors), strict=True):
        second = kept[:, first.shape[1] :] / np.sqrt(1 - E5_SHARE)
        joint.append(np.concatenate([np.sqrt(share) * first, np.sqrt(1 - share) * second], axis=1))
    among, asked = holdout.dense(joint[0].astype(np.float32), joint[1].astype(np.float32))
    return holdout.hits(among + WORDS * words[0], asked + WORDS * words[1])


def results() -> Iterator[str]:
    """One line per share of the transformer, before and after the fine-tuning."""
    torch.manual_seed(7)
    holdout = Holdout.load()
    learned, asked = _texts(holdout)
    vectors = WordVectors([document.text for document in holdout.learned])
    words = (
        vectors.among(slice(None)),
        np.stack([vectors.cosines(document.text) for document in holdout.queries]),
    )
    model = SentenceTransformer(str(encoder_folder(Settings())), device="cpu")
    for name in ("before", "after"):
        e5 = _encode(model, learned), _encode(model, asked)
        for share in SHARES:
            first, third = _hits(holdout, words, e5, share)
            yield f"{name}, e5 share {share:.2f}: Hit@1 {first:.3f}, Hit@3 {third:.3f}"
        if name == "before":
            _train(model, learned, holdout.owners)


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
