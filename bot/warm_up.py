"""What the first message of a process would wait for is loaded before it is ready."""

from bot.in_process_turn import situation
from bot.state import DialogueState
from core.clock import local_now
from retrieval.engine import Engine

# In Latin letters: the words that tell a language are counted as well, seconds that a citizen would wait.
_MESSAGE = "How do I claim unpaid overtime?"


def warm(engine: Engine) -> None:
    """Understand one message: its models, phrases and tables stay loaded."""
    situation(engine, _MESSAGE, DialogueState(), local_now())
