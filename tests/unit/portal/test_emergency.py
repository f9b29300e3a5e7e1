"""The pages of nødåpning: asked for with a fresh sign-in, seen as long as it lasts, and reviewed by another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.portal.directory import Person
from shared.contracts import case, consent
from shared.contracts.common import Actor
from shared.errors import RemoteRefused
from tests.unit.portal.sample import CHILD, DIRECTORY, LOG
from tests.unit.portal.world import World, sent

WHY = "Barnet er funnet bevisstløst ute på plassen"
PAGE = f"/barn/{CHILD}/nodapning"


def person(name: str) -> Person:
    return next(one for one in DIRECTORY if one.name.startswith(name))


def emergency(by: str, **changes: Any) -> consent.EmergencyView:
    now = datetime.now(UTC)
    told = {
        "emergency": "e-1", "child": CHILD, "child_name": "Barnet", "person": person(by).id, "owner": "barnehage",
        "unit": "bekkelia", "because": consent.Cause.VIOLENCE, "reason": WHY, "opened_at": now,
        "until": now + timedelta(minutes=60), "review_by": now + timedelta(days=3), "overdue": False,
        "may_review": False,
    }  # fmt: skip
    return consent.EmergencyView.model_validate(told | changes)


def knows(world: World, *found: consent.EmergencyView) -> None:
    world.services.answers["my-emergencies"] = lambda *_: consent.Emergencies(emergencies=found)


async def test_a_sign_in_a_moment_ago_lets_one_ask_and_tells_the_service_when_it_was() -> None:
    world = World()
    async with world.as_person(person("Kari")) as kari:
        assert "Åpne nå" in (await kari.get(PAGE)).text
        await sent(world, kari, PAGE, because="missing", reason=WHY)
        request, _, actor = next(one for one in world.services.asked if one[0].name == "open-in-emergency")
    assert isinstance(request, consent.OpenInEmergency)
    assert (request.child, request.because, request.reason) == (CHILD, consent.Cause.MISSING, WHY)
    assert actor.shown_at
    assert datetime.now(UTC) - actor.shown_at < timedelta(minutes=1)


async def test_nothing_else_tells_when_somebody_signed_in() -> None:
    world = World()
    async with world.as_person(person("Kari")) as kari:
        await kari.get("/oppgaver")
    assert {actor.shown_at for _, _, actor in world.services.asked} == {None}


async def test_an_older_sign_in_is_repeated_first() -> None:
    world = World()
    async with world.as_person(person("Kari")) as kari:
        for key, session in world.sessions.rows.items():
            since = datetime.now(UTC) - timedelta(minutes=5)
            world.sessions.rows[key] = type(session)(key, session.actor, since=since)
        page = (await kari.get(PAGE)).text
        assert "Logg inn på nytt" in page
        assert "Åpne nå" not in page
        again = await kari.post("/inn", data={"person": person("Kari").id, "til": PAGE})
        assert again.headers["location"] == PAGE
        assert "Åpne nå" in (await kari.get(PAGE)).text


@pytest.mark.parametrize("to", ["https://ond.test", "//ond.test", "/kontroll", f"{PAGE}/../..", f"{PAGE}\n"])
async def test_signing_in_leads_nowhere_else(to: str) -> None:
    async with World().visitor() as visitor:
        answer = await visitor.post("/inn", data={"person": person("Kari").id, "til": to})
    assert answer.headers["location"] == "/oppgaver"


async def test_a_reason_that_is_too_short_is_asked_for_again_and_what_was_written_stays() -> None:
    world = World()
    async with world.as_person(person("Kari")) as kari:
        answer = await sent(world, kari, PAGE, because="missing", reason="Haster")
    assert answer.status_code == 422
    assert "Haster" in answer.text
    assert not world.services.said("open-in-emergency")


async def test_whoever_may_know_is_told_which_rule_says_no_and_by_which_law() -> None:
    world = World()

    def closed(_request: Any, _actor: Actor) -> Any:
        raise RemoteRefused("AccessDenied", 403, retryable=False, why=[("Familien har sagt nei.", "art. 7 nr. 3")])

    world.services.answers["open-in-emergency"] = closed
    async with world.as_person(person("Kari")) as kari:
        page = (await sent(world, kari, PAGE, because="missing", reason=WHY)).text
    assert "Familien har sagt nei. (art. 7 nr. 3)" in page
    assert WHY in page


async def test_a_banner_stands_as_long_as_it_lasts_and_only_for_who_opened_it() -> None:
    world = World()
    whole = world.services.answers["read-stafettlogg"]

    def without_me(request: Any, actor: Actor) -> case.StafettloggView:
        view: case.StafettloggView = whole(request, actor)
        others = tuple(one for one in view.participants if one.person != person("Amir").id)
        return view.model_copy(update={"participants": others})

    world.services.answers["read-stafettlogg"] = without_me
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with world.as_person(person("Amir")) as amir:
        knows(world, emergency("Amir"))
        assert "Du leser dette med nødåpning" in (await amir.get(f"/logg/{LOG}")).text
        for other in (emergency("Amir", until=past), emergency("Kari"), emergency("Amir", child="c-2")):
            knows(world, other)
            assert "med nødåpning, til" not in (await amir.get(f"/logg/{LOG}")).text


async def test_the_leader_says_whether_it_was_right_and_whether_the_family_may_know() -> None:
    world = World()
    knows(world, emergency("Kari", may_review=True))
    async with world.as_person(person("Siv")) as siv:
        page = (await siv.get("/nodapninger")).text
        assert WHY in page
        assert "Kari" in page
        await sent(world, siv, "/nodapninger/e-1", child=CHILD, justified="no", tell_family="on", note="Ikke riktig")
    (review,) = world.services.said("review-emergency")
    assert isinstance(review, consent.ReviewEmergency)
    assert (review.emergency, review.justified, review.tell_family, review.note) == ("e-1", False, True, "Ikke riktig")


async def test_the_personvernombud_sees_what_is_overdue_and_no_name() -> None:
    world = World()
    knows(world, emergency("Kari", overdue=True, may_review=True, child_name=None))
    async with world.as_person(person("Sunniva")) as sunniva:
        page = (await sunniva.get("/nodapninger")).text
    assert "Ikke vurdert i tide" in page
    assert "Kari" not in page


async def test_a_family_sees_what_it_is_told_of_and_reviews_nothing() -> None:
    world = World()
    knows(world, emergency("Kari", because=consent.Cause.MISSING, reviewed_at=datetime.now(UTC), justified=True))
    async with world.as_person(person("Ingrid")) as ingrid:
        page = (await ingrid.get("/nodapninger")).text
    assert "Vurdert: riktig brukt" in page
    assert "Vurder nødåpningen" not in page


async def test_of_a_nodapning_that_is_not_there_nothing_is_said() -> None:
    world = World()
    world.services.answers["my-logs"] = lambda *_: case.Logs(logs=())
    knows(world, emergency("Kari", child="c-2"))
    async with world.as_person(person("Siv")) as siv:
        assert (await sent(world, siv, "/nodapninger/e-2", justified="yes")).status_code == 404
        assert (await siv.get(f"{PAGE}/logg")).status_code == 404
        assert (await siv.get("/barn/c-2/nodapning/logg")).headers["location"] == "/nodapninger"
    assert not world.services.said("review-emergency")
