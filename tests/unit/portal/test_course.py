"""The course of a stafettlogg: goals, level, the child's voice, what was said, coordination, and moving on."""

from typing import Any

import pytest

from services.portal.directory import Person
from shared.contracts import case
from shared.contracts.case.consultation import Found, TextCheck, Trace
from tests.unit.portal.sample import CHILD, INGRID, KARI, LOG, NOW, SOON, TODAY, TOR, stafettlogg
from tests.unit.portal.world import KEY, World, refuse, sent

HERE = f"/logg/{LOG}"
GOAL = case.Goal(
    goal="g-1", text="Lek med andre.", by=KARI.id, at=NOW, earlier=(case.Said(text="Lek.", by=KARI.id, at=NOW),)
)
REACHED = GOAL.model_copy(update={"goal": "g-2", "text": "Sove.", "stage": case.GoalStage.REACHED})
ASKED = case.Lift(lift="l-1", to="helsestasjon", anonymous=True, question=case.Said(text="Hva nå?", by=KARI.id, at=NOW))


def world(**changed: Any) -> World:
    made = World()
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(
        update={"goals": (GOAL, REACHED), **changed}
    )
    return made


@pytest.mark.parametrize(
    ("address", "fields", "missing", "asked"),
    [
        ("mal", {"goal": "Sove."}, "add-goal", case.AddGoal(id=KEY, stafettlogg=LOG, goal=KEY, text="Sove.")),
        (
            "mal/g-1/endre", {"goal": "Mer lek."}, "endre-g-1-goal",
            case.ChangeGoal(id=KEY, stafettlogg=LOG, goal="g-1", text="Mer lek."),
        ),
        (
            "mal/g-1/avslutt", {"reached": "yes", "reason": "Hun leker."}, "avslutt-g-1-reached",
            case.EndGoal(id=KEY, stafettlogg=LOG, goal="g-1", reached=True, reason="Hun leker."),
        ),
        (
            "oppmerksomhet", {"attention": "Hun er stille."}, "about-attention",
            case.ChangeAttention(id=KEY, stafettlogg=LOG, attention="Hun er stille."),
        ),
        (
            "niva", {"level": "1", "reason": "Det går bra."}, "level-level",
            case.ChangeLevel(id=KEY, stafettlogg=LOG, level=1, reason="Det går bra."),
        ),
        (
            "plan", {"plan-entitled": "yes", "plan-wanted": "no", "plan-reason": "Ikke nå."}, "plan-plan-entitled",
            case.ConsiderIndividualPlan(id=KEY, stafettlogg=LOG, entitled=True, wanted=False, reason="Ikke nå."),
        ),
        (
            "stemme/velg", {"person": TOR.id}, "appoint-person",
            case.AppointVoice(id=KEY, stafettlogg=LOG, person=TOR.id),
        ),
        (
            "overgang", {"to": TOR.id, "on": SOON.isoformat(), "reason": "Skolestart."}, "onward-to",
            case.OfferTransition(id=KEY, stafettlogg=LOG, to=TOR.id, on=SOON, reason="Skolestart."),
        ),
    ],
)  # fmt: skip
async def test_the_holder_asks_it_of_the_familys_side_and_what_is_missing_is_pointed_at(
    address: str, fields: dict[str, str], missing: str, asked: case.CaseCommand
) -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        refused = await sent(made, visitor, f"{HERE}/{address}")
        assert refused.status_code == 422
        assert f'href="#{missing}"' in refused.text
        assert f'id="{missing}"' in refused.text
        assert (await sent(made, visitor, f"{HERE}/{address}", **fields)).status_code == 303
    assert made.services.said(asked.name) == [asked]
    assert {owner for request, owner, _ in made.services.asked if request == asked} == {"familie"}


@pytest.mark.parametrize("address", ["mal", "niva", "stemme", "overgang", "mote"])
@pytest.mark.parametrize(("person", "closed"), [(TOR, None), (KARI, NOW)])
async def test_others_and_a_closed_log_are_offered_nothing_to_change(address: str, person: Person, closed: Any) -> None:
    made = world(closed_at=closed)
    async with made.as_person(person) as visitor:
        page = await visitor.get(f"{HERE}/{address}")
    assert page.status_code == 200
    assert f'action="{HERE}' not in page.text


