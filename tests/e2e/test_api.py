"""A fagsystem at the real services: what one employee does by it, and all that is described, in every role."""

import asyncio
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

import httpx
import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from deploy.fagsystem import CLIENT
from deploy.process import ROOT
from services.portal.api.offered import OPERATIONS
from services.portal.api.tokens import EXCHANGE, PERSON
from services.portal.signin.party import ASSERTION
from shared.contracts import audit, case, consent
from shared.municipality import DemoChild
from tests.e2e.asked import Drawn, about, drawn, judge
from tests.e2e.fagsystem import Fagsystem, fagsystem
from tests.e2e.world import World, consented, joined, new_id, newcomer, opened, world, wrote
from tests.servers import Installation
from tests.waiting import until

EXAMPLES = int(os.environ.get("STAFETT_API_EXAMPLES", "2"))
AT_ONCE = 8
CHECK = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
]  # fmt: skip
NAME, OWN, SHARED = "Fugleunge", "Lerkesang i garderoben", "Trostens vise"
KNOWN = {
    "Kari": {NAME, OWN, SHARED}, "Siv": {NAME, OWN}, "Tor": {NAME, SHARED}, "Rut": {NAME, SHARED},
    "Hanne": set[str](), "Sunniva": set[str](), "Torill": set[str](),
}  # fmt: skip
"""By role, the words of the story that they may read: two units' employees, a leader, a parent, and who has no part."""
OF_ALL = {consent.ChangeChoices, audit.OpenBreach}
"""What would change the municipality for every other test here."""


# --- One employee, by the demo's own fagsystem ----------------------------------------------------


def assertion(platform: Installation) -> str:
    key = OKPKey.import_key(orjson.loads((platform.state / "fagsystem" / f"{CLIENT}.jwk").read_bytes()))
    now = int(time.time())
    claims = {
        "iss": CLIENT, "sub": CLIENT, "aud": f"{platform.url}/api/v1/token", "iat": now, "exp": now + 60,
        "jti": uuid4().hex,
    }  # fmt: skip
    return jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims, key, algorithms=["Ed25519"])


async def token(outside: httpx.AsyncClient, platform: Installation, person: str) -> str:
    told = {
        "grant_type": EXCHANGE, "client_assertion_type": ASSERTION, "client_assertion": assertion(platform),
        "subject_token_type": PERSON, "subject_token": person,
    }  # fmt: skip
    answer = await outside.post("/api/v1/token", data=told)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def test_an_employee_writes_once_and_the_audit_log_says_by_which_client(platform: Installation) -> None:
    async with world(platform) as w, httpx.AsyncClient(base_url=platform.url) as outside:
        child = await newcomer(platform, w, "Linerle Strand", "Vipe Strand")
        outside.headers["authorization"] = f"Bearer {await token(outside, platform, w.people['Kari'].id)}"
        note = {"child": child.id, "note": new_id(), "observation": {"seen": "Synger"}}
        key = {"idempotency-key": str(uuid4())}
        where = "/api/v1/barnehage/note-observation"
        first, again = [await outside.post(where, json=note, headers=key) for _ in range(2)]
        assert (first.status_code, first.content) == (200, again.content)
        other = await outside.post(where, json={**note, "observation": {"seen": "Løper"}}, headers=key)
        assert other.json()["code"] == "KeyTaken"
        read = {"child": child.id, "seen": first.json()["event"]}
        found = case.ChildSummary.model_validate_json(
            (await outside.get("/api/v1/barnehage/read-child", params=read)).content
        )
        assert [one.observation for one in found.notes] == [case.Observation(seen="Synger")]

        async def written() -> set[tuple[str, str | None]]:
            rows: audit.AuditEntries = await w.ask("Sunniva", audit.SearchAudit(child=child.id))
            return {(row.action, row.actor.client) for row in rows.entries if row.actor.id == w.people["Kari"].id}

        _, client = CLIENT.split(".")
        await until(lambda: _equal(written, {("note-observation", client), ("read-child", client)}))


async def _equal(asking: object, wanted: object) -> bool:
    return bool(await asking() == wanted)  # type: ignore[operator]


