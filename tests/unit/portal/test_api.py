"""What a fagsystem asks goes to the service that is named, for the person alone, once; every no has one shape."""

from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from pydantic import BaseModel

from services.portal import refusals
from services.portal.refusals import TEXTS
from shared.contracts import audit, case
from shared.contracts.common import Done, Request
from shared.errors import RemoteRefused
from tests.unit.portal.fagsystem import Fagsystem
from tests.unit.portal.sample import CASE, CHILD, KARI, LOG, SUNNIVA, audit_rows
from tests.unit.portal.world import refuse

SHARE, NOTE = "/api/v1/barnehage/share-concern", "/api/v1/barnehage/note-observation"
PROBLEM = {"type", "title", "status", "code", "retryable"}
KEY = "019ab000-0000-7000-8000-000000000001"


def keyed(key: str = KEY) -> dict[str, str]:
    return {"idempotency-key": key}


def told(answer: httpx.Response, status: int) -> str:
    """The code of a problem, which has the shape of all."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
    body = answer.json()
    assert body.keys() - {"errors"} == PROBLEM
    assert body["status"] == status
    assert body["title"] == TEXTS[body["code"]]
    assert body["type"] == f"/api/v1/problems#{body['code']}"
    return str(body["code"])


async def test_a_question_is_asked_of_the_service_named_in_the_persons_name() -> None:
    async with (world := Fagsystem()).acting() as client:
        answer = await client.get("/api/v1/barnehage/read-child", params={"child": CHILD, "seen": "barnehage-1-p"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert case.ChildSummary.model_validate_json(answer.content).child == CHILD
    (asked, owner, actor) = world.services.asked[-1]
    assert (asked, owner) == (case.ReadChild(child=CHILD, seen="barnehage-1-p"), "barnehage")
    assert actor == KARI.actor.model_copy(update={"client": "oppvekst"})


async def test_what_changes_the_shared_log_is_asked_of_the_childs_side_alone() -> None:
    async with (world := Fagsystem()).acting() as client:
        body = {"stafettlogg": LOG, "invited": "ppt"}
        assert told(await client.post("/api/v1/barnehage/invite-service", json=body, headers=keyed()), 404) == "Unknown"
        answer = await client.post("/api/v1/familie/invite-service", json=body, headers=keyed())
    assert Done.model_validate_json(answer.content) == Done(stream="s-1", event="barnehage-1-p")
    assert [owner for _, owner, _ in world.services.asked] == ["familie"]


@pytest.mark.parametrize("where", ["skole/my-tasks", "consent/my-tasks", "portal/my-tasks", "barnehage/no-such"])
async def test_what_is_not_there_is_not_there(where: str) -> None:
    async with (world := Fagsystem()).acting() as client:
        assert told(await client.get(f"/api/v1/{where}"), 404) == "Unknown"
    assert world.services.asked == []


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_not_theirs_and_not_there_are_answered_alike(status: int) -> None:
    async with (world := Fagsystem()).acting() as client:
        world.services.answers["read-case"] = refuse("AccessDenied", status)
        answer = await client.get("/api/v1/barnehage/read-case", params={"case": CASE})
        nothing = await client.get("/api/v1/barnehage/no-such")
    assert told(answer, 404) == "Unknown"
    assert answer.content == nothing.content


@pytest.mark.parametrize("headers", [{}, {"authorization": ""}, {"authorization": "Bearer x"}, {"cookie": "sid=x"}])
async def test_without_a_token_nothing_is_said_of_anything(headers: dict[str, str]) -> None:
    async with Fagsystem().visitor() as outside:
        for where in ("barnehage/my-tasks", "barnehage/no-such"):
            answer = await outside.get(f"/api/v1/{where}", headers=headers)
            assert told(answer, 401) == "NoToken"
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_who_is_signed_in_on_the_pages_is_nobody_here_and_the_other_way_round() -> None:
    world = Fagsystem()
    async with world.as_person(KARI) as visitor:
        assert told(await visitor.get("/api/v1/barnehage/my-tasks"), 401) == "NoToken"
    async with world.acting() as client:
        assert (await client.get("/oppgaver")).status_code == 303


async def test_the_personvernombud_sees_through_which_client_something_was_done() -> None:
    world = Fagsystem()
    by = KARI.actor.model_copy(update={"client": "oppvekst"})
    rows = tuple(row.model_copy(update={"actor": by}) for row in audit_rows())
    world.services.answers["search-audit"] = lambda *_: audit.AuditEntries(entries=rows, next=None, total=2)
    async with world.as_person(SUNNIVA) as visitor:
        assert (await visitor.get("/kontroll/sok")).text.count("gjennom oppvekst") == len(rows)


@pytest.mark.parametrize("code", sorted(refusals.TEXTS.keys() - {"Unknown", "NoToken"}))
async def test_every_refusal_has_its_code_and_its_words(code: str) -> None:
    async with (world := Fagsystem()).acting() as client:
        world.services.answers["share-concern"] = refuse(code)
        assert told(await client.post(SHARE, json={"case": CASE}, headers=keyed()), 422) == code


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RemoteRefused("Unavailable", 503, retryable=True), 503, "Unavailable"),
        (RemoteRefused("InternalError", 500, retryable=True), 500, "InternalError"),
        (asyncpg.PostgresConnectionError(), 503, "Unavailable"),
        (ZeroDivisionError(), 500, "InternalError"),
    ],
)
async def test_what_fails_here_is_ours_and_may_be_tried_again(error: Exception, status: int, code: str) -> None:
    def fail(_request: Request, _actor: object) -> BaseModel:
        raise error

    async with (world := Fagsystem()).acting() as client:
        world.services.answers["share-concern"] = fail
        answer = await client.post(SHARE, json={"case": CASE}, headers=keyed())
    assert told(answer, status) == code
    assert answer.json()["retryable"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"", None), (b"{", None), (b"[]", None), (b"null", None), (b"[" * 100_000, None), (b'{"case": "\xff"}', None),
        (b"{}", {"case"}), (b'{"case": 7}', {"case"}), (b'{"case": "k-1", "spy": 1}', {"spy"}),
        (b'{"case": "k-1", "id": "019ab000-0000-7000-8000-000000000001"}', None),
    ],
)  # fmt: skip
async def test_a_body_is_as_the_contract_has_it(body: bytes, wrong: set[str] | None) -> None:
    async with (world := Fagsystem()).acting() as client:
        json = {"content-type": "application/json", **keyed()}
        answer = await client.post(SHARE, content=body, headers=json)
        assert told(answer, 400) == "InvalidRequest"
        assert answer.json().get("errors", {}).keys() == (wrong or set())
        assert told(await client.post(SHARE, content=body, headers=keyed()), 415) == "NotJson"
    assert world.services.asked == []


@pytest.mark.parametrize(
    "query",
    ["", "child=", "child=A b", "child=c-1&child=c-2", "child=c-1&spy=x", "child=c-1&seen=%00", "child=12345678901"],
)  # fmt: skip
async def test_an_address_is_as_the_contract_has_it(query: str) -> None:
    async with (world := Fagsystem()).acting() as client:
        answer = await client.get(f"/api/v1/barnehage/read-child?{query}")
    assert told(answer, 400) == "InvalidRequest"
    assert world.services.asked == []


async def test_too_much_is_too_much_and_another_method_another() -> None:
    async with Fagsystem().acting() as client:
        large = {"child": CHILD, "note": "n-1", "observation": {"seen": "x" * 600_000}}
        assert told(await client.post(NOTE, json=large, headers=keyed()), 413) == "TooLarge"
        assert told(await client.get(SHARE), 405) == "OtherMethod"
        assert told(await client.put(SHARE), 405) == "OtherMethod"
        assert told(await client.post("/api/v1/barnehage/my-tasks", json={}), 405) == "OtherMethod"


async def test_a_client_that_asks_too_often_waits() -> None:
    async with Fagsystem().acting() as client:
        statuses = [(await client.get("/api/v1/barnehage/no-such")).status_code for _ in range(301)]
        assert told(await client.get("/api/v1/barnehage/my-tasks"), 429) == "TooMany"
    assert (set(statuses[:300]), statuses[300]) == ({404}, 429)


# --- The same again -------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": ""}, {"idempotency-key": "x"}])
async def test_a_command_needs_a_key(headers: dict[str, str]) -> None:
    async with (world := Fagsystem()).acting() as client:
        assert told(await client.post(SHARE, json={"case": CASE}, headers=headers), 400) == "KeyMissing"
    assert world.services.asked == []


async def test_the_same_key_and_body_are_the_same_command() -> None:
    """Whatever way they are written; a service answers the same id as the first time."""
    async with (world := Fagsystem()).acting() as client:
        first = await client.post(SHARE, json={"case": CASE}, headers=keyed())
        again = await client.post(
            SHARE, content=f'{{"case" : "{CASE}"}}', headers=keyed(KEY.upper()) | {"content-type": "application/json"}
        )
    assert first.content == again.content
    one, other = world.services.said("share-concern")
    assert one == other


async def test_a_key_stands_for_one_request_and_one_person() -> None:
    async with (world := Fagsystem()).acting() as client:
        await client.post(SHARE, json={"case": CASE}, headers=keyed())
        assert told(await client.post(SHARE, json={"case": "k-other"}, headers=keyed()), 422) == "KeyTaken"
        other = await client.post("/api/v1/barnehage/add-observation", json=observed(), headers=keyed())
        assert told(other, 422) == "KeyTaken"
        await client.post(SHARE, json={"case": "k-other"}, headers=keyed(str(uuid4())))
    assert (
        len({asked.id for asked in world.services.said("share-concern") if isinstance(asked, case.ShareConcern)}) == 2
    )


def observed() -> dict[str, Any]:
    return {"case": CASE, "observation": {"seen": "Satt alene"}}


@pytest.mark.parametrize("saved", [True, False])
async def test_what_was_not_answered_is_asked_again_with_the_same_id(*, saved: bool) -> None:
    """Saved with the answer lost, or not saved: the service knows by the id, and stores it once."""
    asked: list[Any] = []
    stored: set[Any] = set()

    def answer(request: Any, _actor: object) -> Done:
        asked.append(request.id)
        if saved or len(asked) > 1:
            stored.add(request.id)
        if len(asked) == 1:
            raise RemoteRefused("Unavailable", 503, retryable=True)
        return Done(stream=CASE, event="barnehage-9-p")

    async with (world := Fagsystem()).acting() as client:
        world.services.answers["share-concern"] = answer
        assert told(await client.post(SHARE, json={"case": CASE}, headers=keyed()), 503) == "Unavailable"
        assert (await client.post(SHARE, json={"case": CASE}, headers=keyed())).json()["stream"] == CASE
    assert (len(asked), len(stored)) == (2, 1)