async def test_goals_stand_with_what_they_were_called_and_what_became_of_them() -> None:
    made = world(earlier_attention=(case.Said(text="Hun er lei seg.", by=KARI.id, at=NOW),))
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(f"{HERE}/mal")).text
    for text in ("Lek med andre.", "Lek.", "Nådd", "Hun er lei seg."):
        assert text in page
    made = world(goals=())
    async with made.as_person(KARI) as visitor:
        assert "Dere har ikke satt noe mål" in (await visitor.get(f"{HERE}/mal")).text
        assert (await sent(made, visitor, f"{HERE}/mal/g-1/noe")).status_code == 404


async def test_individuell_plan_is_considered_on_the_way_to_the_third_level() -> None:
    made = world()
    made.services.answers["change-level"] = refuse("PlanNotConsidered")
    fields = {"level": "3", "reason": "Fire tjenester."}
    async with made.as_person(KARI) as visitor:
        refused = (await sent(made, visitor, f"{HERE}/niva", **fields)).text
        assert "Dere må først vurdere om barnet har rett til individuell plan" in refused
        assert '<details class="ds-details inset wide" open>' in refused
        del made.services.answers["change-level"]
        plan = {"plan-entitled": "no", "plan-wanted": "no", "plan-reason": "Kort tid."}
        await sent(made, visitor, f"{HERE}/niva", **fields, **plan)
    considered = case.PlanConsideration(entitled=False, wanted=False, reason="Kort tid.")
    assert made.services.said("change-level")[-1] == case.ChangeLevel(
        id=KEY, stafettlogg=LOG, level=3, reason="Fire tjenester.", plan=considered
    )


async def test_a_parent_who_is_chosen_hears_the_child_too() -> None:
    made = world(voice=case.ChildsVoice(appointed=INGRID.id))
    task = case.Task(
        kind=case.TaskKind.HEAR_CHILD, child=CHILD, child_name="Maja", ref=LOG, due=None, created_at=NOW, overdue=False
    )
    made.services.answers["my-tasks"] = lambda *_: case.Tasks(tasks=(task,))
    async with made.as_person(INGRID) as visitor:
        assert f'href="{HERE}/stemme"' in (await visitor.get(f"/familie/{CHILD}")).text
        assert f'action="{HERE}/stemme"' in (await visitor.get(f"{HERE}/stemme")).text
        await sent(made, visitor, f"{HERE}/stemme", said="Jeg vil leke.", heard_on=TODAY.isoformat())
    assert made.services.said("record-voice")


async def test_a_transition_that_waits_or_nobody_to_take_over_is_said() -> None:
    going = case.Transition(to=TOR.id, leaving="barnehage", on=SOON, reason="Skolestart.")
    made = world(transition=going, baton_offered_to=TOR.id)
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"{HERE}/overgang")).text
    assert "Tor Eide er spurt om å ta imot stafettpinnen." in page
    assert "Skolestart." in page
    alone = world(participants=stafettlogg().participants[:1])
    async with alone.as_person(KARI) as visitor:
        assert "må være med i loggen først" in (await visitor.get(f"{HERE}/overgang")).text


# --- What was said ---------------------------------------------------------------------------------


def history(**changed: Any) -> case.ContributionHistory:
    told = case.ContributionHistory(
        contribution="b-1", stafettlogg=LOG, kind=case.Kind.NOTE, category="notes",
        versions=(case.Said(text="Hun sov.", by=TOR.id, at=NOW),),
    )  # fmt: skip
    return told.model_copy(update=changed)


def written(made: World, **changed: Any) -> World:
    first, *rest = stafettlogg().entries
    entries = (first.model_copy(update={"contribution": "b-1"}), *rest)
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(update={"entries": entries})
    made.services.answers["read-contribution"] = lambda *_: history(**changed)
    return made


