"""A young person's own page, and what nobody need sign in to read."""

import pytest

from services.portal.pages.tour import STEPS
from services.portal.signin.kept import Kept
from shared.contracts import case
from shared.contracts.common import Role
from tests.unit.portal.sample import CHILD, consents, named, stafettlogg
from tests.unit.portal.world import World, sent

JENNY, TRINE = named("Jenny Solbakk"), named("Trine Solbakk")


def itself() -> World:
    """Where everything is about Jenny."""
    world = World()
    log = stafettlogg().model_copy(update={"child": JENNY.id, "child_name": JENNY.name})
    world.services.answers["read-consents"] = lambda *_: consents().model_copy(update={"child": JENNY.id})
    world.services.answers["read-stafettlogg"] = lambda *_: log
    summary = case.LogSummary(
        stafettlogg=log.stafettlogg, child=JENNY.id, level=2, holder=log.holder, child_name=JENNY.name, open=True
    )
    world.services.answers["my-logs"] = lambda *_: case.Logs(logs=(summary,))
    return world


async def test_a_youth_comes_to_its_own_page_and_is_asked_for_nobodys_tasks() -> None:
    world = itself()
    async with world.as_person(JENNY) as visitor:
        first = await visitor.get("/familie")
        assert (first.status_code, first.headers["location"]) == (303, f"/familie/{JENNY.id}")
        page = (await visitor.get(f"/familie/{JENNY.id}")).text
    assert JENNY.role is Role.YOUTH
    assert "Hei, Jenny" in page
    assert "Si hva du mener" in page
    assert "116 111" in page
    assert "Synlig for familien" in page
    assert not {"my-tasks", "my-conversations", "my-family"} & {one.name for one, _, _ in world.services.asked}


async def test_what_a_youth_says_is_a_note_of_its_own() -> None:
    world = itself()
    async with world.as_person(JENNY) as visitor:
        await sent(world, visitor, f"/familie/{JENNY.id}/lysglimt", text="Helst etter klokken ti.")
    (said,) = world.services.said("write-contribution")
    assert (said.kind, said.text) == (case.Kind.NOTE, "Helst etter klokken ti.")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path", ["/oppgaver", "/barn", "/kontroll", f"/sporsmal/{CHILD}", f"/familie/{CHILD}/sletting"]
)
async def test_what_is_for_others_is_not_there_for_a_youth(path: str) -> None:
    async with World().as_person(JENNY) as visitor:
        assert (await visitor.get(path)).status_code == 404


def test_only_the_consent_service_has_the_name_of_a_youth_that_no_demo_invented() -> None:
    directory = World().portal.directory
    stranger = JENNY.model_copy(update={"id": "c-00000001"}).actor
    shown = directory.signed_in(stranger, Kept(name="Ola Nordmann", id_token="t").name)
    assert (shown and shown.name, shown and shown.role) == ("Ola Nordmann", Role.YOUTH)
    assert directory.signed_in(stranger, None) is None
    assert directory.colleague(JENNY.id) is None


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/om", "Fra 15 år svarer barnet selv"),
        ("/om/eksempel", "Alt på denne siden er oppdiktet"),
        ("/personvern", "personvernombud@fjordvik.eksempel.test"),
        ("/personvern?kommune=5998", "personvernombud@havnes.eksempel.test"),
        ("/tilgjengelighet", "nettsider@fjordvik.eksempel.test"),
    ],
)
async def test_what_is_public_needs_no_sign_in_and_may_be_kept(path: str, says: str) -> None:
    world = World()
    async with world.visitor() as visitor:
        page = await visitor.get(path)
    assert page.status_code == 200
    assert says in page.text
    assert page.headers["cache-control"] == "public, max-age=3600"
    assert "set-cookie" not in page.headers
    assert not world.services.asked
    assert "http" not in page.text.replace("http://www.w3.org", "")


async def test_nothing_of_the_example_can_be_followed_or_sent() -> None:
    async with World().visitor() as visitor:
        page = (await visitor.get("/om/eksempel")).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    leads = {part.partition('"')[0] for part in main.split('href="')[1:]}
    assert {one for one in leads if not one.startswith("#")} == {"/om"}
    assert page.count("<b>Eksempel.</b>") == 2


async def test_a_municipality_that_is_not_here_has_no_pages() -> None:
    async with World().visitor() as visitor:
        assert (await visitor.get("/om?kommune=0301")).status_code == 404


async def test_the_tour_is_offered_until_it_is_taken_and_can_be_taken_again() -> None:
    world = World()
    async with world.as_person(TRINE) as visitor:
        offered = "Start omvisningen"
        assert offered in (await visitor.get(f"/familie/{CHILD}")).text
        for step in range(1, len(STEPS) + 1):
            assert STEPS[step - 1].heading in (await visitor.get(f"/familie/omvisning?steg={step}")).text
        assert (await visitor.get("/familie/omvisning?steg=9")).status_code in {404, 422}
        done = await sent(world, visitor, "/familie/omvisning")
        assert "tour=seen" in done.headers["set-cookie"]
        page = (await visitor.get(f"/familie/{CHILD}")).text
        assert offered not in page
        assert 'href="/familie/omvisning"' in page
