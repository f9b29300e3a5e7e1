"""The handlingsveileder: each step's state follows from what has happened in the case, and from nothing else."""

from datetime import date

import pytest

from deploy.system import GUIDES, MUNICIPALITIES
from services.case.access import Consent
from services.case.guide.handlers import consented
from services.case.guide.milestones import Course, Told, follow
from services.case.guide.steps import NEAREST, advise, guide, state_of
from shared.contracts.case.guide import Guide, StepState
from shared.contracts.case.texts import AdviceKind, GuideStep, Milestone
from shared.handlingsveileder import load_guides
from tests.unit.spec import AT

GUIDES_HERE = load_guides(MUNICIPALITIES, GUIDES)
TEXTS = GUIDES_HERE["4999"].texts
STEPS = [
    pytest.param(step, id=f"{kommune}-{step.id}") for kommune, one in GUIDES_HERE.items() for step in one.texts.steps
]
CALM: list[Told] = [
    ("concern-registered", {"acute": False}),
    ("concern-shared", {}),
    ("conversation-recorded", {"childs_view": "Jeg liker Kari."}),
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_missing_when_its_time_has_come_and_done_when_it_has_happened(step: GuideStep) -> None:
    ready = frozenset((*step.after, *step.only_if)) - {step.done_by}
    assert state_of(step, ready) is StepState.MISSING
    assert state_of(step, ready | {step.done_by}) is StepState.DONE


@pytest.mark.parametrize("step", STEPS)
def test_a_step_waits_for_each_thing_it_follows(step: GuideStep) -> None:
    for first in step.after:
        reached = frozenset((*step.after, *step.only_if)) - {first, step.done_by}
        assert state_of(step, reached) is StepState.NOT_YET


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_not_for_every_case(step: GuideStep) -> None:
    ready = frozenset((*step.after, *step.only_if)) - {step.done_by}
    for reason in step.unless:
        assert state_of(step, ready | {reason}) is StepState.NOT_APPLICABLE
    if step.only_if:
        assert state_of(step, ready - frozenset(step.only_if)) is StepState.NOT_APPLICABLE


@pytest.mark.parametrize("step", STEPS)
def test_the_steps_of_a_level_can_be_taken_one_after_another(step: GuideStep) -> None:
    """What a step waits for is done by a step of the same level, by the level's own beginning, or by a person."""
    texts = next(one.texts for one in GUIDES_HERE.values() if step in one.texts.steps)
    same = {one.done_by for one in texts.steps if one.level == step.level}
    given = {Milestone.ACUTE, Milestone.CONSENT_REFUSED, Milestone.OPENED}
    assert set(step.after) <= same | given


def stood(course: Course, kommune: str = "4999") -> Guide:
    one = GUIDES_HERE[kommune]
    return guide(one.texts, course, one.of.deadlines)


@pytest.mark.parametrize(("kommune", "step", "by"), [
    ("4999", "hold-samtale", date(2026, 12, 7)), ("5998", "hald-samtale", date(2026, 12, 14)),
])  # fmt: skip
def test_a_step_is_due_by_the_municipalitys_own_clock_while_it_is_missing(kommune: str, step: str, by: date) -> None:
    on = {"on": date(2026, 11, 23)}
    shared = follow([("concern-registered", {"acute": False, **on}), ("concern-shared", on)])
    assert {one.step: one.by for one in stood(shared, kommune).steps}[step] == by
    talked = follow([("conversation-recorded", {"childs_view": None, **on})], shared)
    assert {one.step: one.by for one in stood(talked, kommune).steps}[step] is None


def test_the_best_next_step_comes_first() -> None:
    found = stood(follow(CALM[:1]))
    assert (found.level, found.next) == (0, "del-med-leder")
    assert found.steps[0].step == found.next
    states = [one.state for one in found.steps]
    assert states == sorted(states, key=NEAREST.index)


def test_what_must_be_done_comes_before_what_may() -> None:
    missing = [one for one in stood(follow(CALM[:2])).steps if one.state is StepState.MISSING]
    assert [one.optional for one in missing] == sorted(one.optional for one in missing)


def test_an_acute_undring_leads_to_the_duty_and_past_the_parents() -> None:
    found = stood(follow([("concern-registered", {"acute": None}), ("acute-answered", {"acute": True})]))
    states = {one.step: one.state for one in found.steps}
    assert states["vurder-melding"] is StepState.MISSING
    assert {states[step] for step in ("forbered-samtale", "inviter-til-samtale", "hold-samtale", "hor-barnet")} == {
        StepState.NOT_APPLICABLE
    }


@pytest.mark.parametrize(("outcome", "level"), [("closed", 0), ("reported", 0), ("level-1", 1), ("level-2", 2)])
def test_the_decision_says_which_level_comes_next(outcome: str, level: int) -> None:
    assert follow([*CALM, ("case-decided", {"outcome": outcome})]).level == level


@pytest.mark.parametrize(
    "told", [[*CALM, ("case-decided", {"outcome": "closed"})], [*CALM, ("case-decided", {"outcome": "reported"})]]
)
def test_a_case_that_has_ended_asks_nothing_more(told: list[Told]) -> None:
    found = stood(follow(told))
    assert found.next is None
    assert {one.state for one in found.steps} == {StepState.DONE, StepState.NOT_APPLICABLE}


def test_a_closed_log_asks_nothing_more() -> None:
    assert stood(follow([("stafettlogg.opened.v1", {"level": 2}), *spine("closed")])).next is None


def test_a_child_who_was_not_heard_is_still_to_be_heard() -> None:
    assert Milestone.CHILD_HEARD not in follow([("conversation-recorded", {"childs_view": None})]).reached
    assert Milestone.CHILD_HEARD in follow(CALM).reached


def test_a_measure_is_to_be_evaluated_until_it_is_and_again_when_it_falls_due() -> None:
    done = follow(spine("measure-agreed", "child-heard", "measure-evaluated", "measure-continued"))
    assert Milestone.MEASURE_EVALUATED in done.reached
    assert Milestone.CHILDS_VOICE not in done.reached
    due = follow(spine("evaluation-fell-due"), done)
    assert Milestone.MEASURE_EVALUATED not in due.reached
    assert Milestone.MEASURE_EVALUATED in follow(spine("measure-ended"), due).reached


def test_one_measure_that_was_evaluated_does_not_speak_for_another() -> None:
    told = [("own-measure-agreed", {"measure": "m-1"}), ("own-measure-agreed", {"measure": "m-2"})]
    one = follow([*told, ("own-measure-evaluated", {"measure": "m-1", "childs_view": None})])
    assert Milestone.OWN_MEASURE_EVALUATED not in one.reached
    both = follow([("own-measure-evaluated", {"measure": "m-2", "childs_view": None})], one)
    assert Milestone.OWN_MEASURE_EVALUATED in both.reached


def spine(*facts: str) -> list[Told]:
    return [(f"stafettlogg.{fact}.v1", {"measure": "m-1"}) for fact in facts]


def test_the_level_of_an_open_log_is_the_logs_own() -> None:
    opened = follow([("stafettlogg.opened.v1", {"level": 2, "goal": None})])
    assert (opened.level, Milestone.GOAL_SET in opened.reached) == (2, False)
    assert follow([("stafettlogg.level-changed.v1", {"level": 3})], opened).level == 3


def test_a_log_that_is_opened_again_is_not_closed() -> None:
    assert Milestone.LOG_CLOSED not in follow(spine("closed", "reopened")).reached


def standing(service: str, state: str) -> Consent:
    return Consent(f"c-{service}", 1, service, state, frozenset({"agreements"}), date(2027, 8, 1))


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ([], set()),
        ([standing("barnehage", "proposed"), standing("ppt", "proposed")], {Milestone.CONSENT_ASKED}),
        ([standing("barnehage", "active")], {Milestone.CONSENT_ASKED, Milestone.CONSENT_REFUSED}),
        (
            [standing("barnehage", "active"), standing("ppt", "active")],
            {Milestone.CONSENT_ASKED, Milestone.CONSENTED},
        ),
        ([standing("barnehage", "active"), standing("ppt", "partial")], {Milestone.CONSENT_ASKED}),
        (
            [standing("barnehage", "partial"), standing("ppt", "refused")],
            {Milestone.CONSENT_ASKED, Milestone.CONSENT_REFUSED},
        ),
    ],
)
def test_the_familys_answers_are_milestones(known: list[Consent], found: set[Milestone]) -> None:
    assert consented(known, "barnehage", AT) == found


