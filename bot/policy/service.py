"""The decision on a message: from Rasa, or by the same rules in this process while Rasa is away."""

from dataclasses import dataclass

from bot.models import Through
from bot.policy.client import RasaClient, RasaUnavailable
from bot.policy.interpreter import load_rules
from bot.policy.slots import Slots, intent_of, resolved, slots_of
from bot.state import Owner
from bot.turn import Situation


@dataclass(frozen=True, slots=True)
class PolicyDecision:
    """What happens in a situation: ``actions`` in their order, and where that was decided.

    ``at`` is the situation they act on, ``slots`` what was told of it.
    """

    actions: tuple[str, ...]
    at: Situation
    slots: Slots
    through: Through = Through.DIRECT

    @property
    def in_form(self) -> bool:
        """Whether a form is under way that the message was for; it stays whatever is said meanwhile."""
        return bool(self.slots["form"])


def decide_here(at: Situation, owner: Owner = Owner.BOT, form: bool = False) -> PolicyDecision:
    """The decision by the rules in this process."""
    at = resolved(at)
    slots = slots_of(at, owner, form)
    return PolicyDecision(load_rules().next_actions(intent_of(at, owner), slots), at, slots)


class Policy:
    """Asks Rasa first."""

    def __init__(self, rasa: RasaClient) -> None:
        self._rasa = rasa

    async def decide(self, at: Situation, owner: Owner = Owner.BOT, form: bool = False) -> PolicyDecision:
        """What happens in the situation ``at``; see `slots_of`."""
        at = resolved(at)
        slots = slots_of(at, owner, form)
        try:
            actions = await self._rasa.next_actions(intent_of(at, owner), slots)
        except RasaUnavailable:
            return decide_here(at, owner, form)
        return PolicyDecision(actions, at, slots, Through.RASA)
