"""A meeting: called, shown on the wall, everything of it saved at once; and tiltak from the tiltaksbank."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.portal.dates import HERE as OSLO
from services.portal.directory import Person
from shared.contracts import case
from shared.contracts.case import Effect, MeetingStage
from shared.ids import derived
from tests.unit.portal.sample import INGRID, KARI, LOG, MAREK, NOW, SOON, TODAY, TOR, stafettlogg
from tests.unit.portal.world import KEY, World, refuse, sent

HERE = f"/logg/{LOG}/mote"
BANK = f"/logg/{LOG}/tiltaksbank"
AT = datetime.combine(SOON, time(9, 0), OSLO)
CALLED = case.Meeting(
    meeting="k-1", stage=MeetingStage.CALLED, evaluation=False, starts_at=AT, where="Rom 2", agenda="Hva hjelper?",
    invited=(KARI.id, INGRID.id),
)  # fmt: skip
HELD = case.Meeting(
    meeting="k-2", stage=MeetingStage.HELD, evaluation=False, held_on=TODAY, edition=2, present=(KARI.id,),
    minutes=case.Said(text="Vi leser mer.", by=KARI.id, at=NOW), confirmed_by=(MAREK,), suggested_level=1,
    earlier=(case.Said(text="Vi leser.", by=KARI.id, at=NOW),),
)  # fmt: skip
OFF = CALLED.model_copy(update={"meeting": "k-3", "stage": MeetingStage.CANCELLED})
HEARD = case.ChildsVoice(heard=(case.Heard(said="Jeg liker å male.", how=None, heard_on=TODAY, by=TOR.id),), fresh=True)


def world(**changed: Any) -> World:
    made = World()
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(
        update={"meetings": (CALLED, HELD, OFF), **changed}
    )
    return made


def part(name: str) -> str:
    return str(derived(UUID(KEY), name))


async def test_a_meeting_is_called_to_a_day_a_time_and_those_who_shall_come() -> None:
    made, fields = world(), {"starts_at": SOON.isoformat(), "where": "Rom 2", "agenda": "Hva hjelper?"}
    async with made.as_person(KARI) as visitor:
        refused = await sent(made, visitor, HERE, **fields)
        assert 'href="#call-starts_at"' in refused.text
        assert "Hva hjelper?</textarea>" in refused.text
        await sent(made, visitor, HERE, **fields, clock="09:00", evaluation="on", **{f"invited-{TOR.id}": "on"})
        await sent(made, visitor, f"{HERE}/k-1/avlys", reason="Syk.")
    assert made.services.said("call-meeting") == [
        case.CallMeeting(
            id=KEY, stafettlogg=LOG, meeting=KEY, starts_at=AT, where="Rom 2", agenda="Hva hjelper?",
            invited=(TOR.id,), evaluation=True,
        )
    ]  # fmt: skip
    assert made.services.said("cancel-meeting") == [
        case.CancelMeeting(id=KEY, stafettlogg=LOG, meeting="k-1", reason="Syk.")
    ]


async def test_the_childs_voice_comes_before_goals_tiltak_and_minutes() -> None:
    made = world(voice=HEARD, goals=(case.Goal(goal="g-1", text="Lek med andre.", by=KARI.id, at=NOW),))
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"{HERE}/k-1")).text
    said = [page.index(text) for text in ("Hva hjelper?", "Jeg liker å male.", "Lek med andre.", "Lekegruppe")]
    assert [*said, page.index('name="minutes"')] == sorted([*said, page.index('name="minutes"')])
    assert 'data-size="lg"' in page
    assert "without_voice_because" not in page


@pytest.mark.parametrize("person", [TOR, INGRID])
async def test_others_see_the_same_on_the_wall_and_write_nothing(person: Person) -> None:
    async with world().as_person(person) as visitor:
        page = await visitor.get(f"{HERE}/k-1")
        assert (await visitor.get(f"{HERE}/unknown")).status_code == 404
    assert page.status_code == 200
    assert "Lekegruppe" in page.text
    assert f'action="{HERE}' not in page.text


async def test_evaluations_minutes_agreements_and_the_next_meeting_are_saved_together() -> None:
    made = world()
    fields = {
        "effect-m-1": "some", "happened-m-1": "Hun leker mer.", "then-m-1": "continue", "on-m-1": SOON.isoformat(),
        "minutes": "Vi fortsetter.", "held_on": TODAY.isoformat(), f"present-{KARI.id}": "on",
        "measures-1-bank": "dialoglesing", "measures-1-responsible": TOR.id, "suggested_level": "1",
        "next_meeting-starts_at": SOON.isoformat(), "next_meeting-clock": "09:00", "next_meeting-where": "Rom 2",
        "next_meeting-agenda": "Sammen igjen.",
    }  # fmt: skip
    async with made.as_person(KARI) as visitor:
        answer = await sent(made, visitor, f"{HERE}/k-1", **fields)
    assert answer.headers["location"] == HERE
    assert made.services.said("evaluate-measure") == [
        case.EvaluateMeasure(
            id=part("evaluate m-1"), stafettlogg=LOG, measure="m-1", effect=Effect.SOME, happened="Hun leker mer."
        )
    ]
    assert made.services.said("continue-measure") == [
        case.ContinueMeasure(id=part("continue m-1"), stafettlogg=LOG, measure="m-1", evaluate_on=SOON)
    ]
    (held,) = made.services.said("record-meeting")
    assert isinstance(held, case.RecordMeeting)
    assert (held.meeting, held.minutes, held.present, held.suggested_level) == ("k-1", "Vi fortsetter.", (KARI.id,), 1)
    assert [(one.title, one.bank, one.responsible) for one in held.measures] == [
        ("Les sammen, to og to", "dialoglesing", TOR.id)
    ]
    assert held.measures[0].evaluate_on == TODAY + timedelta(weeks=8)
    assert held.next_meeting
    assert (held.next_meeting.starts_at, held.next_meeting.invited) == (AT, (KARI.id,))


async def test_nothing_is_sent_before_all_of_it_can_be_and_every_fault_is_pointed_at() -> None:
    made, fields = world(), {"effect-m-1": "some", "measures-1-title": "Lese", "next_meeting-where": "Rom 2"}
    async with made.as_person(KARI) as visitor:
        refused = await sent(made, visitor, f"{HERE}/k-1", **fields)
    assert refused.status_code == 422
    for where in (
        "happened-m-1", "minutes", "held_on", "present", "measures-1-evaluate_on", "next_meeting-starts_at",
        "next_meeting-agenda",
    ):  # fmt: skip
        assert f'href="#meeting-{where}"' in refused.text
        assert f'id="meeting-{where}"' in refused.text
    assert 'value="Lese"' in refused.text
    assert not made.services.said("evaluate-measure")


async def test_a_meeting_that_nobody_called_can_be_written_down_and_what_was_written_survives_a_no() -> None:
    made = world()
    made.services.answers["record-meeting"] = refuse("VoiceMissing")
    fields = {"minutes": "Vi møttes.", "held_on": TODAY.isoformat(), f"present-{KARI.id}": "on", "evaluation": "on"}
    rows = {"measures-0-title": "", "measures-1-title": ""}
    async with made.as_person(KARI) as visitor:
        refused = (await sent(made, visitor, f"{HERE}/na", **fields)).text
        assert "Barnets stemme mangler." in refused
        assert "Vi møttes.</textarea>" in refused
        assert f'name="present-{KARI.id}" value="on" checked' in refused
        assert f'name="present-{TOR.id}" value="on" checked' not in refused
        more = (await sent(made, visitor, f"{HERE}/na", **fields, **rows, more="1")).text
        assert 'name="measures-2-title"' in more
        assert "Vi møttes.</textarea>" in more
    (tried,) = made.services.said("record-meeting")
    assert (tried.meeting, str(tried.id)) == (KEY, part("minutes"))  # type: ignore[attr-defined]


async def test_minutes_are_read_with_their_editions_and_corrected_by_the_holder_alone() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"{HERE}/k-2")).text
        for text in ("Vi leser mer.", "Vi leser.", "Bekreftet av Marek Kowalski", "Møtet foreslo Nivå 1."):
            assert text in page
        assert 'href="#correct-minutes"' in (await sent(made, visitor, f"{HERE}/k-2/rett")).text
        await sent(made, visitor, f"{HERE}/k-2/rett", minutes="Vi leser hver kveld.")
        assert "Møtet er avlyst" in (await visitor.get(f"{HERE}/k-3")).text
    async with made.as_person(INGRID) as visitor:
        assert "/rett" not in (await visitor.get(f"{HERE}/k-2")).text
    assert made.services.said("correct-minutes") == [
        case.CorrectMinutes(id=KEY, stafettlogg=LOG, meeting="k-2", minutes="Vi leser hver kveld.")
    ]


async def test_the_family_sees_the_next_meeting_first() -> None:
    async with world().as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{stafettlogg().child}")).text
    assert "Neste møte" in page
    assert f'href="{HERE}/k-1"' in page


# --- The tiltaksbank -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "which", "asked"),
    [
        (KARI, "dialoglesing", case.AgreeMeasure),
        (TOR, "dialoglesing", case.ProposeMeasure),
    ],
)
async def test_a_tiltak_is_taken_from_the_bank_by_whoever_may(
    person: Person, which: str, asked: type[case.CaseCommand]
) -> None:
    made = world()
    fields = {"title": "Les sammen", "responsible": TOR.id, "evaluate_on": SOON.isoformat()}
    async with made.as_person(person) as visitor:
        assert f'href="{BANK}/{which}"' in (await visitor.get(BANK)).text
        assert 'value="Les sammen, to og to"' in (await visitor.get(f"{BANK}/{which}")).text
        assert 'href="#taken-title"' in (await sent(made, visitor, f"{BANK}/{which}")).text
        await sent(made, visitor, f"{BANK}/{which}", **fields)
        assert (await visitor.get(f"{BANK}/finnes-ikke")).status_code == 404
    (taken,) = made.services.said(asked.name)
    assert (taken.bank, taken.title, taken.at_home) == (which, "Les sammen", False)  # type: ignore[attr-defined]


async def test_a_parent_sees_what_is_for_home_and_agrees_it_themselves() -> None:
    made = world()
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(BANK)).text
        assert f'href="{BANK}/dialoglesing"' not in page
        which = page.partition(f'href="{BANK}/')[2].partition('"')[0]
        fields = {"title": "Lese", "responsible": INGRID.id, "evaluate_on": SOON.isoformat()}
        await sent(made, visitor, f"{BANK}/{which}", **fields)
    (agreed,) = made.services.said("agree-measure")
    assert (agreed.at_home, agreed.responsible) == (True, INGRID.id)  # type: ignore[attr-defined]
