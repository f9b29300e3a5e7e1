"""A withdrawal is felt within a second on every way to a family's words, by somebody who is signed in all the while.

Every page and every question that there is, is tried; one that is made later is tried too.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from pydantic import ValidationError

from services.portal import app
from services.portal.pages import public
from shared.contracts import case, consent, notify
from shared.contracts.common import SHARED_CATEGORIES, Category, Query
from shared.contracts.consent import WantedKey
from shared.errors import Refused
from tests.e2e.world import World, consented, joined, newcomer, opened, world, wrote
from tests.servers import Installation
from tests.unit.pdf import text_of
from tests.waiting import until

NAME, NOTE, LATER = "Ravnhild Skjelvik", "Bygger tårn av røde klosser", "Bygger bro av blå klosser"
SECOND = 1.0
FOR_EVERYBODY = {route.path for route in public.routes.routes if isinstance(route, APIRoute)}  # about nobody
LOG_PAGE, PRINTED = "/logg/{log}", "/logg/{log}/utskrift.pdf"
PAGES = sorted(
    route.path for part in app.PAGES for route in part.routes.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
)  # fmt: skip
QUESTIONS = {
    one.name: one for module in (case, consent, notify) for one in module.REQUESTS if issubclass(one, Query)
}  # fmt: skip
WANTED = tuple(WantedKey(owner=of, category=one) for of in ("barnehage", "familie") for one in SHARED_CATEGORIES)


@dataclass
class Played:
    """What Tor of PPT was shown on each way, before and after; `took` seconds until the log's page was shut."""

    ids: dict[str, Any]
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    headers: list[httpx.Headers] = field(default_factory=list)
    took: float = 0.0
    told: frozenset[str] = frozenset()  # notices about what came after
    lent: int = 0
    prints: int = 0  # of the log, in the access log of the service that asked
    asked: int = 0  # for keys, while the log was read again and again


@pytest_asyncio.fixture(scope="module")
async def played(platform: Installation) -> AsyncIterator[Played]:
    async with world(platform) as w, httpx.AsyncClient(base_url=platform.url, timeout=30) as browser:
        child = await newcomer(platform, w, NAME, "Torbjørg Skjelvik")
        given = next(one for one in await consented(w, child, "ppt") if one.service == "ppt")
        log = await opened(w, child, NOTE)
        await joined(w, log, "Tor", "Tor Eide")
        written = await wrote(w, "Kari", log, NOTE)
        ids = {
            "child": child.id, "log": log, "stafettlogg": log, "contribution": written.stream, "which": given.consent,
            "consent": given.consent, "category": Category.NOTES, "format": "iso-27560", "form": "iso-27560",
            "concern": log, "case": log, "report": log, "consultation": log, "question": "Hva?", "wanted": WANTED,
            "answer": consent.Said.NO,
        }  # fmt: skip
        await browser.post("/inn", data={"person": w.people["Tor"].id}, headers={"sec-fetch-site": "same-origin"})
        await until(lambda: _says(w, log))
        story = Played(ids)
        story.before = await _everything(w, browser, story)
        story.prints = await _acts(platform, "case_ppt", case.ReadStafettlogg.printing, child.id)
        before = await _notices(w)
        asked = await _acts(platform, "consent", "release-keys", child.id)
        for _ in range(20):
            await w.read("Tor", log)
        story.asked = await _acts(platform, "consent", "release-keys", child.id) - asked

        page = LOG_PAGE.format(log=log)
        token = re.search(r'name="token" value="([0-9a-f]+)"', story.before[LOG_PAGE])
        assert token
        await w.ask("Torbjørg", consent.WithdrawConsent(child=child.id, consent=given.consent))
        began = perf_counter()
        while _shown((await browser.get(page)).text):
            pass
        story.took = perf_counter() - began
        story.after = await _everything(w, browser, story)
        form = {"token": token[1], "id": "019ab000-0000-7000-8000-0000000000aa", "kind": "note", "text": ""}
        sent = await browser.post(f"{page}/skriv", data=form, headers={"sec-fetch-site": "same-origin"})
        story.after["a form that was open"] = sent.text

        await wrote(w, "Kari", log, LATER)
        async with platform.asking("case-ppt") as ppt:
            asking = consent.ReleaseKeys(child=child.id, wanted=WANTED)
            story.lent = len((await ppt.ask(asking, owner="ppt", actor=ppt.itself(w.demo.kommune))).keys)
        await asyncio.sleep(SECOND)
        story.told = await _notices(w) - before
        yield story


