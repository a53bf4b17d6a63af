"""Every situation there is, decided by the trained Rasa; runs in Rasa's own environment (Python 3.10).

Writes one JSON line a situation: intent, slots, actions. Usage: ``python walk.py MODEL``.
"""

import itertools
import json
import sys

from rasa.core.agent import Agent
from rasa.shared.utils.io import read_yaml_file
from rasa.utils.log_utils import configure_structlog

from bot.rasa_channel import next_actions

DOMAIN = "bot/domain/domain.yml"


def main(model: str) -> None:
    configure_structlog()
    processor = Agent.load(model).processor
    # The file and not the loaded domain: Rasa adds intents and slot values of its own.
    domain = read_yaml_file(DOMAIN)
    values = [slot.get("values", (True, False)) for slot in domain["slots"].values()]
    for intent in domain["intents"]:
        for chosen in itertools.product(*values):
            situation = dict(zip(domain["slots"], chosen, strict=True))
            actions = next_actions(processor, {"intent": intent, "slots": situation})
            print(json.dumps([intent, situation, actions]))


main(sys.argv[1])
