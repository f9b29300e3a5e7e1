"""Whoever asks for what is not theirs, or asks wrongly, gets a clear no; and the no is written down."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import product

import asyncpg
import pytest

from services.consent.family import today
from shared.contracts.audit import Outcome
from shared.contracts.common import Actor, Category, Role
from shared.contracts.consent import (
    AskConsent,
    MyFamily,
    ReadConsents,
    ReadStandings,
    ReleaseKeys,
    WantedKey,
    WithdrawConsent,
)
from shared.errors import RemoteRefused, Unavailable
from tests.answers import answered
from tests.integration.consent.asking import Asker, Household, ask, changed, rows
from tests.servers import Installation
from tests.unit.consent.world import KOMMUNE, SHARED, actor, adviser, stranger, synthetic, teacher

SOON = today(datetime.now(UTC)) + timedelta(days=30)
elsewhere = actor("p-other", Role.EMPLOYEE, "barnehage", "solbakken")


def keys_of(home: Household, *owners: str) -> ReleaseKeys:
    wanted = tuple(WantedKey(owner=owner, category=Category.NOTES) for owner in owners)
    return ReleaseKeys(child=home.child, wanted=wanted)


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
        await portal.ask(answered(home.child, waiting["ppt"]), guardian)
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


async def test_no_key_is_made_for_a_child_that_no_register_knows_and_what_was_typed_as_its_id_is_written_nowhere(
    portal: Asker, services: dict[str, Asker], database: asyncpg.Connection
) -> None:
    name = f"ola-nordmann-{Household.new().child}"
    own = ("barnehage", Category.PRIVATE)
    assert await services["barnehage"].epochs(name, own) == []
    assert await portal.refusal(ReadConsents(child=name), teacher) == "AccessDenied"
    for action, code in (("release-keys", "KeyWithheld"), ("read-consents", "AccessDenied")):
        denied = (await rows(database, action, None))[-1]
        assert (denied.outcome, denied.code) == (Outcome.DENIED, code)
    assert await database.fetchval("SELECT count(*) FROM data_keys WHERE child = $1", name) == 0
    found = await database.fetch("SELECT entry FROM audit_trail")
    assert not [row for row in found if name.encode() in row["entry"]]


# --- People ---------------------------------------------------------------------------------------


async def test_nobody_reads_or_decides_about_a_child_that_is_not_theirs(
    portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    consent = (await ask(portal, home, SOON, "ppt"))["ppt"]
    before = await changed(database)
    asked = AskConsent(child=home.child, services=("helsestasjon",), categories=SHARED, expires_on=SOON)
    answer = answered(home.child, consent)
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
        nowhere = by.model_copy(update={"unit": None})  # the audit log tells no unit
        assert (denied.actor, denied.outcome, denied.code) == (nowhere, Outcome.DENIED, "AccessDenied")
    assert await changed(database) == before


async def test_an_unknown_child_is_answered_as_a_foreign_one(portal: Asker, services: dict[str, Asker]) -> None:
    nobody = Household.new()
    for request, by in (
        (ReadConsents(child=nobody.child), teacher),
        (AskConsent(child=nobody.child, services=("ppt",), categories=SHARED, expires_on=SOON), teacher),
        (answered(nobody.child, "k-1"), nobody.mother),
    ):
        assert await portal.refusal(request, by) == "AccessDenied"
    assert await services["ppt"].refusal(ReadStandings(child=nobody.child)) == "AccessDenied"


async def test_an_unknown_consent_is_refused(portal: Asker, home: Household) -> None:
    assert await portal.refusal(answered(home.child, "k-1"), home.mother) == "AccessDenied"


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


# --- The database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE data_keys SET owner = 'ppt'",
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
