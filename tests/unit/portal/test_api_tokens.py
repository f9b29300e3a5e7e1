"""Who gets an access token: a known client, by its own key, now, once, for somebody that it may act for."""

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey, OKPKey, RSAKey

from services.portal.api.clients import ClientList, Clients
from shared.contracts.common import Role
from shared.municipality import BadMunicipality
from shared.settings import Settings
from tests.unit.portal.fagsystem import ADDRESS, NAME, STAFF, Fagsystem, In
from tests.unit.portal.sample import DIRECTORY, INGRID, KARI, MUNICIPALITIES, SIV, SUNNIVA, TOR


async def test_a_client_is_given_a_token_for_one_employee_for_five_minutes() -> None:
    world = Fagsystem()
    answer = await world.exchange()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 300)
    grant, _ = world.grants.rows[told["access_token"]]
    assert grant.client == NAME
    assert grant.actor == KARI.actor.model_copy(update={"client": "oppvekst"})
    assert world.trail.actions == ["sign-in"]


@pytest.mark.parametrize(
    "bent",
    [
        {"iss": "4999.another"}, {"iss": "5998.oppvekst"}, {"iss": None}, {"iss": ["4999.oppvekst"]},
        {"sub": "4999.another"}, {"sub": None}, {"aud": None}, {"aud": "https://another.test/api/v1/token"},
        {"aud": ["http://127.0.0.1:8000/api/v1/token", "https://another.test"]}, {"aud": "http://127.0.0.1:8000"},
        {"exp": None}, {"exp": In(-20)}, {"exp": In(3600)}, {"exp": "soon"}, {"exp": True}, {"iat": None},
        {"iat": In(40), "exp": In(90)}, {"iat": In(-4000)}, {"nbf": In(40)}, {"jti": None}, {"jti": "short"},
        {"jti": "x" * 200}, {"jti": 7},
    ],
)  # fmt: skip
async def test_an_assertion_that_says_anything_else_proves_nothing(bent: dict[str, Any]) -> None:
    world = Fagsystem()
    answer = await world.exchange(assertion=world.assertion(**bent))
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert not world.grants.rows


async def test_an_assertion_counts_once() -> None:
    world = Fagsystem()
    assertion = world.assertion()
    assert (await world.exchange(assertion=assertion)).status_code == 200
    answer = await world.exchange(assertion=assertion)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


async def test_only_the_clients_own_key_counts() -> None:
    world = Fagsystem()
    foreign = OKPKey.generate_key("Ed25519", {"kid": "k-1"})
    weak = RSAKey.generate_key(2048, {"kid": "k-1"})
    shared = OctKey.import_key(str(world.key.as_dict(private=False)["x"]), {"kid": "k-1"})
    forged = [
        world.assertion(foreign),
        world.assertion(weak, {"alg": "RS256"}),
        world.assertion(shared, {"alg": "HS256"}),
        world.assertion(head={"kid": "k-2"}),
        world.assertion(head={"typ": "at+jwt"}),
        world.assertion()[:-4] + "AAAA",
        "eyJhbGciOiJub25lIiwia2lkIjoiay0xIn0." + world.assertion().split(".")[1] + ".",
        "eyJhbGciOltdLCJraWQiOiJrLTEifQ." + world.assertion().split(".")[1] + ".x",
        "", "x", "a.b.c",
    ]  # fmt: skip
    for one in forged:
        answer = await world.exchange(assertion=one or " ")
        assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})


async def test_a_key_that_is_private_weak_or_shared_is_no_key_here() -> None:
    world = Fagsystem()
    short = {"kty": "RSA", "kid": "k-1", "n": "sXchOQ", "e": "AQAB"}
    for bad in (world.key.as_dict(private=True), {"kty": "oct", "k": "c2VjcmV0", "kid": "k-1"}, short, "x"):
        world.publish(bad)
        assert (await world.exchange()).status_code == 401
    world.publish()
    assert (await world.exchange()).status_code == 401


