"""`python -m bench`: measure, print, and with `--write` renew docs/performance.md."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from bench import append, audit, deadlines, family, fold, journey, order, reads, relay, roots, streams, withdrawal
from bench.peer import Peer
from bench.report import Report
from bench.servers import Stage, machine, stage
from bench.slices import Pace

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
Rows = Callable[[Stage, Report, Pace, Peer], Awaitable[None]]
PARTS: dict[str, tuple[str, Rows]] = {
    "append": ("Append", append.rows),
    "streams": ("Load, decide, append; read; tail", streams.rows),
    "reads": ("Reads with auditing on and off", reads.rows),
    "relay": ("Relay: log → JetStream", relay.rows),
    "fold": ("Intake and projections", fold.rows),
    "journey": ("From one service to another: the kernel alone", journey.rows),
    "order": ("Order and gaps", order.rows),
    "deadlines": ("Timers", deadlines.rows),
    "roots": ("Root keys", roots.rows),
    "audit": ("The audit log", audit.rows),
    "withdrawal": ("A withdrawal takes effect", withdrawal.rows),
    "partition": ("A withdrawal takes effect while another service is cut off", withdrawal.rows_cut_off),
    "family": ("From one service to another: everything", family.rows),
}


async def measure(parts: Sequence[str], pace: Pace) -> tuple[Report, str]:
    report = Report()
    async with stage() as here:
        peer = await Peer.on(here)
        for part in parts:
            title, rows = PARTS[part]
            report.begin(title)
            await rows(here, report, pace, peer)
        peer.close()
        return report, await machine(here)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), help=f"of {', '.join(PARTS)} (all)")
    parser.add_argument("--quick", action="store_true", help="short slices: shows that it runs, proves little")
    parser.add_argument("--write", action="store_true", help=f"renew their figures in {PAGE.parent.name}/{PAGE.name}")
    told = parser.parse_args()
    logging.disable(logging.WARNING)  # what floors publish is no fact, and the intake says so each time
    pace, load = Pace(0.5, 3) if told.quick else Pace(), os.getloadavg()[0]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report, where = runner.run(measure(told.parts, pace))
    facts = (
        f"{datetime.now(UTC):%Y-%m-%d}, `python -m bench {' '.join(sys.argv[1:])}`: {pace.rounds} rounds of "
        f"{pace.seconds:g} s slices. {where}; load {load:.1f} before it began; peer {Peer.name} on {Peer.driver}."
    )
    if told.write:
        report.write(PAGE, facts)
    print("", facts, "", report.tables(), "", report.tally(), sep="\n", flush=True)


if __name__ == "__main__":
    main()
