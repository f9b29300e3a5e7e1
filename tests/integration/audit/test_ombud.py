"""The personvernombud's own witness, as the program that it is: what it has seen, no restore and no restart unsays."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, cast

import asyncpg
import httpx
import pytest

from deploy.process import free_port
from services.audit.witnesses import Witnesses, asking
from shared.contracts.witness import AddCheckpoint
from shared.errors import Unavailable
from shared.transparency.policy import Policy, parse
from tests.integration.audit.others import ORIGIN
from tests.integration.audit.sequencing import KEY, Keys, sequencer, store, tree
from tests.integration.audit.test_witnesses import SET_BACK, Log, log

__all__ = ["log"]  # a fixture
ROOT = Path(__file__).parents[3]


@dataclass
class Desk:
    """Where the program keeps what it knows, and the line that it gives for `witnesses`."""

    folder: Path
    port: int = field(default_factory=free_port)
    line: str = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        trust = self.folder / "trust.json"
        public = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
        trust.write_text(json.dumps({"audit": {"log": public}}))
        told = [str(self.folder / "kept"), str(trust), "--port", str(self.port)]
        command = [sys.executable, "-m", "services.audit.ombud", *told]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout
            self.line = program.stdout.readline()
            try:
                yield
            finally:
                program.kill()

    @property
    def policy(self) -> Policy:
        return parse(f"{self.line}quorum ombud\n".encode())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def look(log: Log, desk: Desk, rows: int = 0) -> None:
    """With this witness alone, in a process that has just begun."""
    more = [log.owners.row(log.said + n + 1, child=None) for n in range(rows)]
    log.said += rows
    await store(log.database, log.owners.installation.settings("audit").trusted.signing, more)
    async with httpx.AsyncClient() as web:
        policy = desk.policy
        one = sequencer(Keys(), witnesses=Witnesses(policy, asking(cast(Any, None), "4999", policy.addresses, web)))
        await one.look(log.database)
        await one.show(log.database)


async def test_it_follows_a_log_and_refuses_an_older_copy_also_when_it_was_killed_meanwhile(
    log: Log, desk: Desk
) -> None:
    with desk.running():
        vkey = desk.line
        await look(log, desk, rows=4)
        await look(log, desk, rows=3)
    seen = "SELECT max(size) FROM cosignatures WHERE service = 'ombud'"
    assert (await log.database.fetchval(seen), await log.wrong()) == (12, set())
    await log.database.execute(SET_BACK.format(5))
    with desk.running():
        assert desk.line == vkey
        await look(log, desk)
    assert ((await tree(log.database))[0], await log.wrong()) == (5, {("denied", f"{ORIGIN}/ombud/12")})


async def test_away_nothing_is_wrong(log: Log, desk: Desk) -> None:
    with desk.running():
        await look(log, desk, rows=1)
    before = (await tree(log.database))[0]
    await look(log, desk, rows=1)
    assert ((await tree(log.database))[0], await log.wrong()) == (before, set())


class Wrong(BaseHTTPRequestHandler):
    """Something else than a witness, where one should be."""

    status, said = 200, b""

    def do_POST(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.said)


@pytest.mark.parametrize(
    ("status", "said"), [(502, b""), (404, b""), (200, b"\xff"), (200, b"x" * 100_000), (200, b"\x00"), (302, b"")]
)
async def test_what_is_no_witness_says_nothing(status: int, said: bytes) -> None:
    handler = type("Handler", (Wrong,), {"status": status, "said": said})
    with HTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.handle_request).start()
        async with httpx.AsyncClient() as web:
            ask = asking(cast(Any, None), "4999", {"ombud": f"http://127.0.0.1:{serving.server_port}"}, web)
            with pytest.raises(Unavailable):
                await ask("ombud", AddCheckpoint(body="old 0\n\n"))


async def test_whoever_asks_it_for_something_else_is_told_nothing(desk: Desk, database: asyncpg.Connection) -> None:
    with desk.running():
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{desk.port}") as web:
            asked = [
                await web.post("/add-checkpoint", content=b"spoilt"),
                await web.post("/add-checkpoint", content=b"x" * 200_000),
                await web.post("/seen.sqlite", content=b""),
                await web.get("/add-checkpoint"),
            ]
    assert [one.status_code for one in asked] == [400, 404, 404, 501]