async def test_a_key_that_was_replaced_counts_no_more() -> None:
    world = Fagsystem()
    newer = OKPKey.generate_key("Ed25519", {"kid": "k-2"})
    world.publish(world.key, newer)
    assert (await world.exchange()).status_code == 200
    world.publish(newer)
    assert (await world.exchange()).status_code == 401
    assert (await world.exchange(assertion=world.assertion(newer, {"kid": "k-2"}))).status_code == 200


@pytest.mark.parametrize("who", [TOR.id, SUNNIVA.id, INGRID.id, "p-nobody", "", "' OR 1=1 --"])
async def test_whom_a_client_may_not_act_for_is_answered_as_nobody(who: str) -> None:
    """Another service's, another role, a parent, and nobody at all."""
    answer = await Fagsystem().exchange(person=who)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


async def test_a_client_of_named_people_acts_for_them_alone() -> None:
    world = Fagsystem(STAFF.model_copy(update={"people": (SIV.id,)}))
    assert (await world.exchange(person=SIV.id)).status_code == 200
    assert (await world.exchange(person=KARI.id)).status_code == 400


@pytest.mark.parametrize(
    ("bent", "error"),
    [
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"client_assertion_type": "none"}, "invalid_client"),
        ({"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"client_id": "4999.another"}, "invalid_client"),
    ],
)  # fmt: skip
async def test_another_way_of_asking_is_none(bent: dict[str, str], error: str) -> None:
    assert (await Fagsystem().exchange(**bent)).json() == {"error": error}


async def test_nothing_said_twice_and_nothing_but_a_form() -> None:
    world = Fagsystem()
    async with world.visitor() as outside:
        twice = await outside.post(
            "/api/v1/token",
            content="grant_type=a&grant_type=b",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        no_form = await outside.post("/api/v1/token", json=world.form())
    assert twice.json() == no_form.json() == {"error": "invalid_request"}


async def test_a_token_ends_after_five_minutes_with_the_client_and_with_the_person() -> None:
    async with (world := Fagsystem()).acting() as client:
        assert (await client.get("/api/v1/barnehage/my-tasks")).status_code == 200
        world.grants.now = 301
        assert (await client.get("/api/v1/barnehage/my-tasks")).json()["code"] == "NoToken"
    async with (world := Fagsystem()).acting() as client:
        for told in (
            None,
            ClientList(kommune="4999", clients=()),
            ClientList(kommune="4999", clients=(STAFF.model_copy(update={"acts_for": (Role.LEADER,)}),)),
            ClientList(kommune="4999", clients=(STAFF.model_copy(update={"people": ()}),)),
        ):
            world.list.told = told
            assert (await client.get("/api/v1/barnehage/my-tasks")).status_code == 401


async def test_somebody_who_has_another_role_or_unit_now_is_somebody_else() -> None:
    async with (world := Fagsystem()).acting() as client:
        (token, (grant, at)), *_ = world.grants.rows.items()
        for changed in ({"unit": "solbakken"}, {"role": Role.LEADER}, {"owner": "ppt"}, {"id": "p-gone"}):
            world.grants.rows[token] = grant._replace(actor=grant.actor.model_copy(update=changed)), at
            assert (await client.get("/api/v1/barnehage/my-tasks")).status_code == 401


async def test_who_tries_too_often_waits() -> None:
    world = Fagsystem()
    answers = [await world.exchange(assertion="x") for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {401}
    assert (answers[30].status_code, answers[30].headers["retry-after"]) == (429, "60")


def test_a_client_needs_an_address_that_its_proofs_are_made_for() -> None:
    told: dict[str, Any] = {
        "identity": "portal", "service": "portal", "owner": "portal", "database": "postgresql://x/x", "nats": "nats://x",
        "secrets": Path("/nowhere"), "trust": Path("/nowhere"), "municipalities": MUNICIPALITIES, "port": 1,
    }  # fmt: skip
    with pytest.raises(BadMunicipality, match="STAFETT_PUBLIC_URL"):
        Clients.read(Settings(**told), DIRECTORY)
    assert Clients.read(Settings(**told, public_url=ADDRESS), DIRECTORY).find("4999.fagsystem-demo")
