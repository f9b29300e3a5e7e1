"""A child of the demo is erased: what people do for it, time that passes, and backups of the whole database server."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.health import await_ready
from deploy.postgres import programs, run_as
from deploy.process import Process
from shared.contracts import consent as c
from shared.contracts.common import Id
from tests.e2e.world import World, let_fall_due
from tests.servers import Installation
from tests.waiting import until

OMBUD, DECIDES = "Sunniva", "Siv"
BASIS = "pvf-17-1"


async def proposed(w: World, child: Id) -> Id:
    """Nothing of the child's is bound for the archive. Returns the erasure."""
    await w.ask(OMBUD, c.DecideNothingToArchive(child=child, reason="Ingenting å arkivere"))
    await w.ask(OMBUD, c.ProposeErasure(child=child, legal_basis=BASIS, reason="Familien har bedt om det"))
    view: c.ErasureView = await w.ask(OMBUD, c.ReadErasure(child=child))
    assert view.erasure
    return view.erasure


async def agreed(w: World, child: Id) -> Id:
    erasure = await proposed(w, child)
    await w.ask(DECIDES, c.ConfirmErasure(child=child, erasure=erasure))
    return erasure


async def three_days_later(platform: Installation, child: Id, erasure: Id) -> None:
    """As only a superuser can: the deadline is moved, in the log and in the timer."""
    connection = await platform.superuser("consent")
    moved = (
        "UPDATE events SET data = convert_to(jsonb_set(convert_from(data, 'UTF8')::jsonb, '{due_at}',"
        " to_jsonb(now() - interval '1 minute'))::text, 'UTF8') WHERE child = $1 AND type = 'erasure-confirmed'"
    )
    await connection.execute(moved, child)
    await connection.close()
    await let_fall_due(platform, "consent", erasure)


async def destroyed(platform: Installation, w: World, child: Id, missing: tuple[str, ...] = ()) -> c.Certificate:
    """Every owner has given its receipt, but these."""
    await three_days_later(platform, child, await agreed(w, child))
    found: list[c.Certificate] = []

    async def told() -> bool:
        view: c.ErasureView = await w.ask(OMBUD, c.ReadErasure(child=child))
        found[:] = [view.certificate] if view.certificate and view.state is c.ErasureState.DESTROYED else []
        return bool(found) and view.missing == missing

    await until(told)
    return found[0]


class Backup:
    """Of the whole server, taken while it runs."""

    def __init__(self, platform: Installation, folder: Path) -> None:
        self._platform, self._folder = platform, folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        if user := run_as():
            shutil.chown(folder, user)
        command = [programs() / "pg_basebackup", "-D", folder, "-d", platform.postgres.dsn(), "--checkpoint=fast"]
        subprocess.run(command, check=True, capture_output=True, user=run_as(), cwd="/")

    def restore(self) -> None:
        self._platform.postgres.stop()
        data = self._platform.postgres.home / "data"
        shutil.rmtree(data)
        shutil.copytree(self._folder, data, symlinks=True)
        for path in (data, *data.rglob("*")):
            if user := run_as():
                shutil.chown(path, user)
        self._platform.postgres.start()


@contextmanager
def stopped(platform: Installation, processes: dict[str, Process]) -> Iterator[None]:
    """These services, while something is done to their database."""
    for process in processes.values():
        process.stop()
    yield
    for process in processes.values():
        process.start()
    await_ready({process: platform.ports[name] for name, process in processes.items()})
