"""Every situation there is, decided by the trained Rasa; runs in Rasa's own environment (Python 3.10).

Writes one JSON line a situation: intent, slots, actions. Usage: ``python walk.py MODEL``.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.utils.io import read_yaml_file
from rasa.utils.log_utils import configure_structlog

from bot.rasa_channel import next_actions

DOMAIN = "bot/domain/domain.yml"
Find = Callable[[RulePolicy, dict[str, str], list[Any]], set[str]]


def _remembering(find: Find) -> Find:
    """``find``, which hangs on its arguments alone, without doing again what it has just done.

    Before its intent Rasa looks at the text of a message, which is none here: the same for every intent.
    """
    known: dict[str, set[str]] = {}

    def found(policy: RulePolicy, lookup: dict[str, str], states: list[Any]) -> set[str]:
        key = f"{id(lookup)} {json.dumps(states)}"
        if key not in known:
            if len(known) > 100:
                known.clear()
            known[key] = find(policy, lookup, states)
        return known[key]

    return found


def main(model: str) -> None:
    configure_structlog()
    RulePolicy._get_possible_keys = _remembering(RulePolicy._get_possible_keys)
    processor = Agent.load(model).processor
    # The file and not the loaded domain: Rasa adds intents and slot values of its own.
    domain = read_yaml_file(DOMAIN)
    values = [slot.get("values", (True, False)) for slot in domain["slots"].values()]
    for chosen in itertools.product(*values):
        situation = dict(zip(domain["slots"], chosen, strict=True))
        for intent in domain["intents"]:
            actions = next_actions(processor, {"intent": intent, "slots": situation})
            print(json.dumps([intent, situation, actions]))


main(sys.argv[1])
