"""One tiltak or proposal: each is offered what is theirs to do with it, and what they write is handed on."""

from typing import Any

import pytest

from services.portal.directory import Person
from shared.contracts import case
from shared.contracts.case import Effect
from tests.unit.portal.sample import (
    CHILD,
    INGRID,
    KARI,
    LOG,
    NOW,
    SOON,
    TOR,
    stafettlogg,
)
from tests.unit.portal.world import KEY, World, sent

HERE = f"/tiltak/{LOG}/m-1"
AGREED = stafettlogg().measures[0]
AT_HOME = case.Proposal(measure="m-2", title="Lese hver kveld", description=None, by=KARI.id, at=NOW, at_home=True)


def world(**changed: Any) -> World:
    made = World()
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(update=changed)
    return made


EVALUATED = AGREED.model_copy(update={"stage": case.MeasureStage.EVALUATED})
HOME = AGREED.model_copy(update={"at_home": True, "responsible": INGRID.id})
FROM_STAFF = AT_HOME.model_copy(update={"measure": "m-1", "at_home": False, "by": TOR.id})
TO_HOME = AT_HOME.model_copy(update={"measure": "m-1"})


@pytest.mark.parametrize(
    ("person", "changed", "offered"),
    [
        (KARI, {"measures": (AGREED,)}, {"evaluer", "endre"}),
        (TOR, {"measures": (AGREED,)}, set()),
        (INGRID, {"measures": (AGREED,)}, set()),
        (KARI, {"measures": (EVALUATED,)}, {"fortsett", "endre", "avslutt"}),
        (INGRID, {"measures": (HOME,)}, {"evaluer", "endre"}),
        (KARI, {"measures": (HOME,)}, set()),
        (KARI, {"measures": (), "proposals": (FROM_STAFF,)}, {"avtal", "si-nei"}),
        (TOR, {"measures": (), "proposals": (FROM_STAFF,)}, set()),
        (INGRID, {"measures": (), "proposals": (FROM_STAFF,)}, {"si-nei"}),
        (KARI, {"measures": (), "proposals": (TO_HOME,)}, {"avtal"}),
        (INGRID, {"measures": (), "proposals": (TO_HOME,)}, {"avtal", "si-nei"}),
        (KARI, {"measures": (AGREED,), "closed_at": NOW}, set()),
    ],
)
async def test_each_is_offered_what_is_theirs_to_do(person: Person, changed: dict[str, Any], offered: set[str]) -> None:
    made = world(**changed)
    async with made.as_person(person) as visitor:
        page = await visitor.get(HERE)
    assert page.status_code == 200
    every = ("avtal", "si-nei", "evaluer", "fortsett", "endre", "avslutt")
    assert {one for one in every if f'action="{HERE}/{one}"' in page.text} == offered


@pytest.mark.parametrize(
    ("person", "what", "fields", "asked"),
    [
        (
            KARI, "evaluer", {"effect": "some", "happened": "Hun leker mer.", "childs_view": "Gøy"},
            case.EvaluateMeasure(
                id=KEY, stafettlogg=LOG, measure="m-1", effect=Effect.SOME, happened="Hun leker mer.",
                childs_view="Gøy",
            ),
        ),
        (
            KARI, "fortsett", {"evaluate_on": SOON.isoformat()},
            case.ContinueMeasure(id=KEY, stafettlogg=LOG, measure="m-1", evaluate_on=SOON),
        ),
        (
            KARI, "endre", {"title": "Større gruppe", "responsible": TOR.id, "evaluate_on": SOON.isoformat()},
            case.ChangeMeasure(
                id=KEY, stafettlogg=LOG, measure="m-1", title="Større gruppe", responsible=TOR.id, evaluate_on=SOON
            ),
        ),
        (KARI, "avslutt", {}, case.EndMeasure(id=KEY, stafettlogg=LOG, measure="m-1")),
        (
            INGRID, "si-nei", {"reason": "Ikke nå."},
            case.DeclineMeasure(id=KEY, stafettlogg=LOG, measure="m-1", reason="Ikke nå."),
        ),
    ],
)  # fmt: skip
async def test_what_is_done_with_it_is_asked_of_the_familys_side(
    person: Person, what: str, fields: dict[str, str], asked: case.CaseCommand
) -> None:
    made = world()
    async with made.as_person(person) as visitor:
        answer = await sent(made, visitor, f"{HERE}/{what}", **fields)
    there = f"/familie/{CHILD}#avtalt" if person is INGRID else f"/logg/{LOG}#tiltak"
    assert answer.headers["location"] == there
    assert made.services.said(asked.name) == [asked]
    assert {owner for request, owner, _ in made.services.asked if request == asked} == {"familie"}


async def test_a_yes_keeps_where_the_proposal_came_from() -> None:
    proposal = TO_HOME.model_copy(update={"bank": "lesing", "goal": "g-1"})
    made = world(measures=(), proposals=(proposal,))
    fields = {"title": "Lese", "responsible": INGRID.id, "evaluate_on": SOON.isoformat()}
    async with made.as_person(INGRID) as visitor:
        await sent(made, visitor, f"{HERE}/avtal", **fields)
    assert made.services.said("agree-measure") == [
        case.AgreeMeasure(
            id=KEY, stafettlogg=LOG, measure="m-1", title="Lese", responsible=INGRID.id, evaluate_on=SOON,
            bank="lesing", goal="g-1", at_home=True,
        )
    ]  # fmt: skip


async def test_what_is_missing_is_said_where_it_is_written() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        page = await sent(made, visitor, f"{HERE}/evaluer", happened="Hun leker mer.")
        assert page.status_code == 422
        assert "Hun leker mer.</textarea>" in page.text
        assert 'href="#evaluer-effect"' in page.text
        assert (await sent(made, visitor, f"{HERE}/noe-annet")).status_code == 404
        assert (await visitor.get(f"/tiltak/{LOG}/m-unknown")).status_code == 404


@pytest.mark.parametrize(("person", "home"), [(INGRID, True), (TOR, False)])
async def test_anyone_around_the_child_proposes_a_tiltak(person: Person, home: bool) -> None:  # noqa: FBT001
    made = world()
    where = f"/familie/{CHILD}" if person is INGRID else f"/logg/{LOG}"
    async with made.as_person(person) as visitor:
        assert "Foreslå et tiltak" in (await visitor.get(where)).text
        page = await sent(made, visitor, f"/tiltak/{LOG}", title="")
        assert 'id="proposal-title"' in page.text
        await sent(made, visitor, f"/tiltak/{LOG}", title="Lese", **({"at_home": "on"} if home else {}))
    (proposed,) = made.services.said("propose-measure")
    assert proposed == case.ProposeMeasure(id=KEY, stafettlogg=LOG, measure=KEY, title="Lese", at_home=home)
