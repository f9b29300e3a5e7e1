"""600,000 open timers, and what a command feels of them."""

from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count

from bench.peer import Peer
from bench.report import Report, Row
from bench.sample import DECIDER, SCHEMA, audit, fresh, keyring, new_act, sealed_note
from bench.servers import Stage
from bench.slices import Pace, closed_loop, interleaved
from shared.background import Background
from shared.commands import CommandHandler
from shared.database import pool
from shared.event_store import EventStore
from shared.timers import Clockwork, Timer

OPEN = 600_000
FILL = f"""INSERT INTO timers (kommune, name, kind, subject, due_at)
SELECT '4999', 'evaluate:' || n, 'evaluate', 's-' || n, now() + n * interval '1 minute' + interval '1 hour'
FROM generate_series(1, {OPEN}) n"""


async def rows(stage: Stage, report: Report, pace: Pace, _: Peer) -> None:
    few, many = await stage.database("few_timers"), await stage.database("many_timers", FILL, "ANALYZE timers")
    tasks = Background()
    commands = {name: await _commands(dsn, tasks) for name, dsn in (("few", few), ("many", many))}
    taken = await interleaved({name: partial(closed_loop, 1, call=one) for name, one in commands.items()}, pace)
    for share, limit in ((0.5, 1.1), (0.99, None)):
        what = f"command with {OPEN:,} open timers, p{100 * share:.0f}"
        with_them, without = (taken[name].percentile(share) for name in ("many", "few"))
        report.add(Row.latency(what, with_them, "the same with none", without, at_most=limit))
    await tasks.stop()


async def _commands(dsn: str, tasks: Background) -> Callable[[], Awaitable[object]]:
    """A service whose clockwork runs, and a command on a new stream of it."""
    readers, due = await pool(dsn), count()
    store = EventStore(dsn, readers)
    handler = CommandHandler(store, keyring())

    async def fire(_: Timer) -> None:
        next(due)

    tasks.start(f"store {dsn}", store.run)
    tasks.start(f"timers {dsn}", Clockwork(dsn, fire, tasks).run)

    async def handle() -> None:
        act = new_act()
        await handler.handle(DECIDER, SCHEMA, fresh(), sealed_note(), act, lambda _: audit(act))

    return handle
