"""From a question to a key, and back."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import orjson

from deploy.process import Process
from services.consent.events import ConsentAsked
from services.consent.family import today
from shared.contracts.common import Category, Done
from shared.contracts.consent import (
    AskConsent,
    Consents,
    Family,
    MyFamily,
    ReadConsents,
    ReadStandings,
    Standings,
    State,
    WithdrawConsent,
)
from shared.errors import RemoteRefused
from tests.answers import answered
from tests.integration.consent.asking import NAMES, Asker, Household, ask
from tests.integration.consent.conftest import restart
from tests.servers import Installation
from tests.unit.consent.world import SHARED, adviser, teacher
from tests.waiting import until

SOON = today(datetime.now(UTC)) + timedelta(days=30)
NOTES = Category.NOTES
OURS, THEIRS = ("familie", NOTES), ("barnehage", NOTES)


async def answers(portal: Asker, home: Household, *consents: str) -> None:
    for consent in consents:
        for guardian in (home.mother, home.father):
            await portal.ask(answered(home.child, consent), guardian)


async def test_a_key_is_lent_from_the_last_yes_to_the_first_withdrawal(
    portal: Asker, services: dict[str, Asker], home: Household
) -> None:
    ppt, child = services["ppt"], home.child
    mine = {owner: await services[owner].lease(child, (owner, NOTES)) for owner in ("barnehage", "familie")}
    waiting = await ask(portal, home, SOON, "ppt")
    assert set(waiting) == {"barnehage", "ppt"}

    await answers(portal, home, waiting["barnehage"])
    await portal.ask(answered(child, waiting["ppt"]), home.mother)
    assert await ppt.lease(child, OURS, THEIRS) == {}

    await portal.ask(answered(child, waiting["ppt"]), home.father)
    before = datetime.now(UTC)
    lent = await ppt.lease(child, OURS, THEIRS, ("barnehage", Category.HEALTH), ("barnehage", Category.PRIVATE))
    assert {slot: key.secret for slot, (key, _) in lent.items()} == {
        OURS: mine["familie"][OURS][0].secret,
        THEIRS: mine["barnehage"][THEIRS][0].secret,
    }
    assert all(timedelta(minutes=4) < until - before < timedelta(minutes=6) for _, until in lent.values())

    await portal.ask(WithdrawConsent(child=child, consent=waiting["ppt"]), home.father)
    assert await ppt.lease(child, OURS, THEIRS) == {}
    assert set(await services["familie"].lease(child, THEIRS, ("ppt", NOTES))) == {THEIRS}  # ppt has written nothing


async def test_the_one_who_shares_must_have_a_yes_too(
    portal: Asker, services: dict[str, Asker], home: Household
) -> None:
    for owner in ("barnehage", "familie"):
        await services[owner].lease(home.child, (owner, NOTES))
    waiting = await ask(portal, home, SOON, "ppt")
    await answers(portal, home, waiting["ppt"])
    assert set(await services["ppt"].lease(home.child, OURS, THEIRS)) == {OURS}


async def test_own_keys_are_always_given_and_stay_the_same(
    installation: Installation, service: Process, services: dict[str, Asker], home: Household
) -> None:
    """Of a child that a register knows, to many at once, and after a restart."""
    categories = set(Category) - {Category.SHIELDED}
    child, slots = home.child, [("ppt", category) for category in sorted(categories)]
    found = await asyncio.gather(*(services["ppt"].lease(child, *slots) for _ in range(20)))
    secrets = [{slot: key.secret for slot, (key, _) in leases.items()} for leases in found]
    assert set(secrets[0]) == set(slots)
    assert all(other == secrets[0] for other in secrets)
    _, until = found[0][slots[0]]
    assert timedelta(hours=23) < until - datetime.now(UTC) <= timedelta(hours=24)

    restart(installation, service)
    again = await services["ppt"].lease(child, *slots)
    assert {slot: key.secret for slot, (key, _) in again.items()} == secrets[0]


async def test_everybody_sees_what_is_theirs_to_see(portal: Asker, services: dict[str, Asker], home: Household) -> None:
    waiting = await ask(portal, home, SOON, "ppt")
    await answers(portal, home, waiting["ppt"])
    await portal.ask(answered(home.child, waiting["barnehage"], yes=False), home.father)

    known: Consents = await portal.ask(ReadConsents(child=home.child), home.mother)
    assert (known.child_name, known.mine) == (NAMES[0], ())
    ppt, barnehage = known.consents
    assert (ppt.service, ppt.state, ppt.text_version) == ("ppt", State.ACTIVE, "stafettlogg-ppt-nb-2")
    assert {(giver.person_name, giver.relation, giver.answer) for giver in ppt.givers} == {
        (NAMES[1], "mother", "yes"),
        (NAMES[2], "father", "yes"),
    }
    assert (barnehage.state, sorted(str(giver.answer) for giver in barnehage.givers)) == (State.REFUSED, ["None", "no"])
    assert await portal.ask(ReadConsents(child=home.child), adviser) == known

    standings: Standings = await services["ppt"].ask(ReadStandings(child=home.child))
    assert {(one.service, one.state, one.version) for one in standings.standings} == {
        ("ppt", State.ACTIVE, 3),
        ("barnehage", State.REFUSED, 2),
    }
    assert (standings.child_name, standings.guardian_names) == (None, ())
    named: Standings = await services["familie"].ask(ReadStandings(child=home.child))
    assert named.child_name == NAMES[0]
    assert set(named.guardian_names) == {(home.mother.id, NAMES[1], "mother"), (home.father.id, NAMES[2], "father")}


async def test_a_family_follows_the_register(portal: Asker, register: Asker, home: Household) -> None:
    done: Done = await register.ask(home.told(father_responsible=False))
    family: Family = await portal.ask(MyFamily(seen=done.event), home.mother)
    assert [(child.child, child.child_name, child.relation) for child in family.children] == [
        (home.child, NAMES[0], "mother")
    ]
    assert (await portal.ask(MyFamily(seen=done.event), home.father)).children == ()
    assert await portal.refusal(ReadConsents(child=home.child), home.father) == "AccessDenied"


async def test_a_consent_ends_on_its_day_and_the_timer_says_so_once(
    installation: Installation, portal: Asker, services: dict[str, Asker], home: Household
) -> None:
    await services["familie"].lease(home.child, OURS)
    consent = (await ask(portal, home, SOON, "ppt"))["ppt"]
    await answers(portal, home, consent)
    assert set(await services["ppt"].lease(home.child, OURS)) == {OURS}

    operator = await installation.superuser("consent")
    await turn_the_calendar(operator, home, consent)
    assert await services["ppt"].lease(home.child, OURS) == {}
    assert await portal.refusal(WithdrawConsent(child=home.child, consent=consent), home.mother) == "ConsentEnded"
    view: Consents = await portal.ask(ReadConsents(child=home.child), home.mother)
    assert {one.service: one.state for one in view.consents}["ppt"] is State.EXPIRED

    await operator.execute("UPDATE timers SET due_at = now() WHERE item = $1", consent)
    await until(lambda: operator.fetchval("SELECT ended_at FROM timers WHERE item = $1", consent))
    types = await operator.fetch("SELECT type FROM events WHERE stream = $1 ORDER BY version", home.child)
    assert [row["type"] for row in types].count("consent-expired") == 1
    await operator.close()


async def turn_the_calendar(operator: asyncpg.Connection, home: Household, consent: str) -> None:
    """The last day of this consent is today. Nobody but a test and a superuser can do this."""
    for row in await operator.fetch("SELECT version, data FROM events WHERE stream = $1", home.child):
        data = orjson.loads(row["data"])
        if data.get("consent") == consent and "expires_on" in data:
            changed = orjson.dumps(data | {"expires_on": today(datetime.now(UTC)).isoformat()})
            await operator.execute(
                "UPDATE events SET data = $3 WHERE stream = $1 AND version = $2", home.child, row["version"], changed
            )


async def test_of_many_who_ask_at_once_one_asks(portal: Asker, home: Household) -> None:
    asked = [AskConsent(child=home.child, services=("ppt",), categories=SHARED, expires_on=SOON) for _ in range(12)]
    results = await asyncio.gather(*(portal.ask(one, teacher) for one in asked), return_exceptions=True)
    assert sum(isinstance(result, Done) for result in results) == 1
    assert {result.code for result in results if isinstance(result, RemoteRefused)} == {"AlreadyAsked"}


async def test_two_parents_who_answer_at_once_are_both_heard(portal: Asker, home: Household) -> None:
    consent = (await ask(portal, home, SOON, "ppt"))["ppt"]
    said = (answered(home.child, consent) for _ in range(2))
    await asyncio.gather(*(portal.ask(one, by) for one, by in zip(said, (home.mother, home.father), strict=True)))
    view: Consents = await portal.ask(ReadConsents(child=home.child), home.mother)
    assert {one.service: one.state for one in view.consents}["ppt"] is State.ACTIVE


async def test_repeating_a_request_changes_nothing_more(
    portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    asked = AskConsent(child=home.child, services=("ppt",), categories=SHARED, expires_on=SOON)
    first = await portal.ask(asked, teacher)
    assert await portal.ask(asked, teacher) == first
    count = await database.fetchval(
        "SELECT count(*) FROM events WHERE stream = $1 AND type = $2", home.child, ConsentAsked.type
    )
    assert count == 2