@pytest.mark.parametrize(
    ("yes", "advice", "kind"),
    [
        ({"akutt", "flere-tjenester", "over-tid"}, "meld", AdviceKind.CONSIDER_REPORT),
        ({"alvorlig-omsorg", "leder-vet"}, "droft-barnevern", AdviceKind.CONSIDER_REPORT),
        (set(), "snakk-med-leder", AdviceKind.TALK_FIRST),
        ({"leder-vet"}, "snakk-med-foreldre", AdviceKind.TALK_FIRST),
        ({"leder-vet", "foreldre-vet", "flere-tjenester", "over-tid"}, "apne-logg", AdviceKind.OPEN_LOG),
        ({"leder-vet", "foreldre-vet", "flere-tjenester"}, "egne-tiltak", AdviceKind.OWN_SERVICE),
        ({"leder-vet", "foreldre-vet", "vanlig-tema", "flere-tjenester"}, "vanlig-oppfolging", AdviceKind.ORDINARY),
    ],
)  # fmt: skip
def test_advice_is_against_silence_and_against_logs_nobody_needs(yes: set[str], advice: str, kind: AdviceKind) -> None:
    found = advise(TEXTS, yes)
    assert found
    assert (found.id, found.kind) == (advice, kind)


@pytest.mark.parametrize("kommune", GUIDES_HERE)
def test_there_is_advice_for_every_set_of_answers(kommune: str) -> None:
    texts = GUIDES_HERE[kommune].texts
    ids = [question.id for question in texts.questions]
    assert all(advise(texts, {one for n, one in enumerate(ids) if number >> n & 1}) for number in range(2 ** len(ids)))
