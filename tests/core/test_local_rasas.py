"""``labordesk up`` runs a Rasa at each local address; a dead one is passed over and started again."""

import os
import signal
import time

import pytest

import supervisor
from bot.in_process_turn import situation
from bot.policy import RasaClient
from bot.policy.slots import slots_of
from bot.state import DialogueState
from core.clock import local_now
from core.settings import Settings
from retrieval.engine import Engine
from tests.conftest import free_port

PLENTY = 600.0


@pytest.mark.parametrize(
    ("addresses", "local"),
    [
        ("http://127.0.0.1:5005", 1),
        ("http://127.0.0.1:5005, http://localhost:5006/,http://[::1]:5007", 3),
        ("http://127.0.0.1:5005,http://127.0.0.1:5005", 1),
        ("http://rasa.inner:5005,http://10.0.0.5:5005,http://127.0.0.1:5006", 1),
        ("https://127.0.0.1:5005", 0),
    ],
)
def test_only_addresses_of_this_machine_are_started_here(addresses: str, local: int) -> None:
    assert len(supervisor.local_rasas(Settings(_env_file=None, rasa_url=addresses))) == local


def _until_up(rasas: list[supervisor.Watched], addresses: tuple[str, ...]) -> None:
    end = time.monotonic() + PLENTY
    for address, rasa in zip(addresses, rasas, strict=True):
        while not supervisor.wait_until_ready(f"{address}{supervisor.RASA_READY}", rasa.process, 1):
            assert time.monotonic() < end
            for watched in rasas:
                watched.look(lambda told: None)


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_with_one_of_two_killed_the_other_decides_and_the_dead_one_comes_back(
    settings: Settings, engine: Engine
) -> None:
    addresses = tuple(f"http://127.0.0.1:{free_port()}" for _ in range(2))
    own = settings.model_copy(update={"rasa_url": ",".join(addresses)})
    rasas, client = supervisor.watched_rasas(own), RasaClient(addresses, settings.shared_token, 2.9)
    slots = slots_of(situation(engine, "謝謝", DialogueState(), local_now()))
    try:
        _until_up(rasas, addresses)
        dead = rasas[0].process.pid
        os.kill(dead, signal.SIGKILL)
        rasas[0].process.wait()
        for _ in range(4):
            assert await client.next_actions("thanks", slots) == ("action_thanks",)
        _until_up(rasas, addresses)
        assert rasas[0].process.pid != dead
    finally:
        await client.close()
        for rasa in rasas:
            rasa.stop()
