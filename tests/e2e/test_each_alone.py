"""Policy and key each refuse without the other: each is broken in turn in a process that really runs.

After a withdrawal the reader's copies are put back as they were, so that neither a missing ciphertext nor a closed log
does the work; and where both are broken the words come out, which shows that nothing else does.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from deploy import demo
from deploy.health import await_ready
from deploy.process import Process
from deploy.topology import REGISTER
from services.case.copies import STRUCK
from shared.bus import Client
from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Actor, Role
from shared.contracts.consent import WantedKey
from shared.errors import RemoteRefused
from shared.sealing import DataKey, KeyId, from_text, open_lease
from shared.wire import parse_envelope, read_fact
from tests.e2e.world import World, consented, joined, opened, world, wrote
from tests.servers import Installation, installation
from tests.waiting import until

WORDS = "Bygger tårn av røde klosser"
EVERYTHING = '@id("X") @tekst("Alt er lov.") @hjemmel("ingen") permit (principal, action, resource);'
POLICIES = {"case": "services.case.access", "consent": "services.consent.access"}
START = """
import sys, runpy, importlib, pathlib
from shared.access import Policies
importlib.import_module(sys.argv[2]).POLICIES = Policies(pathlib.Path(sys.argv[3]))
runpy.run_module(sys.argv[1], run_name="__main__")
"""


@dataclass
class Ground:
    system: Installation
    processes: dict[str, Process]
    folder: Path
    world: World
    log: str = ""

    @contextmanager
    def permitting_everything(self, *identities: str) -> Iterator[None]:
        """Each of these runs anew, its policies replaced by one that allows all."""
        broken = [self._start(identity) for identity in identities]
        try:
            yield
        finally:
            for process, identity in zip(broken, identities, strict=True):
                process.stop()
                self.processes[identity].start()
                await_ready({self.processes[identity]: self.system.ports[identity]})

    def _start(self, identity: str) -> Process:
        module = self.system.topology.service(identity).module
        name = module.rpartition(".")[2]
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        schema = Path(*module.split("."), "access.cedarschema").read_text(encoding="utf-8")
        (folder / "access.cedarschema").write_text(schema, encoding="utf-8")
        (folder / "access.cedar").write_text(EVERYTHING, encoding="utf-8")
        command = [sys.executable, "-c", START, module, POLICIES[name], str(folder)]
        self.processes[identity].stop()
        process = Process(
            identity, command, self.system.state / "log", environment=self.system.environment(identity)
        )  # fmt: skip
        process.start()
        await_ready({process: self.system.ports[identity]})
        return process

    async def lent(self) -> list[DataKey]:
        """What the consent service gives PPT of what others have shared."""
        child = self.world.child("Maja").id
        wanted = tuple(
            WantedKey(owner=of, category=one) for of in ("barnehage", "familie") for one in SHARED_CATEGORIES
        )
        async with self.system.asking("case-ppt") as ppt:
            asking = consent.ReleaseKeys(child=child, wanted=wanted)
            found: consent.Keys = await ppt.ask(asking, owner="ppt", actor=ppt.itself(self.world.demo.kommune))
        private = self.system.settings("case-ppt").hpke_key
        return [
            open_lease(private, KeyId.parse(one.key), "ppt", one.until, from_text(one.sealed)) for one in found.keys
        ]

    async def read(self) -> str:
        """What Tor is shown, or the code of the refusal."""
        self.world.seen = None
        try:
            return (await self.world.read("Tor", self.log)).model_dump_json()
        except RemoteRefused as refused:
            return refused.code


@pytest_asyncio.fixture(scope="module")
async def ground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """Tor of PPT has read, the parents have taken their yes back, and PPT's database stands as if they had not."""
    folder = tmp_path_factory.mktemp("policies")
    with installation() as system, system.running("consent", "case-barnehage", "case-familie", "case-ppt") as processes:
        async with world(system) as w, system.asking(REGISTER) as register:
            await _registered(w, register)
            made = Ground(system, processes, folder, w)
            given = next(one for one in await consented(w, w.child("Maja"), "ppt") if one.service == "ppt")
            made.log = await opened(w, w.child("Maja"))
            await joined(w, made.log, "Tor", "Tor Eide")
            await wrote(w, "Kari", made.log, WORDS)
            await until(lambda: _shown(made))
            database = await system.superuser("case_ppt")
            rows = await database.fetch("SELECT position, body FROM facts")
            await w.ask("Ingrid", consent.WithdrawConsent(child=w.child("Maja").id, consent=given.consent))
            struck = "SELECT count(*) FROM facts WHERE struck_at IS NOT NULL AND owner = 'barnehage'"
            await until(lambda: database.fetchval(struck))
            await database.executemany("UPDATE facts SET body = $2, struck_at = NULL WHERE position = $1", rows)
            await database.close()
            yield made


async def _registered(w: World, register: Client) -> None:
    actor = Actor(id=REGISTER, role=Role.REGISTER, kommune=w.demo.kommune, owner=REGISTER)
    for owner, command in demo.told(w.demo, w.child("Maja")):
        if owner in {"consent", "barnehage"}:
            await register.ask(command, owner=owner, actor=actor)


async def _shown(ground: Ground) -> bool:
    return WORDS in await ground.read()


async def test_both_refuse(ground: Ground) -> None:
    assert await ground.read() == "AccessDenied"
    assert await ground.lent() == []


async def test_where_the_policy_allows_everything_the_key_refuses(ground: Ground) -> None:
    with ground.permitting_everything("case-ppt"):
        assert await ground.lent() == []
        assert await ground.read() == "AccessDenied"


async def test_where_the_key_is_lent_by_mistake_the_policy_refuses(ground: Ground) -> None:
    with ground.permitting_everything("consent"):
        keys = {key.id: key for key in await ground.lent()}
        assert WORDS in await _opened(ground, keys)
        assert await ground.read() == "AccessDenied"


async def test_where_both_are_broken_the_words_come_out(ground: Ground) -> None:
    with ground.permitting_everything("consent", "case-ppt"):
        assert WORDS in await ground.read()


async def _opened(ground: Ground, keys: dict[KeyId, DataKey]) -> str:
    """What these keys open of PPT's copy of what the barnehage wrote."""
    database = await ground.system.superuser("case_ppt")
    kind = case.ContributionWritten
    rows = await database.fetch("SELECT body FROM facts WHERE type = $1", kind.wire_name())
    await database.close()
    assert all(orjson.loads(row["body"])["sealed"] != STRUCK for row in rows)
    found = [parse_envelope(row["body"]) for row in rows]
    return "".join(read_fact(kind, one, keys.get(KeyId.parse(one.key or ""))).model_dump_json() for one in found)
