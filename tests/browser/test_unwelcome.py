"""What nobody should send: other people's ids, forms filled with rubbish, the same form twice. After the story."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from markupsafe import escape

from services.portal import app
from tests.browser.conftest import Told
from tests.browser.story import (
    HANNE,
    INGRID,
    KARI,
    LISE,
    MAREK,
    PRIVATE,
    SHARED,
    SIV,
    SUNNIVA,
    TOR,
    WITHDRAWN,
    body_of,
    until_it_says,
)

MAJA = "c-47fc3ec6"
STRANGER = "Hilde Strand"  # another child's mother
KEY = "019ab000-0000-7000-8000-00000000000a"
NOBODYS = dict.fromkeys(
    (
        "number", "report", "request", "item", "look", "emergency", "about", "meeting", "goal", "entry", "contribution",
        "lift", "invitation", "breach", "writer", "held", "erasure", "guardian",
    ),
    KEY,
)  # fmt: skip
"""Of what the story does not make there is none."""
ENDS_THE_SESSION = {"/ut", "/rask-ut", "/inn"}
ROUTES = [
    route
    for part in app.PAGES
    for route in part.routes.routes
    if isinstance(route, APIRoute) and route.path not in ENDS_THE_SESSION
]
NEEDS_NO_FIELDS = ("/avslutt", "/del", "/trekk/", "/inviter", "/pinnen/", "/bli-med", "/takk-nei", "/med/")
LONG = "x" * 5000
RUBBISH = (
    {},
    {"text": LONG, "kind": "note", "title": LONG, "observation-seen": LONG, "reason": LONG, "attention": LONG},
    {"text": "\x00", "kind": "note", "to": "../../x", "responsible": "' OR 1=1 --", "evaluate_on": "9999-99-99"},
    {"text": "a", "kind": "melding", "outcome": "melding", "months": "-1", "service-%": "on", "category-private": "on"},
    {
        "child": f"{MAJA}:{MAJA}",
        "observations-0-seen": "\x00\x01",
        "held_on": "2999-01-01",
        "parents_view": "😀" * 3999,
    },
    {"id": "x", "text": "a", "kind": "note", "seen": "a", "child": f"{MAJA}:", "observations-0-seen": "a"},
)


@contextmanager
def visiting(told: Told, person: str) -> Iterator[tuple[httpx.Client, str]]:
    """A client signed in as the person, and the token that its forms carry."""
    headers = {"sec-fetch-site": "same-origin"}
    with httpx.Client(base_url=told.people.base, headers=headers, follow_redirects=True, timeout=30) as client:
        start_page = client.get("/").text
        found = re.search(r'name="person" value="([^"]+)">(?:(?!</button>).)*<b>' + person, start_page, re.DOTALL)
        assert found
        page = client.post("/inn", data={"person": found[1].rpartition('value="')[2]}).text
        token = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert token
        yield client, token[1]


def addresses(ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every method and address of the portal that leads to something in particular."""
    for route in ROUTES:
        if "{" in route.path:
            for method in route.methods:
                yield method, filled(route.path, ids)


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], path)


@pytest.fixture(scope="module")
def ids(told: Told) -> dict[str, str]:
    with visiting(told, KARI) as (client, _):
        child = client.get(f"/barn/{MAJA}").text
    concern = re.search(rf"/barn/{MAJA}/([0-9a-f-]{{36}})/", child)
    with visiting(told, INGRID) as (client, _):
        consent = re.search(r"/trekk/([0-9a-f-]{36})", client.get(f"/familie/{MAJA}").text)
    assert consent
    with visiting(told, LISE) as (client, _):
        measure = re.search(rf"/tiltak/{told.log.rpartition('/')[2]}/([0-9a-f-]{{36}})", client.get(told.log).text)
    assert measure
    return NOBODYS | {
        "child": MAJA, "log": told.log.rpartition("/")[2], "concern": concern[1] if concern else KEY,
        "which": consent[1], "measure": measure[1], "owner": "barnehage", "answer": "ta-imot", "what": "evaluer",
        "bank": "dialoglesing", "form": "iso-27560",
    }  # fmt: skip


@pytest.mark.parametrize("person", [HANNE, TOR, STRANGER, SUNNIVA])
def test_another_familys_ids_lead_nowhere_on_any_route(told: Told, ids: dict[str, str], person: str) -> None:
    with visiting(told, person) as (client, token):
        nowhere = client.get("/finnes-ikke")
        for method, address in addresses(ids):
            form: dict[str, Any] = {"data": {"token": token, "id": KEY}} if method == "POST" else {}
            answer = client.request(method, address, **form)
            if person == TOR and _leads_to_the_log(method, address, told.log, answer.status_code):
                _told_why_alone(answer)
                continue
            if person == SUNNIVA and address.startswith("/sletting/"):
                _told_how_far_alone(answer)
                continue
            assert (address, answer.status_code) == (address, 404)
            assert answer.text == nowhere.text


