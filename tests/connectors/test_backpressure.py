"""Webhooks before answers: the lanes step back while a flood comes in, and never for ever."""

import asyncio

from connectors.backpressure import FLOOD, WINDOW_SECONDS, Backpressure


class Clock:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_can_be_answered_is_no_flood() -> None:
    pressure = Backpressure(Clock())
    pressure.note(FLOOD)
    assert not pressure.is_high


def test_more_than_that_within_a_second_is_a_flood_until_it_has_passed() -> None:
    clock = Clock()
    pressure = Backpressure(clock)
    for _ in range(FLOOD + 1):
        pressure.note(1)
    assert pressure.is_high
    clock.now += WINDOW_SECONDS + 0.01
    assert not pressure.is_high


async def test_a_lane_goes_on_at_once_when_it_is_calm() -> None:
    async with asyncio.timeout(1.0):
        await Backpressure().eased()


async def test_a_lane_waits_while_a_flood_comes_in_and_then_goes_on() -> None:
    pressure = Backpressure()
    pressure.note(FLOOD + 1)
    start = asyncio.get_running_loop().time()
    await pressure.eased(patience=0.2)
    assert 0.15 <= asyncio.get_running_loop().time() - start < 5
