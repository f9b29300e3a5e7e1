"""Every task leads to a page, and there the task can be done."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.portal import app
from services.portal.directory import Person
from services.portal.duties import DUTIES
from shared.contracts import case
from shared.contracts.case import TaskKind as T
from tests.unit.portal.sample import CASE, CHILD, INGRID, KARI, LOG, NOW, SIV, TOR, concern, stafettlogg, summary
from tests.unit.portal.test_level_one import RUNNING
from tests.unit.portal.test_turns import AT_HOME, HELD
from tests.unit.portal.world import World

LATE = stafettlogg().services[2].model_copy(update={"silent": True})
ADVICE = case.Said(text="Møt familien hjemme.", by=TOR.id, at=NOW)
LIFT = case.Lift(lift="l-1", to="ppt", anonymous=True, question=ADVICE, advice=(ADVICE,))
WISH = case.Closing(because="other", reason=None, at=NOW, reopening=ADVICE)
ASKED = AT_HOME.model_copy(update={"at_home": False})


def world(of_case: dict[str, Any], of_log: dict[str, Any]) -> World:
    made = World()
    made.services.answers["read-case"] = lambda *_: concern().model_copy(update=of_case)
    made.services.answers["read-stafettlogg"] = lambda *_: stafettlogg().model_copy(update=of_log)
    made.services.answers["read-child"] = lambda *_: summary().model_copy(update={"stafettlogg": None})
    return made


def test_every_task_leads_to_a_page_that_there_is() -> None:
    every = [route for part in app.PAGES for route in part.routes.routes if isinstance(route, APIRoute)]
    pages = [route.path_regex for route in every if "GET" in route.methods]
    for duty in DUTIES.values():
        address = duty.href.format(ref=LOG, child=CHILD).partition("#")[0]
        assert any(page.match(address) for page in pages), address


@pytest.mark.parametrize(
    ("kind", "person", "changed", "act"),
    [
        (T.DECIDE_CASE, SIV, {}, f'action="/undring/{CASE}/avklar"'),
        (T.DECISION_OVERDUE, KARI, {}, "Undringen"),
        (T.CONSIDER_REPORT, KARI, {"acute": True}, 'action="/egne-saker"'),
        (T.EVALUATE_OWN_MEASURE, KARI, {"outcome": case.Outcome.LEVEL_1}, f'action="/undring/{CASE}/tiltak/m-1"'),
        (T.OWN_EVALUATION_OVERDUE, SIV, {"outcome": case.Outcome.LEVEL_1}, f'action="/undring/{CASE}/tiltak/m-1"'),
        (T.READ_PREPARATION, KARI, {}, f'action="/undring/{CASE}/samtale"'),
    ],
)
async def test_a_task_of_the_unit_can_be_done_where_it_leads(
    kind: T, person: Person, changed: dict[str, Any], act: str
) -> None:
    made = world({"measures": (RUNNING,), **changed}, {})
    async with made.as_person(person) as visitor:
        assert act in (await visitor.get(DUTIES[kind].href.format(ref=CASE, child=CHILD))).text


@pytest.mark.parametrize(
    ("kind", "person", "changed", "act"),
    [
        (T.OPEN_LOG, KARI, {}, f'action="/barn/{CHILD}/stafettlogg"'),
        (T.INVITATION, TOR, {}, f'action="/invitasjon/{LOG}/bli-med"'),
        (T.INVITATION_UNANSWERED, KARI, {}, f'action="/logg/{LOG}/inviter"'),
        (T.SERVICE_SILENT, KARI, {"services": (LATE,)}, f'action="/logg/{LOG}/minn"'),
        (T.WRITE_IN_LOG, TOR, {}, f'action="/logg/{LOG}/skriv"'),
        (T.BATON_OFFERED, TOR, {"baton_offered_to": TOR.id}, f'action="/logg/{LOG}/pinnen/ta-imot"'),
        (T.EVALUATE_MEASURE, KARI, {}, f'href="/tiltak/{LOG}/m-1"'),
        (T.EVALUATION_OVERDUE, KARI, {}, f'href="/tiltak/{LOG}/m-1"'),
        (T.FIND_RESPONSIBLE, KARI, {}, f'href="/tiltak/{LOG}/m-1"'),
        (T.ANSWER_PROPOSAL, KARI, {"proposals": (ASKED,)}, f'href="/tiltak/{LOG}/m-2"'),
        (T.ANSWER_AT_HOME, INGRID, {"proposals": (AT_HOME,)}, f'href="/tiltak/{LOG}/m-2"'),
        (T.CONFIRM_MINUTES, INGRID, {"meetings": (HELD,)}, f'action="/familie/{CHILD}/referat"'),
        (T.HEAR_CHILD, TOR, {"voice": case.ChildsVoice(appointed=TOR.id)}, f'action="/logg/{LOG}/stemme"'),
        (T.ADVICE_GIVEN, KARI, {"lifts": (LIFT,)}, "Møt familien hjemme."),
        (T.REOPEN_LOG, KARI, {"closed_at": NOW, "closing": WISH}, f'action="/logg/{LOG}/gjenapne"'),
        (T.REVIEW_CONSENT, KARI, {}, f'action="/barn/{CHILD}/samtykke/s-barnehage/sett-paa"'),
        (T.CONSENT_ENDED, KARI, {}, "Samtykke og tilgang"),
    ],
)
async def test_a_task_of_a_log_can_be_done_where_it_leads(
    kind: T, person: Person, changed: dict[str, Any], act: str
) -> None:
    made = world({}, changed)
    async with made.as_person(person) as visitor:
        assert act in (await visitor.get(DUTIES[kind].href.format(ref=LOG, child=CHILD))).text