async def _everything(w: World, browser: httpx.AsyncClient, story: Played) -> dict[str, str]:
    found = {}
    for path in PAGES:
        async with browser.stream("GET", _filled(path, story.ids)) as answer:
            assert "event-stream" not in answer.headers.get("content-type", ""), "its own end has to be tried here"
            if path not in FOR_EVERYBODY:
                story.headers.append(answer.headers)
            found[path] = _words(await answer.aread())
    for name, kind in QUESTIONS.items():
        owners = ("ppt", "familie") if kind.service == "case" else (kind.service,)
        found[name] = "".join([await _asked(w, kind, owner, story.ids) for owner in owners])
    return found


def _words(body: bytes) -> str:
    return text_of(body) if body.startswith(b"%PDF") else body.decode()


def _filled(path: str, ids: dict[str, Any]) -> str:
    """What it does not know by name is asked for by the log's id."""
    return re.sub(r"{(\w+)}", lambda name: str(ids.get(name[1], ids["log"])), path)


async def _asked(w: World, kind: type[Query], owner: str, ids: dict[str, Any]) -> str:
    """As little as it must be told, about this family; and what an optional field names, one at a time."""
    needed = {name: ids.get(name, ids["log"]) for name, one in kind.model_fields.items() if one.is_required()}
    more = [{}, *({name: ids[name]} for name in kind.model_fields.keys() - needed.keys() if name in ids)]
    return "".join([await _answer(w, kind, owner, needed | one) for one in more])


async def _answer(w: World, kind: type[Query], owner: str, told: dict[str, Any]) -> str:
    try:
        asking = kind.model_validate(told)
        return str((await w.portal.ask(asking, owner=owner, actor=w.people["Tor"])).model_dump_json())
    except (Refused, ValidationError):
        return ""


async def _acts(platform: Installation, database_of: str, action: str, child: str) -> int:
    """How often PPT has done it, for this child."""
    database = await platform.superuser(database_of)
    found: int = await database.fetchval(
        "SELECT count(*) FROM (SELECT convert_from(entry, 'UTF8')::jsonb AS said FROM audit_trail) AS rows "
        "WHERE said->>'action' = $1 AND said->>'child' = $2 AND said->'actor'->>'owner' = 'ppt'",
        action,
        child,
    )
    await database.close()
    return found


async def _notices(w: World) -> frozenset[str]:
    found: notify.Notices = await w.ask("Tor", notify.MyNotices())
    return frozenset(notice.notice for notice in found.notices)


async def _says(w: World, log: str) -> bool:
    return NOTE in (await w.read("Tor", log)).model_dump_json()


def _shown(text: str) -> bool:
    return any(words in text for words in (NAME, NOTE, LATER))


def test_what_is_tried_leads_to_the_words_until_then(played: Played) -> None:
    showed = {way for way, text in played.before.items() if _shown(text)}
    assert showed >= {LOG_PAGE, PRINTED, "/barn", "read-stafettlogg", "my-logs", "read-consents"}, showed


def test_what_is_printed_stands_in_the_access_log_as_that(played: Played) -> None:
    assert played.prints == sum(path.startswith("/logg/") and path.endswith(".pdf") for path in PAGES)


def test_what_is_read_again_finds_every_key_in_memory(played: Played) -> None:
    assert played.asked == 0


def test_the_page_is_shut_within_a_second(played: Played) -> None:
    assert played.took <= SECOND


@pytest.mark.parametrize("way", [*PAGES, *QUESTIONS, "a form that was open"])
def test_then_no_page_and_no_question_leads_to_them(played: Played, way: str) -> None:
    assert not _shown(played.after[way])


def test_no_page_may_be_kept(played: Played) -> None:
    assert {headers["cache-control"] for headers in played.headers} == {"no-store"}


def test_no_key_is_lent_and_nobody_told_of_what_is_written_afterwards(played: Played) -> None:
    assert played.lent == 0
    assert not played.told
