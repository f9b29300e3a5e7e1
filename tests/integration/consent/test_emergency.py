"""Break-glass on real servers: from a reason to a key, to its end, and to who answers for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.consent.emergency.access import POLICIES
from services.consent.emergency.folding import REVIEW
from services.consent.family import today
from shared.contracts.audit import Outcome
from shared.contracts.common import Actor, Category, Done, Role
from shared.contracts.consent import (
    Cause,
    Emergencies,
    EmergencyView,
    MyEmergencies,
    OpenInEmergency,
    ReviewEmergency,
)
from shared.errors import RemoteRefused
from tests.answers import answered
from tests.integration.consent.asking import Asker, Household, ask, rows
from tests.servers import Installation
from tests.unit.consent.world import actor, teacher
from tests.waiting import until

SOON = today(datetime.now(UTC)) + timedelta(days=30)
NOTES = Category.NOTES
OURS, THEIRS, HIDDEN = ("familie", NOTES), ("ppt", NOTES), ("ppt", Category.PRIVATE)
WHY = "Barnet er funnet bevisstløst ute på plassen"
leader = actor("p-1d039c87", Role.LEADER, "barnehage", "bekkelia")
officer = actor("p-059332b1", Role.DPO, "audit")


def fresh(who: Actor, ago: float = 1) -> Actor:
    return who.model_copy(update={"shown_at": datetime.now(UTC) - timedelta(seconds=ago)})


def opening(home: Household, because: Cause = Cause.LIFE_OR_HEALTH) -> OpenInEmergency:
    return OpenInEmergency(child=home.child, because=because, reason=WHY)


async def seen_by(portal: Asker, who: Actor, home: Household) -> list[EmergencyView]:
    found: Emergencies = await portal.ask(MyEmergencies(), who)
    return [one for one in found.emergencies if one.child == home.child]


@pytest.fixture
def opener() -> Actor:
    """Another each time: what one test leaves unreviewed must not stop the next."""
    return actor(f"p-{datetime.now(UTC):%H%M%S%f}", Role.EMPLOYEE, "barnehage", "bekkelia")


async def shared(portal: Asker, services: dict[str, Asker], home: Household) -> dict[str, str]:
    """The family has said yes to PPT and not answered for the kindergarten; both families and PPT have written."""
    for owner in ("familie", "ppt"):
        await services[owner].lease(home.child, (owner, NOTES), (owner, Category.PRIVATE))
    waiting = await ask(portal, home, SOON, "ppt")
    for guardian in (home.mother, home.father):
        await portal.ask(answered(home.child, waiting["ppt"]), guardian)
    return waiting


async def test_keys_are_lent_from_the_opening_until_the_family_says_no(
    portal: Asker, services: dict[str, Asker], home: Household, database: asyncpg.Connection, opener: Actor
) -> None:
    waiting, nursery, slots = await shared(portal, services, home), services["barnehage"], (OURS, THEIRS, HIDDEN)
    assert await nursery.lease(home.child, *slots) == {}
    done: Done = await portal.ask(opening(home), fresh(opener))
    assert done.stream == home.child
    assert set(await nursery.lease(home.child, *slots)) == {OURS, THEIRS}
    assert await services["helsestasjon"].lease(home.child, *slots) == {}
    (view,) = await seen_by(portal, opener, home)
    released = [row for row in await rows(database, "release-keys", home.child) if view.emergency in row.resources]
    assert [(row.policies, row.outcome) for row in released] == [(("N04-nodapning",), Outcome.DONE)]
    (row,) = await rows(database, "open-in-emergency", home.child)
    assert (row.policies, row.resources, row.actor.id) == (("B01-nodapning",), (view.emergency,), opener.id)
    assert WHY not in row.model_dump_json()

    await portal.ask(answered(home.child, waiting["barnehage"], yes=False), home.mother)
    assert await nursery.lease(home.child, *slots) == {}
    for who, told in ((opener, ["F06-familiens-nei"]), (fresh(teacher.model_copy(update={"unit": "solhaug"})), [])):
        with pytest.raises(RemoteRefused) as refused:
            await portal.ask(opening(home), fresh(who))
        texts = [POLICIES.annotations[rule] for rule in told]
        assert refused.value.why == tuple([rule["tekst"], rule["hjemmel"]] for rule in texts)


async def test_keys_end_with_it(
    installation: Installation, portal: Asker, services: dict[str, Asker], home: Household, opener: Actor
) -> None:
    await shared(portal, services, home)
    await portal.ask(opening(home), fresh(opener))
    (view,) = await seen_by(portal, opener, home)
    assert timedelta(minutes=59) < view.until - datetime.now(UTC) <= timedelta(minutes=60)
    await moved(installation, view, "ends_at", timedelta(minutes=2))
    _, lent_until = (await services["barnehage"].lease(home.child, OURS))[OURS]
    assert lent_until - datetime.now(UTC) <= timedelta(minutes=2)
    await moved(installation, view, "ends_at", timedelta(seconds=-1))
    assert await services["barnehage"].lease(home.child, OURS) == {}


async def moved(installation: Installation, view: EmergencyView, what: str, by: timedelta) -> None:
    """As only a superuser can."""
    connection = await installation.superuser("consent")
    sql = f"UPDATE emergencies SET {what} = now() + $2::interval WHERE emergency = $1"
    await connection.execute(sql, view.emergency, by)
    await connection.close()


async def test_nobody_opens_who_may_not(portal: Asker, services: dict[str, Asker], home: Household) -> None:
    await shared(portal, services, home)
    strangers: list[Any] = [
        teacher,
        fresh(teacher, 301),
        fresh(teacher.model_copy(update={"unit": "solhaug"})),
        fresh(actor("p-nurse", Role.EMPLOYEE, "helsestasjon", "fjordvik-helsestasjon")),
        fresh(home.mother),
        fresh(officer),
        fresh(teacher.model_copy(update={"id": home.father.id})),  # who works there, and is the child's father
    ]
    for who in strangers:
        assert await portal.refusal(opening(home), who) == "AccessDenied"
    assert await services["barnehage"].lease(home.child, OURS) == {}


async def test_another_reviews_it_and_the_family_sees_it_when_it_may(
    portal: Asker, home: Household, opener: Actor
) -> None:
    await portal.ask(opening(home, Cause.VIOLENCE), fresh(opener))
    (view,) = await seen_by(portal, opener, home)
    assert (view.reason, view.child_name, view.may_review, view.overdue) == (WHY, "Barnet Oppdiktet", False, False)
    assert [one.child_name for one in await seen_by(portal, officer, home)] == [None]
    assert [one.may_review for one in await seen_by(portal, leader, home)] == [True]
    assert await seen_by(portal, home.mother, home) == []

    review = ReviewEmergency(
        child=home.child, emergency=view.emergency, justified=True, tell_family=True, note="Riktig brukt"
    )
    assert await portal.refusal(review, opener) == "AccessDenied"
    assert await portal.refusal(review, home.mother) == "AccessDenied"
    await portal.ask(review, leader)
    assert await portal.refusal(review.model_copy(update={"id": opening(home).id}), officer) == "AlreadyReviewed"
    (told,) = await seen_by(portal, home.mother, home)
    assert (told.justified, told.note, told.because) == (True, "Riktig brukt", Cause.VIOLENCE)


async def test_who_is_not_reviewed_in_time_opens_nothing_more_until_they_are(
    installation: Installation, portal: Asker, home: Household, database: asyncpg.Connection, opener: Actor
) -> None:
    await portal.ask(opening(home), fresh(opener))
    (view,) = await seen_by(portal, opener, home)
    await moved(installation, view, "review_by", timedelta(seconds=-1))
    assert await portal.refusal(opening(home), fresh(opener)) == "AccessDenied"
    connection = await installation.superuser("consent")
    await connection.execute("UPDATE timers SET due_at = now() WHERE kind = $1 AND subject = $2", REVIEW, home.child)
    await connection.close()

    async def alarmed() -> bool:
        return bool(await rows(database, "emergency-review-missed", home.child))

    await until(alarmed)
    assert [one.overdue for one in await seen_by(portal, officer, home)] == [True]
    review = ReviewEmergency(
        child=home.child, emergency=view.emergency, justified=False, tell_family=False, note="Kunne ha ringt"
    )
    await portal.ask(review, officer)
    await portal.ask(opening(home), fresh(opener))
