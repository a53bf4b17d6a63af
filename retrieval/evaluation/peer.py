"""The peer: what a Rasa user would take instead, DIETClassifier and ResponseSelector.

Bunk et al. 2020, "DIET: Lightweight Language Understanding for Dialogue Systems"; configuration as
Rasa suggests it for Chinese (JiebaTokenizer, words and character n-grams, 100 epochs each). It is
trained in Rasa's environment on the same texts that our index holds.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from core.settings import ROOT
from knowledge.intents import Kind
from retrieval.errors import PeerFailed
from retrieval.evaluation.comparison import Figures, Ranked, figures
from retrieval.evaluation.queries import LabelledQuery
from retrieval.index.documents import Document

EPOCHS = 100
_RETRIEVAL = "faq"
_BIN = ROOT / ".venv-rasa" / "bin"
_RANK = Path(__file__).with_name("peer_rank.py")
_PIPELINE = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
    {
        "name": "ResponseSelector",
        "retrieval_intent": _RETRIEVAL,
        "epochs": EPOCHS,
        "constrain_similarities": True,
    },
]


def _numbers(documents: Sequence[Document]) -> dict[str, int]:
    """A number for each entry: Rasa's names of intents hold neither ``/`` nor ``+``, ids may."""
    return {label: number for number, label in enumerate(sorted({d.label for d in documents}))}


def _intent(document: Document, numbers: Mapping[str, int]) -> str:
    if document.kind is Kind.FAQ:
        return f"{_RETRIEVAL}/{numbers[document.label]}"
    return "out_of_scope" if document.kind is Kind.OUT_OF_SCOPE else document.label


def _project(documents: Sequence[Document], folder: Path) -> list[str]:
    """Write the training data, the domain and the configuration into ``folder``; the ids by their number."""
    numbers = _numbers(documents)
    examples: dict[str, list[str]] = {}
    for document in documents:
        if document.role.is_question:
            examples.setdefault(_intent(document, numbers), []).append(" ".join(document.text.split()))
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in examples.items()
    ]
    faq = [intent for intent in examples if intent.startswith(f"{_RETRIEVAL}/")]
    domain = {
        "version": "3.1",
        "intents": sorted({intent.split("/")[0] for intent in examples}),
        "responses": {f"utter_{intent}": [{"text": intent}] for intent in faq},
    }
    config = {"recipe": "default.v1", "language": "zh", "pipeline": _PIPELINE, "policies": []}
    for name, content in (
        ("nlu", {"version": "3.1", "nlu": nlu}),
        ("domain", domain),
        ("config", config),
    ):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yml").write_text(text, "utf-8")
    return list(numbers)


def _run(command: Sequence[str], folder: Path) -> None:
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerFailed(f"{Path(command[0]).name} failed: run `make install`\n{done.stderr[-800:]}")


def compare_peer(documents: Sequence[Document], queries: Sequence[LabelledQuery]) -> Figures:
    """Train the peer on ``documents`` and measure it on ``queries``; takes minutes.

    Raises:
        PeerFailed: Rasa's environment is missing or the training failed.
    """
    if not (_BIN / "rasa").exists():
        raise PeerFailed("Rasa is not installed: run `make install`")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ids = _project(documents, folder)
        rasa, python = str(_BIN / "rasa"), str(_BIN / "python")
        train = [rasa, "train", "nlu", "--nlu", "nlu.yml", "--domain", "domain.yml"]
        start = time.perf_counter()
        _run([*train, "--config", "config.yml", "--out", ".", "--fixed-model-name", "peer"], folder)
        seconds = time.perf_counter() - start
        (folder / "queries.json").write_text(json.dumps([query.text for query in queries]), "utf-8")
        _run([python, str(_RANK), "peer.tar.gz", "queries.json", "found.json"], folder)
        found = json.loads((folder / "found.json").read_text("utf-8"))
    ranked = [
        Ranked(tuple(ids[int(n)] for n in row["ids"]), row["confidence"], row["seconds"]) for row in found
    ]
    return figures("Rasa DIET + ResponseSelector", queries, ranked, seconds)
