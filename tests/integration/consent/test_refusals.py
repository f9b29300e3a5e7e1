"""Whoever asks for what is not theirs, or asks wrongly, gets a clear no; and the no is written down."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import uuid4

import asyncpg
import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.consent.family import today
from shared.contracts.audit import AuditEntry, Outcome
from shared.contracts.common import Actor, Category, Role
from shared.contracts.consent import (
    AnswerConsent,
    AskConsent,
    MyFamily,
    ReadConsents,
    ReadStandings,
    ReleaseKeys,
    WantedKey,
    WithdrawConsent,
)
from shared.errors import RemoteRefused, Unavailable
from tests.integration.consent.asking import Asker, Household, ask
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, SHARED, actor, adviser, stranger, synthetic, teacher

SOON = today(datetime.now(UTC)) + timedelta(days=30)
ASK_PPT = "req.consent.ppt.release-keys.v1"
elsewhere = actor("p-other", Role.EMPLOYEE, "barnehage", "solbakken")


def keys_of(home: Household, *owners: str) -> ReleaseKeys:
    wanted = tuple(WantedKey(owner=owner, category=Category.NOTES) for owner in owners)
    return ReleaseKeys(child=home.child, wanted=wanted)


async def rows(database: asyncpg.Connection, action: str, child: str | None) -> list[AuditEntry]:
    found = await database.fetch("SELECT entry FROM audit_trail ORDER BY position")
    entries = [AuditEntry.model_validate_json(row["entry"]) for row in found]
    return [entry for entry in entries if entry.action == action and entry.child == child]


async def changed(database: asyncpg.Connection) -> int:
    count: int = await database.fetchval("SELECT count(*) FROM events")
    return count


# --- Keys -----------------------------------------------------------------------------------------


async def test_a_service_that_asks_at_anothers_subject_is_not_heard(
    services: dict[str, Asker], home: Household
) -> None:
    ppt = services["ppt"]
    with pytest.raises(Unavailable):
        await ppt.client.ask(keys_of(home, "barnehage"), owner="barnehage", actor=ppt.itself, patience=0.5)


@pytest.mark.parametrize(
    "claimed",
    [
        Actor(id="case-ppt", role=Role.SYSTEM, kommune=KOMMUNE, owner="barnehage"),
        Actor(id="case-barnehage", role=Role.SYSTEM, kommune=KOMMUNE, owner="barnehage"),
        Actor(id="case-barnehage", role=Role.SYSTEM, kommune=KOMMUNE, owner="ppt"),
        teacher,
    ],
)
async def test_a_service_speaks_for_nobody_else(
    services: dict[str, Asker], home: Household, database: asyncpg.Connection, claimed: Actor
) -> None:
    assert await services["ppt"].refusal(keys_of(home, "barnehage"), claimed) == "NotAuthentic"
    denied = (await rows(database, "release-keys", None))[-1]
    assert (denied.outcome, denied.code, denied.actor.id) == (Outcome.DENIED, "NotAuthentic", "unknown")


async def test_a_person_gets_no_key(portal: Asker, home: Household) -> None:
    for person in (home.mother, teacher):
        assert await portal.refusal(keys_of(home, "familie"), person) == "AccessDenied"


async def test_what_is_withheld_is_written_down_and_what_is_given_names_its_consents(
    portal: Asker, services: dict[str, Asker], home: Household, database: asyncpg.Connection
) -> None:
    await services["familie"].lease(home.child, ("familie", Category.NOTES))
    waiting = await ask(portal, home, SOON, "ppt")
    for guardian in (home.mother, home.father):
        await portal.ask(AnswerConsent(child=home.child, consent=waiting["ppt"], yes=True), guardian)
    await services["ppt"].lease(home.child, *((owner, Category.NOTES) for owner in ("ppt", "familie", "barnehage")))
    given, withheld = (await rows(database, "release-keys", home.child))[-2:]
    assert (given.actor.id, given.outcome, set(given.resources)) == (
        "case-ppt", Outcome.DONE, {"ppt-notes", "familie-notes"},
    )  # fmt: skip
    assert given.consents == (f"{waiting['ppt']}@3",)
    assert given.policies == ("N01-egne-nokler", "N02-samtykke-dekker")
    assert (withheld.outcome, withheld.code, withheld.resources) == (
        Outcome.DENIED,
        "KeyWithheld",
        ("barnehage-notes",),
    )


# --- People ---------------------------------------------------------------------------------------


async def test_nobody_reads_or_decides_about_a_child_that_is_not_theirs(
    portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    consent = (await ask(portal, home, SOON, "ppt"))["ppt"]
    before = await changed(database)
    asked = AskConsent(child=home.child, services=("helsestasjon",), categories=SHARED, expires_on=SOON)
    answer = AnswerConsent(child=home.child, consent=consent, yes=True)
    outsiders, nobodys = (elsewhere, adviser, stranger), (teacher, elsewhere, stranger)
    withdrawal = WithdrawConsent(child=home.child, consent=consent)
    attempts = [
        *product((ReadConsents(child=home.child), asked), outsiders),
        *product((answer, withdrawal), nobodys),
        (asked, home.mother),
        (MyFamily(), teacher),
    ]
    for request, by in attempts:
        assert await portal.refusal(request, by) == "AccessDenied"
        denied = (await rows(database, request.name, getattr(request, "child", None)))[-1]
        assert (denied.actor, denied.outcome, denied.code) == (by, Outcome.DENIED, "AccessDenied")
    assert await changed(database) == before


async def test_an_unknown_child_is_answered_as_a_foreign_one(portal: Asker, services: dict[str, Asker]) -> None:
    nobody = Household.new()
    for request, by in (
        (ReadConsents(child=nobody.child), teacher),
        (AskConsent(child=nobody.child, services=("ppt",), categories=SHARED, expires_on=SOON), teacher),
        (AnswerConsent(child=nobody.child, consent="k-1", yes=True), nobody.mother),
    ):
        assert await portal.refusal(request, by) == "AccessDenied"
    assert await services["ppt"].refusal(ReadStandings(child=nobody.child)) == "AccessDenied"


async def test_an_unknown_consent_is_refused(portal: Asker, home: Household) -> None:
    assert await portal.refusal(AnswerConsent(child=home.child, consent="k-1", yes=True), home.mother) == "Unknown"


async def test_the_register_alone_tells_who_decides(portal: Asker, register: Asker, home: Household) -> None:
    told = Household.new().told()
    for person in (teacher, home.mother, actor("p-dpo", Role.DPO, "audit")):
        assert await portal.refusal(told, person) == "AccessDenied"
    assert await portal.refusal(told, register.itself) == "NotAuthentic"


async def test_a_birth_number_belongs_to_one_person(register: Asker, home: Household) -> None:
    other = Household.new()
    taken = Household(other.child, other.mother, other.father, (home.numbers[0], *other.numbers[1:]))
    assert await register.refusal(taken.told()) == "BirthNumberTaken"
    wrong = Household(other.child, other.mother, other.father, (synthetic(0)[:-1] + "x", *other.numbers[1:]))
    with pytest.raises(ValueError, match="birth_number"):
        wrong.told()


async def test_the_domain_refuses_in_its_own_words(portal: Asker, home: Household) -> None:
    asked = AskConsent(child=home.child, services=("ppt",), categories=SHARED, expires_on=date(2020, 1, 1))
    assert await portal.refusal(asked, teacher) == "ExpiryNotAllowed"
    never = asked.model_copy(update={"categories": (Category.PRIVATE,), "expires_on": SOON})
    assert await portal.refusal(never, teacher) == "NeverShared"


# --- Malformed ------------------------------------------------------------------------------------


def body(home: Household, **more: object) -> bytes:
    return orjson.dumps({"child": home.child, "wanted": [{"owner": "ppt", "category": "notes"}], **more})


@pytest.mark.parametrize("broken", ["no json", "unknown field", "wrong type", "not utf-8", "nothing", "oversized"])
async def test_a_malformed_request_is_refused(
    services: dict[str, Asker], home: Household, database: asyncpg.Connection, broken: str
) -> None:
    ppt, before = services["ppt"], await changed(database)
    sent = {
        "no json": b"child=c-1",
        "unknown field": body(home, more=1),
        "wrong type": body(home, wanted="notes"),
        "not utf-8": b'{"child": "\xff\xfe"}',
        "nothing": b"",
        "oversized": body(home, wanted=[{"owner": "ppt", "category": "notes"}] * 20_000),
    }[broken]
    assert await ppt.send(ASK_PPT, sent, ppt.token(ppt.itself, sent, "consent.ppt")) == "InvalidRequest"
    assert await changed(database) == before


async def test_what_the_server_does_not_carry_never_leaves(portal: Asker, home: Household) -> None:
    asked = AskConsent(child=home.child, services=("ppt",), categories=SHARED * 600_000, expires_on=SOON)
    with pytest.raises(Unavailable):
        await portal.ask(asked, teacher)
    assert await portal.ask(ReadConsents(child=home.child), home.mother)


@pytest.mark.parametrize("token", [None, "", "a.b.c", "ø"])
async def test_without_a_token_nobody_is_answered(
    services: dict[str, Asker], home: Household, token: str | None
) -> None:
    assert await services["ppt"].send(ASK_PPT, body(home), token) == "NotAuthentic"


async def test_a_token_is_good_for_one_body_and_one_service(services: dict[str, Asker], home: Household) -> None:
    ppt = services["ppt"]
    moved = ppt.token(ppt.itself, body(Household.new()), "consent.ppt")
    misdirected = ppt.token(ppt.itself, body(home), "consent.barnehage")
    for token in (moved, misdirected):
        assert await ppt.send(ASK_PPT, body(home), token) == "NotAuthentic"


@pytest.mark.parametrize(("issued", "expires"), [(-120, -60), (-10, 600), (60, 100)])
async def test_a_token_is_good_for_a_minute(
    services: dict[str, Asker], home: Household, database: asyncpg.Connection, issued: int, expires: int
) -> None:
    ppt, now, sent = services["ppt"], int(time.time()), body(home)
    fresh = jwt.decode(ppt.token(ppt.itself, sent, "consent.ppt"), OKPKey.import_key(ppt.settings.signing_key),
                       algorithms=["Ed25519"])  # fmt: skip
    claims = fresh.claims | {"iat": now + issued, "exp": now + expires, "jti": uuid4().hex}
    stale = jwt.encode(fresh.header, claims, OKPKey.import_key(ppt.settings.signing_key), algorithms=["Ed25519"])
    assert await ppt.send(ASK_PPT, sent, stale) == "StaleRequest"
    assert (await rows(database, "release-keys", None))[-1].code == "StaleRequest"


# --- The database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE data_keys SET wrapped = ''",
        "DELETE FROM data_keys",
        "UPDATE people_index SET person = ''",
        "DELETE FROM events",
        "UPDATE events SET data = ''",
        "UPDATE audit_trail SET entry = ''",
        "DROP TABLE relations",
    ],
)
async def test_the_service_itself_cannot_rewrite_what_happened(database: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(statement)


async def test_a_stopped_database_is_a_typed_no(installation: Installation, portal: Asker, home: Household) -> None:
    installation.postgres.stop()
    try:
        with pytest.raises((RemoteRefused, Unavailable)) as refused:
            await portal.ask(ReadConsents(child=home.child), home.mother)
        assert (refused.value.code, refused.value.retryable) == ("Unavailable", True)
    finally:
        installation.postgres.start()
    async with asyncio.timeout(30):
        while True:
            try:
                assert await portal.ask(ReadConsents(child=home.child), home.mother)
            except (RemoteRefused, Unavailable):
                await asyncio.sleep(0.2)
            else:
                break