def _leads_to_the_log(method: str, address: str, log: str, status: int) -> bool:
    """Its own page, and forms that come back to it when they cannot be read."""
    return (method, address) == ("GET", log) or (method == "POST" and address.startswith(log) and status == 422)


def _told_why_alone(answer: httpx.Response) -> None:
    """Tor has taken part: he may know that the log is there, and nothing that is in it (docs/adr/0030)."""
    assert answer.status_code == (200 if answer.request.method == "GET" else 422)
    assert WITHDRAWN.fullmatch(body_of(answer.text))
    known = (*SHARED, *PRIVATE, MAJA, "Maja", INGRID, MAREK, KARI, LISE, SIV)
    assert not any(word in answer.text for word in known)


def _told_how_far_alone(answer: httpx.Response) -> None:
    """The personvernombud sees of any child whether its keys are to be destroyed, and no name."""
    assert answer.status_code in {200, 404, 422}
    assert not any(word in answer.text for word in (*SHARED, *PRIVATE, "Maja", INGRID, MAREK, KARI, LISE, SIV))


@pytest.mark.parametrize("person", [KARI, SIV, LISE, HANNE, INGRID, SUNNIVA])
def test_unknown_ids_lead_nowhere(told: Told, person: str) -> None:
    unknown = dict.fromkeys(("child", "log", "concern", "which", "measure", "bank", *NOBODYS), "c-00000000") | {
        "answer": "ja", "form": "fhir-r5", "owner": "ingen", "what": "alt",
    }  # fmt: skip
    with visiting(told, person) as (client, _):
        for method, address in addresses(unknown):
            if method == "GET":
                assert client.get(address).status_code == 404


@pytest.mark.parametrize("person", [KARI, SIV, LISE, INGRID])
@pytest.mark.parametrize("number", range(len(RUBBISH)))
def test_no_rubbish_breaks_a_page_or_changes_anything(
    told: Told, ids: dict[str, str], person: str, number: int
) -> None:
    with visiting(told, person) as (client, token):
        before = client.get(told.log).text.count('class="dot"')
        for route in ROUTES:
            path = filled(route.path, ids)
            if "POST" in route.methods and not any(part in path for part in NEEDS_NO_FIELDS):
                answer = client.post(path, data={"id": KEY, "token": token} | RUBBISH[number])
                assert answer.status_code in {200, 404, 422}, (path, answer.status_code)
                assert "Traceback" not in answer.text
        assert client.get(told.log).text.count('class="dot"') == before


def test_the_same_form_sent_twice_is_one_act(told: Told) -> None:
    form = {"id": "019ab000-0000-7000-8000-00000000000b", "kind": "note", "text": "Sendt to ganger."}
    with visiting(told, LISE) as (client, token):
        for _ in range(3):
            client.post(f"{told.log}/skriv", data=form | {"token": token})
    page = told.people.page(LISE, told.log)
    until_it_says(page, "Sendt to ganger.")
    assert page.get_by_text("Sendt to ganger.").count() == 1


def test_every_script_and_sign_survives_the_way_there_and_back(told: Told) -> None:
    text = "Æøå ǩ العربية ትግርኛ 😀 <b>&amp;</b> \u202eog bakover"
    with visiting(told, LISE) as (client, token):
        form = {"id": "019ab000-0000-7000-8000-00000000000c", "kind": "note", "text": f"{text}\x00\x07", "token": token}
        page = client.post(f"{told.log}/skriv", data=form).text
    assert escape(text) in page
    assert "\x00" not in page


def test_a_form_from_another_site_changes_nothing(told: Told) -> None:
    with visiting(told, LISE) as (client, token):
        form = {"id": KEY, "kind": "note", "text": "Fra et annet sted.", "token": token}
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://evil.test"},
        ):
            assert client.post(f"{told.log}/skriv", data=form, headers=headers).status_code == 403
        assert client.post(f"{told.log}/skriv", data=form | {"token": "x"}).status_code == 403
        assert "Fra et annet sted." not in client.get(told.log).text


def test_nothing_is_left_in_the_browsers_store(told: Told) -> None:
    with visiting(told, INGRID) as (client, _):
        page = client.get(f"/familie/{MAJA}/alt")
    assert page.headers["cache-control"] == "no-store"
    assert any(text in page.text for text in SHARED)
    assert not any(text in page.text for text in PRIVATE)
