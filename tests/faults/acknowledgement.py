"""How soon a webhook gets its 2xx while 200 events a second come in and are being answered."""

import asyncio
import statistics

from tests.faults import traffic
from tests.faults.run import questions
from tests.faults.world import running

PER_SECOND = 200.0
EACH = 10
USERS = 200


def measure() -> list[tuple[str, str]]:
    """One app with the real Rasa on each database; generator, platforms and database share the machine."""
    rows = []
    for name, postgres in (("SQLite", False), ("PostgreSQL", True)):
        with running(1, postgres=postgres) as world:
            known = questions(world, EACH)
            planned = traffic.plan(world.platforms, known, USERS, EACH, PER_SECOND)
            asyncio.run(traffic.deliver(planned, world.addresses))
        times = sorted(planned.acknowledged)
        p99 = times[int(len(times) * 0.99)]
        rows.append(
            (
                f"webhook 收到 2xx（每秒 {PER_SECOND:.0f} 個事件，{name}）",
                f"p50 {statistics.median(times) * 1e3:.1f} ms、p99 {p99 * 1e3:.1f} ms、"
                f"{len(planned.asked)} 個事件、沒收到 2xx {planned.refused} 次",
            )
        )
    return rows


if __name__ == "__main__":
    for row in measure():
        print(": ".join(row))
