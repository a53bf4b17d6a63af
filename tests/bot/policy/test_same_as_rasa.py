"""The interpreter of the app decides as Rasa does, in every situation that the domain can tell."""

import json
import os
import subprocess
from itertools import product
from pathlib import Path

import pytest
import yaml

from bot.dialogue import MOVES
from bot.policy.interpreter import NoRule, load_rules
from bot.turn_taking import IN_FORM, LEAVE_QUEUE, SILENCE
from core.settings import ROOT, Settings

DOMAIN = yaml.safe_load((ROOT / "bot" / "domain" / "domain.yml").read_text("utf-8"))
ACTED_ELSEWHERE = {*IN_FORM, *LEAVE_QUEUE, *SILENCE}


def _values(slot: dict[str, object]) -> list[object]:
    return list(slot["values"]) if slot["type"] == "categorical" else [True, False]  # type: ignore[call-overload]


def _situations() -> list[dict[str, object]]:
    names = list(DOMAIN["slots"])
    return [
        dict(zip(names, chosen, strict=True)) for chosen in product(*map(_values, DOMAIN["slots"].values()))
    ]


def test_every_action_of_the_domain_can_be_done() -> None:
    assert set(DOMAIN["actions"]) == MOVES.keys() | ACTED_ELSEWHERE


def test_every_intent_has_a_rule_in_every_situation() -> None:
    rules = load_rules()
    for intent in DOMAIN["intents"]:
        for situation in _situations():
            assert rules.next_actions(intent, situation)  # type: ignore[arg-type]


def test_an_unknown_intent_is_told() -> None:
    with pytest.raises(NoRule, match="sing_a_song"):
        load_rules().next_actions("sing_a_song", _situations()[0])  # type: ignore[arg-type]


@pytest.mark.slow
def test_rasa_decides_the_same_in_every_situation(settings: Settings) -> None:
    script = Path(__file__).parent / "walk.py"
    model = str(settings.data_dir / "rasa" / "labordesk.tar.gz")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "LOG_LEVEL": "ERROR",
    }
    python = str(ROOT / ".venv-rasa" / "bin" / "python")
    walk = subprocess.run(
        [python, str(script), model], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    decided = [json.loads(line) for line in walk.stdout.splitlines()]
    assert len(decided) == len(DOMAIN["intents"]) * len(_situations())
    rules = load_rules()
    others = [found for found in decided if list(rules.next_actions(found[0], found[1])) != found[2]]
    assert others == []
