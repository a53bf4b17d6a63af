"""Rasa's rule file read in this process, for when no Rasa answers.

Of the rules that fit, the one with the most conditions decides, as Rasa's `RulePolicy` has it;
``tests/bot/policy/test_same_as_rasa.py`` compares the two for every intent and every value of every slot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parents[1] / "data" / "rules.yml"


class NoRule(LookupError):
    """No rule fits: ``bot/data/rules.yml`` lacks one for the intent that is named."""


@dataclass(frozen=True, slots=True)
class Rule:
    """For these intents, where all of these slots have these values: these actions, in this order."""

    intents: frozenset[str]
    conditions: Mapping[str, bool | str]
    actions: tuple[str, ...]

    def fits(self, intent: str, slots: Mapping[str, bool | str]) -> bool:
        """Whether the rule is for this situation."""
        return intent in self.intents and all(slots[name] == value for name, value in self.conditions.items())


class Interpreter:
    """Decides by rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Of two rules with as many conditions the first decides."""
        self._rules = sorted(rules, key=lambda rule: -len(rule.conditions))
        self.intents = frozenset(intent for rule in rules for intent in rule.intents)

    def next_actions(self, intent: str, slots: Mapping[str, bool | str]) -> tuple[str, ...]:
        """The names of the actions until the bot listens again.

        Raises:
            NoRule: nothing is written for this situation.
        """
        found = next((rule.actions for rule in self._rules if rule.fits(intent, slots)), None)
        if found is None:
            raise NoRule(f"bot/data/rules.yml has no rule for the intent {intent}")
        return found


def _names(steps: Iterable[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    return tuple(step[key] for step in steps if key in step)


def _rule(data: Mapping[str, Any]) -> Rule:
    steps = data["steps"]
    alternatives = [one for step in steps for one in step.get("or", ())]
    intents = frozenset((*_names(steps, "intent"), *_names(alternatives, "intent")))
    given = [part["slot_was_set"] for part in data.get("condition", ())]
    conditions = {name: value for part in given for slot in part for name, value in slot.items()}
    return Rule(intents, conditions, _names(steps, "action"))


@cache
def load_rules() -> Interpreter:
    """The rules of the Rasa project."""
    return Interpreter([_rule(data) for data in yaml.safe_load(RULES.read_text("utf-8"))["rules"]])
