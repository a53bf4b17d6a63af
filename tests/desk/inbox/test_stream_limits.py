"""An account keeps a few streams; the oldest makes room, and its page is told."""

from contextlib import ExitStack

from desk.inbox.stream_limits import MOST, OpenStreams


def test_only_the_oldest_makes_room() -> None:
    streams, stack = OpenStreams(), ExitStack()
    with stack:
        places = [stack.enter_context(streams.place("staff-1")) for _ in range(MOST + 1)]
        assert [place.is_set() for place in places] == [True, *[False] * MOST]


def test_accounts_do_not_displace_each_other() -> None:
    streams, stack = OpenStreams(), ExitStack()
    with stack:
        places = [stack.enter_context(streams.place(f"staff-{number}")) for number in range(3 * MOST)]
        assert not any(place.is_set() for place in places)


def test_a_stream_that_ended_leaves_its_room() -> None:
    streams = OpenStreams()
    with streams.place("staff-1") as kept:
        for _ in range(3 * MOST):
            with streams.place("staff-1"):
                pass
        assert not kept.is_set()
