"""What people write is handed on word for word, and never lost when the answer is no."""

import re
from datetime import timedelta
from typing import Any

import pytest

from services.portal.directory import Person
from services.portal.refusals import TEXTS
from shared.contracts import case, consent
from shared.contracts.common import Actor, Category, Request
from shared.errors import Unavailable
from tests.unit.portal.consenting import PPT, other, told
from tests.unit.portal.sample import CASE, CHILD, INGRID, KARI, LOG, SIV, TODAY, TOR, concern, summary
from tests.unit.portal.world import KEY, World, refuse, sent

ATTACK = "<script>alert(1)</script>"


async def test_a_quick_note_joins_the_open_undring() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await sent(world, visitor, "/notat", child=f"{CHILD}:{CASE}", seen="Satt alene.\r\nGråt.")
    assert answer.headers["location"] == "/oppgaver"
    (added,) = world.services.said("add-observation")
    assert added == case.AddObservation(id=KEY, case=CASE, observation={"seen": "Satt alene.\nGråt."})


async def test_a_quick_note_starts_an_undring_where_there_is_none() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await sent(world, visitor, "/notat", child=f"{CHILD}:", seen="Satt alene.")
    (registered,) = world.services.said("register-concern")
    assert registered.case == KEY  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("person", "address", "fields"),
    [
        (KARI, "/notat", {"child": f"{CHILD}:{CASE}", "seen": " "}),
        (KARI, "/notat", {"child": f"{CHILD}:", "seen": " "}),
        (KARI, f"/barn/{CHILD}/undring", {}),
        (KARI, f"/barn/{CHILD}/{CASE}/haster", {}),
        (KARI, f"/barn/{CHILD}/{CASE}/observasjon", {}),
        (KARI, f"/barn/{CHILD}/samtykke", {}),
        (KARI, f"/barn/{CHILD}/stafettlogg", {}),
        (KARI, f"/barn/{CHILD}/samtykke", {"service-ppt": "on", "covers": "date", "covers_from": "x"}),
        (KARI, f"/barn/{CHILD}/samtykke", {"purpose": "film"}),
        (KARI, f"/barn/{CHILD}/samtykke/s-ppt/svar", {}),
        (KARI, f"/barn/{CHILD}/samtykke/s-barnehage/sett-paa", {}),
        (KARI, f"/barn/{CHILD}/delt-etter-lov", {}),
        (SIV, f"/undring/{CASE}/avklar", {}),
        (KARI, f"/logg/{LOG}/tiltak", {}),
        (INGRID, f"/familie/{CHILD}/lysglimt", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_must_be_mended_is_named_with_a_way_to_it(
    person: Person, address: str, fields: dict[str, str]
) -> None:
    world = World()
    world.services.answers["read-child"] = lambda *_: summary().model_copy(update={"stafettlogg": None})
    world.services.answers["read-case"] = lambda *_: concern().model_copy(update={"acute_answer": None})
    async with world.as_person(person) as visitor:
        page = (await sent(world, visitor, address, **fields)).text
    (problem,) = re.findall(r"ds-error-summary.*?</div>", page, re.DOTALL)
    assert (ways := re.findall(r'href="#(.+?)"', problem))
    assert [way for way in ways if f'id="{way}"' not in page] == []


async def test_an_undring_keeps_facts_apart_from_thoughts() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await sent(
            world, visitor, f"/barn/{CHILD}/undring", acute="no", interpretation="Er hun trøtt?",
            **{
                "observations-0-seen": "Satt alene.", "observations-0-where": "Garderoben", "observations-0-since": "",
                "observations-1-seen": "Svarte ikke.", "observations-2-seen": " ",
            },
        )  # fmt: skip
    assert answer.headers["location"] == f"/barn/{CHILD}"
    (registered,) = world.services.said("register-concern")
    assert isinstance(registered, case.RegisterConcern)
    assert [seen.seen for seen in registered.observations] == ["Satt alene.", "Svarte ikke."]
    assert (registered.observations[0].where, registered.observations[0].since) == ("Garderoben", None)
    assert (registered.interpretation, registered.acute) == ("Er hun trøtt?", False)


async def test_one_more_observation_keeps_what_is_written() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = await sent(
            world, visitor, f"/barn/{CHILD}/undring", more="1", acute="no",
            **{"observations-0-seen": "Satt alene.", "observations-1-seen": ""},
        )  # fmt: skip
    assert page.status_code == 200
    assert "Satt alene.</textarea>" in page.text
    assert 'id="concern-observations-2-seen"' in page.text
    assert not world.services.said("register-concern")


@pytest.mark.parametrize("code", [*sorted(TEXTS), "SomethingUnheardOf"])
async def test_a_refusal_is_explained_and_the_text_is_kept(code: str) -> None:
    world = World()
    world.services.answers["write-contribution"] = refuse(code)
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/logg/{LOG}/skriv", kind="note", text=f"Hun lo. {ATTACK}")
    assert page.status_code == 422
    assert TEXTS.get(code, "Ingenting er lagret") in page.text
    assert "Hun lo. &lt;script&gt;" in page.text
    assert ATTACK not in page.text
    assert f'name="id" value="{KEY}"' in page.text


async def test_what_is_missing_is_said_at_the_field() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = await sent(
            world,
            visitor,
            f"/logg/{LOG}/tiltak",
            title="x" * 201,
            description="",
            responsible=KARI.id,
            evaluate_on="i går",
        )
    assert page.status_code == 422
    assert "Kan ha høyst 200 tegn" in page.text
    assert "Skriv en gyldig dato" in page.text
    assert 'aria-invalid="true"' in page.text
    assert not world.services.said("agree-measure")


async def test_services_that_do_not_answer_keep_the_text() -> None:
    world = World()

    def silent(_request: Request, _actor: Actor) -> Any:
        raise Unavailable

    world.services.answers["write-contribution"] = silent
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/logg/{LOG}/skriv", kind="note", text="Hun lo.")
    assert "Hun lo.</textarea>" in page.text


async def test_after_an_act_the_next_page_says_so_once_and_waits_for_it() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await sent(world, visitor, f"/logg/{LOG}/skriv", kind="assessment", text="Trenger tid.")
        assert "Lagret i stafettloggen." in (await visitor.get(f"/logg/{LOG}")).text
        assert "Lagret i stafettloggen." not in (await visitor.get(f"/logg/{LOG}")).text
    waited = [request.seen for request in world.services.said("read-stafettlogg")]  # type: ignore[attr-defined]
    assert waited == ["barnehage-1-p", None]


async def test_the_shared_spine_is_asked_of_the_family_and_a_text_of_its_own_service() -> None:
    world = World()
    async with world.as_person(TOR) as visitor:
        await sent(world, visitor, f"/invitasjon/{LOG}/bli-med")
        await sent(world, visitor, f"/logg/{LOG}/skriv", kind="assessment", text="Trenger tid.")
    asked = {request.name: owner for request, owner, _ in world.services.asked}
    assert asked["accept-invitation"] == "familie"
    assert asked["write-contribution"] == "ppt"


async def test_asking_the_parents_names_services_content_and_term() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await sent(
            world, visitor, f"/barn/{CHILD}/samtykke", months="3",
            **{"service-ppt": "on", "category-notes": "on", "category-agreements": "on"},
        )  # fmt: skip
    (asked,) = world.services.said("ask-consent")
    assert isinstance(asked, consent.AskConsent)
    assert asked.services == ("barnehage", "ppt")
    assert set(asked.categories) == {Category.NOTES, Category.AGREEMENTS}
    assert timedelta(days=85) < asked.expires_on - TODAY < timedelta(days=95)


async def test_asking_nobody_is_not_sent() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/barn/{CHILD}/samtykke", months="3")
    assert page.status_code == 422
    assert not world.services.said("ask-consent")


async def test_no_parent_is_asked_while_the_concern_is_acute() -> None:
    world = World()
    world.services.answers["read-case"] = lambda *_: concern(acute=True)
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/barn/{CHILD}/samtykke", months="3", **{"service-ppt": "on"})
    assert page.status_code == 422
    assert not world.services.said("ask-consent")


async def test_a_parent_answers_only_what_they_are_asked() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        await sent(world, visitor, f"/familie/{CHILD}/svar", **{"answer-s-ppt": "yes", "answer-s-barnevern": "yes"})
    (answered,) = world.services.said("answer-consent")
    assert (answered.consent, answered.yes) == ("s-ppt", True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("freely", [True, False])
async def test_a_parents_yes_says_whether_it_is_free(freely: bool) -> None:  # noqa: FBT001
    world = World()
    ticked = {"freely": "on"} if freely else {}
    async with world.as_person(INGRID) as visitor:
        assert "har Maja fått si" not in (await visitor.get(f"/familie/{CHILD}")).text  # too small to be asked always
        await sent(world, visitor, f"/familie/{CHILD}/svar", **{"answer-s-ppt": "yes", **ticked})
    (said,) = world.services.said("answer-consent")
    assert isinstance(said, consent.AnswerConsent)
    assert (said.told_of_rights, said.said_freely, said.child_heard) == (freely, freely, None)


@pytest.mark.parametrize(("how", "by"), [("talk", INGRID.id), ("too-young", None)])
async def test_of_a_child_that_is_old_enough_a_parent_says_how_it_was_heard(how: str, by: str | None) -> None:
    world = World()
    told(world, other(PPT, heard=consent.Heard.ALWAYS), mine=("s-ppt",))
    async with world.as_person(INGRID) as visitor:
        assert "har Maja fått si" in (await visitor.get(f"/familie/{CHILD}")).text
        await sent(world, visitor, f"/familie/{CHILD}/svar", **{"answer-s-ppt": "yes", "freely": "on", "heard": how})
    (said,) = world.services.said("answer-consent")
    assert said.child_heard == consent.ChildHeard(how=consent.Hearing(how), by=by)  # type: ignore[attr-defined]


async def test_no_choice_is_not_an_answer() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        await sent(world, visitor, f"/familie/{CHILD}/svar", **{"answer-s-ppt": "kanskje"})
        assert "Du har ikke valgt noe svar ennå." in (await visitor.get(f"/familie/{CHILD}")).text
    assert not world.services.said("answer-consent")


async def test_withdrawing_shows_what_it_means_first() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/trekk/s-barnehage")).text
        assert "«Lekegruppe» mister den som har ansvaret" in page
        assert "De har stafettpinnen nå" in page
        assert not world.services.said("withdraw-consent")
        await sent(world, visitor, f"/familie/{CHILD}/trekk/s-barnehage")
    assert world.services.said("withdraw-consent")
