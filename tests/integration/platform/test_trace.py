"""One trace from a browser's request to its last effect anywhere, and not a word about anybody in any of them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import pytest

from deploy.system import topology
from shared.contracts.common import Actor
from tests.integration.platform.collector import Collector, Seen
from tests.integration.platform.stillness import Watch
from tests.integration.platform.tale import Tale
from tests.servers import Installation
from tests.waiting import until

PAGE, ASKED = "POST /logg/{log}/skriv", "req.case.barnehage.write-contribution.v1"
FACT, ROW = "evt.*.barnehage.contribution.written.v1", "aud.*.barnehage"
WRITER = "case-barnehage"
OWNERS = {f"case-{owner}" for owner in topology().owners}
EFFECTS = {
    ("portal", PAGE), (WRITER, ASKED), (WRITER, "append"), (WRITER, FACT), (WRITER, ROW), (WRITER, "fold.own"),
    ("audit", "fold.intake"), ("notify", FACT),
    *((owner, fold) for owner in OWNERS for fold in ("fold.intake", "fold.shared")),
}  # fmt: skip
AN_ID = re.compile(r"[0-9a-f]{8}|[0-9]{3}|[æøåÆØÅ]| {2}|@")


@asynccontextmanager
async def browsing(ground: Installation, person: Actor) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in as a browser is."""
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=ground.url, headers=headers, follow_redirects=True, timeout=20) as client:
        assert (await client.post("/inn", data={"person": person.id})).status_code == 200
        yield client


async def write(ground: Installation, tale: Tale) -> None:
    async with browsing(ground, tale.people["Kari"]) as kari:
        token = re.search(r'name="token" value="([0-9a-f]+)"', (await kari.get(f"/logg/{tale.log}")).text)
        assert token
        note = tale.words.text("Sporet")
        form = {"id": str(uuid4()), "kind": "note", "text": note, "token": token[1]}
        assert tale.words.core in (await kari.post(f"/logg/{tale.log}/skriv", data=form)).text


@pytest.fixture(scope="module")
async def trace(ground: Installation, tale: Tale, watch: Watch, collector: Collector) -> list[Seen]:
    """All that one request set going."""
    await watch.settled()
    known = len(collector.spans)
    await write(ground, tale)

    def found() -> list[Seen]:
        page = next((span for span in collector.spans[known:] if span.name == PAGE), None)
        return [span for span in collector.spans if page and span.trace == page.trace]

    async def whole() -> bool:
        return {(span.service, span.name) for span in found()} >= EFFECTS

    await until(whole)
    return found()


def only(trace: list[Seen], service: str, name: str) -> Seen:
    [span] = [span for span in trace if (span.service, span.name) == (service, name)]
    return span


async def test_one_trace_goes_from_the_page_to_every_consumer(trace: list[Seen]) -> None:
    """Each is told once: nobody did anything twice."""
    times = [(span.service, span.name) for span in trace if (span.service, span.name) in EFFECTS]
    assert sorted(times) == sorted(EFFECTS)


async def test_each_step_names_the_one_before(trace: list[Seen]) -> None:
    page, asked = only(trace, "portal", PAGE), only(trace, WRITER, ASKED)
    append = only(trace, WRITER, "append")
    assert (page.parent, asked.parent, append.parent) == ("", page.id, asked.id)
    after = [span for span in trace if (span.service, span.name) in EFFECTS - {("portal", PAGE), (WRITER, ASKED)}]
    assert {span.parent for span in after if span is not append} == {append.id}


async def test_the_database_is_in_it_by_the_names_of_our_statements(trace: list[Seen]) -> None:
    asked = only(trace, WRITER, ASKED)
    assert {span.name for span in trace if span.parent == asked.id} >= {"log", "of_child", "standings", "read"}


async def test_names_are_few_and_hold_no_id(trace: list[Seen], collector: Collector) -> None:
    """Of everything that this folder's tests have made the services do."""
    names = {span.name for span in collector.spans}
    assert {name for name in names if AN_ID.search(name)} == set()
    assert len(names) < len(collector.spans) / 10
    assert trace


async def test_no_attribute_tells_of_anybody(trace: list[Seen], tale: Tale, collector: Collector) -> None:
    told = [*tale.words.spoken, tale.words.core, tale.child, tale.log, tale.concern, tale.measure, *tale.written]
    people = [person.id for person in tale.people.values()] + [child.name for child in tale.world.demo.children]
    said = b"\n".join(collector.said)
    assert [word for word in (*told, *people) if word.encode() in said] == []
    assert {key for span in collector.spans for key in span.attributes} <= {
        "http.request.method", "http.route", "http.response.status_code", "error", "error.type",
    }  # fmt: skip
    assert trace