async def test_only_its_writer_is_led_to_what_they_may_mend() -> None:
    made, there = written(World()), f"{HERE}/tekst/b-1"
    for person, offered in ((TOR, True), (KARI, False)):
        async with made.as_person(person) as visitor:
            assert (f'href="{there}"' in (await visitor.get(HERE)).text) is offered
    async with made.as_person(TOR) as visitor:
        assert ">Hun sov.</textarea>" in (await visitor.get(there)).text
        assert 'href="#rett-text"' in (await sent(made, visitor, f"{there}/rett")).text
        await sent(made, visitor, f"{there}/rett", text="Hun sov godt.")
        await sent(made, visitor, f"{there}/trekk", reason="Feil barn.")
        assert (await sent(made, visitor, f"{there}/noe")).status_code == 404
    assert made.services.said("correct-contribution") == [
        case.CorrectContribution(id=KEY, contribution="b-1", text="Hun sov godt.")
    ]
    (taken_back,) = made.services.said("retract-contribution")
    assert taken_back == case.RetractContribution(id=KEY, contribution="b-1", reason="Feil barn.")
    assert {owner for request, owner, _ in made.services.asked if request == taken_back} == {"ppt"}


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"stafettlogg": "l-2"}, 404), ({"retracted": case.Retraction(reason="Feil.", by=TOR.id, at=NOW)}, 200)],
)
async def test_of_another_log_or_taken_back_there_is_nothing_to_mend(changed: dict[str, Any], status: int) -> None:
    made = written(World(), **changed)
    async with made.as_person(TOR) as visitor:
        page = await visitor.get(f"{HERE}/tekst/b-1")
    assert page.status_code == status
    assert "/rett" not in page.text


async def test_a_parent_disagrees_and_their_word_stands_beside_it() -> None:
    made = world()
    async with made.as_person(INGRID) as visitor:
        family = (await visitor.get(f"/familie/{CHILD}")).text
        assert f'href="{HERE}/uenig/e-1"' in family
        assert f'href="{HERE}/uenig/e-2"' not in family  # her own
        assert "Hun trenger tid." in (await visitor.get(f"{HERE}/uenig/e-1")).text
        assert (await sent(made, visitor, f"{HERE}/uenig/e-1")).status_code == 422
        await sent(made, visitor, f"{HERE}/uenig/e-1", text="Hun trenger lek.")
        assert (await visitor.get(f"{HERE}/uenig/e-99")).status_code == 404
    assert made.services.said("disagree") == [
        case.Disagree(id=KEY, stafettlogg=LOG, entry="e-1", text="Hun trenger lek.")
    ]
    stated = case.Statement(entry="e-1", text="Hun trenger lek.", by=INGRID.id, at=NOW)
    async with world(statements=(stated,)).as_person(KARI) as visitor:
        assert "Ingrid Solheim er uenig:" in (await visitor.get(HERE)).text
        assert (await visitor.get(f"{HERE}/uenig/e-1")).status_code == 404


# --- Koordinerende enhet ---------------------------------------------------------------------------


async def test_a_stuck_case_is_asked_about_and_what_leads_to_anybody_is_shown() -> None:
    made = world()
    made.services.answers["lift-to-coordination"] = refuse("IdentifyingText")
    found = TextCheck(found=(Found(kind=Trace.NAME, start=0, end=4),), sendable=False)
    made.services.answers["check-lift"] = lambda *_: found
    fields = {"question": "Maja står fast.", "how": "anonymous", "known": "Storgata"}
    async with made.as_person(KARI) as visitor:
        assert 'value="open" required checked' in (await visitor.get(f"{HERE}/loft")).text
        refused = await sent(made, visitor, f"{HERE}/loft", **fields)
        assert "et navn («Maja»)" in refused.text
        del made.services.answers["lift-to-coordination"]
        await sent(made, visitor, f"{HERE}/loft", **fields | {"question": "Vi står fast."})
    assert made.services.said("lift-to-coordination")[-1] == case.LiftToCoordination(
        id=KEY, stafettlogg=LOG, lift=KEY, question="Vi står fast.", anonymous=True, known=("Storgata",)
    )


async def test_the_advice_is_written_down_where_the_question_stands() -> None:
    made = world(lifts=(ASKED,))
    async with made.as_person(KARI) as visitor:
        assert "Venter på råd" in (await visitor.get(f"{HERE}/loft")).text
        assert 'href="#advice-l-1-advice"' in (await sent(made, visitor, f"{HERE}/loft/l-1")).text
        await sent(made, visitor, f"{HERE}/loft/l-1", advice="Møt familien hjemme.")
    assert made.services.said("record-advice") == [
        case.RecordAdvice(id=KEY, stafettlogg=LOG, lift="l-1", advice="Møt familien hjemme.")
    ]