# --- Everything, in every role --------------------------------------------------------------------


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Drawn]]:
    return drawn(EXAMPLES)


async def story(platform: Installation, w: World) -> tuple[DemoChild, dict[str, str]]:
    """Of a child about whom everything here is asked. Returns its ids by the fields they stand in."""
    child = await newcomer(platform, w, f"{NAME} Dal", "Rut Dal")
    concern, observation = new_id(), case.Observation(seen=OWN)
    await w.ask("Kari", case.RegisterConcern(case=concern, child=child.id, observations=(observation,), acute=False))
    await w.ask("Kari", case.ShareConcern(case=concern))
    given = await consented(w, child, "ppt")
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide")
    await wrote(w, "Kari", log, SHARED)
    return child, {"child": child.id, "case": concern, "stafettlogg": log, "consent": given[0].consent}


async def test_everything_that_is_described_is_answered_as_described_in_every_role(
    platform: Installation, cases: dict[str, list[Drawn]]
) -> None:
    async with world(platform) as w:
        child, known = await story(platform, w)
        async with fagsystem(platform, w, child, *KNOWN) as asked:
            trial = Trial(asked, w, known | {"seen": str(w.seen)})
            for kinds in (False, True):  # first what reads, while the story is as it was told
                for who in KNOWN:
                    names = [name for name in cases if OPERATIONS[name].changes is kinds]
                    await trial.run(who, names, cases)
    assert trial.wrong == []
    assert trial.told == KNOWN
    assert trial.yes["GET"] > len(KNOWN) * 10
    assert trial.yes["POST"] > len(KNOWN)


class Trial:
    def __init__(self, asked: Fagsystem, w: World, known: dict[str, str]) -> None:
        self._asked, self._world, self._known = asked, w, known
        self._room = asyncio.Semaphore(AT_ONCE)
        self.wrong: list[str] = []
        self.yes: Counter[str] = Counter()
        self.told: dict[str, set[str]] = {who: set() for who in KNOWN}

    async def run(self, who: str, names: Iterable[str], cases: dict[str, list[Drawn]]) -> None:
        owner = self._world.people[who].owner
        every = [(each, one) for name in names for each in self._owners(name, owner) for one in cases[name]]
        await asyncio.gather(*(self._one(who, about(one, each, self._known)) for each, one in every))

    def _owners(self, name: str, owner: str) -> list[str]:
        """The own service; those who are of no service with children ask that of the child's unit."""
        if OPERATIONS[name].asks in OF_ALL:
            return []
        return [owner if owner not in {"audit", "consent"} else "barnehage"]

    async def _one(self, who: str, one: Drawn) -> None:
        async with self._room:
            sent = one.as_transport_kwargs(base_url=str(self._asked.http.base_url), headers=self._asked.as_person(who))
            answer = await self._asked.http.request(**_for_httpx(sent))
        try:
            one.validate_response(answer, checks=cast(Any, CHECKS.get_by_names(CHECK)))
        except FailureGroup as error:
            self.wrong.append(f"{who} {one.method} {one.path} {sorted(map(str, error.exceptions))} {answer.text[:200]}")
        asks = OPERATIONS[one.path.rpartition("/")[2]].asks
        if not judge(asks.reply.__name__ if answer.is_success else "Problem").is_valid(answer.json()):
            self.wrong.append(f"{who} {one.method} {one.path}: {answer.status_code} has another body")
        if answer.is_success:
            self.yes[one.method] += 1
        self.told[who] |= {word for word in (NAME, OWN, SHARED) if word in answer.text}


def _for_httpx(sent: dict[str, Any]) -> dict[str, Any]:
    """Bytes are its `content`; the bearer is ours, whatever was drawn."""
    told = {name: value for name, value in sent.items() if value is not None and name != "cookies"}
    if isinstance(told.get("data"), bytes | str):
        told["content"] = told.pop("data")
    return told


async def test_the_example_of_the_guide_runs_as_it_stands(platform: Installation) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    here = example.replace("http://127.0.0.1:8080", platform.url).replace(
        "var/fagsystem", f"{platform.state}/fagsystem"
    )
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", here, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, wrong = await run.communicate()
    assert wrong == b""
    assert "Bygde tårn med to andre." in said.decode()
