"""What happens next: the situation in a few slots, decided by Rasa's rules; a small interpreter stands in."""

from bot.policy.client import RasaClient
from bot.policy.interpreter import Interpreter, load_rules
from bot.policy.service import Policy, PolicyDecision
from bot.policy.slots import Slots, slots_of

__all__ = ["Interpreter", "Policy", "PolicyDecision", "RasaClient", "Slots", "load_rules", "slots_of"]
