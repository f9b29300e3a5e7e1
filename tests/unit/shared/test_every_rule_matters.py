"""Every policy of every service, every part of its condition and every action it names: without it some test fails.

Each service's own test holds its policies against the same law said in Python. What that test asks is asked here of
policies that were made a little wrong; one that answers all of it as before could be left out, and nobody would notice.
"""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import orjson
import pytest

import services
from shared.access import SORTED, Decision, Policies
from shared.contracts.common import Role
from tests.unit.audit import test_access as audit
from tests.unit.case import test_consultation as consultation
from tests.unit.case import test_counting_clocks as clocks
from tests.unit.case import test_policies as case
from tests.unit.case import test_reach as reach
from tests.unit.case import test_report_access as report
from tests.unit.case import test_rights as giving
from tests.unit.consent import test_access as consent
from tests.unit.consent import test_access_copies as copies
from tests.unit.consent import test_access_emergency as emergency
from tests.unit.consent import test_choices as choices
from tests.unit.consent import test_erasure as erasure
from tests.unit.consent import test_information as information
from tests.unit.consent import test_rights as rights
from tests.unit.mutants import Questions
from tests.unit.notify import test_access as notify

SERVICES = Path(services.__path__[0])
Oracle = Callable[[pytest.MonkeyPatch], None]


def of_audit(_: pytest.MonkeyPatch) -> None:
    for who in audit.WHO:
        for action in audit.ON_LOG:
            audit.test_the_personvernombud_of_the_same_municipality_and_nobody_else(who, action)
        for action, is_open in product(audit.IN_INVESTIGATION, (True, False)):
            audit.test_who_a_pseudonym_is_and_a_log_with_its_proofs_open_within_an_open_investigation(
                who, action, is_open=is_open
            )
    for (*family, decides), action in product(audit.FAMILY, audit.ON_CHILD):
        audit.test_who_has_looked_is_for_those_with_foreldreansvar_and_a_youth_that_is_old_enough(
            *family, action, decides=decides
        )
    for who_of_unit in audit.UNITS:
        audit.test_how_a_unit_uses_what_it_has_is_for_its_own_leader(*who_of_unit)


def of_notify(_: pytest.MonkeyPatch) -> None:
    for role, person in notify.WHO:
        notify.test_the_register_says_where_a_person_is_reached_and_the_person_sees_the_notices(role, person)
    for role, person in notify.REMINDING:
        notify.test_only_the_audit_service_has_somebody_reminded(role, person)


def of_consultation(_: pytest.MonkeyPatch) -> None:
    for action in consultation.ON:
        consultation.test_the_policies_say_what_the_law_says(action)


def of_reach(_: pytest.MonkeyPatch) -> None:
    for role, owner, action in product(Role, reach.OWNERS, reach.ACTIONS):
        reach.test_the_personvernombud_and_nobody_else_may_ask(role, owner, action)


def of_clocks(_: pytest.MonkeyPatch) -> None:
    for role, owner in product(Role, ("consent", *reach.OWNERS)):
        clocks.test_only_the_administrator_is_told_how_many_deadlines_run(role, owner)


def of_choices(_: pytest.MonkeyPatch) -> None:
    for who in choices.EVERYBODY:
        choices.test_the_administrator_changes_and_the_ombud_sees(who)


ORACLES: dict[str, Oracle] = {
    "audit": of_audit,
    "notify": of_notify,
    "case": lambda _: case.test_the_policies_say_what_the_law_says_in_every_combination(),
    "case/clocks": of_clocks,
    "case/report": lambda _: report.test_the_policies_are_the_law(),
    "case/consultation": of_consultation,
    "case/reach": of_reach,
    "case/rights": lambda _: giving.test_the_policies_say_what_the_law_says(),
    "consent": lambda _: consent.test_the_policies_are_the_law(),
    "consent/choices": of_choices,
    "consent/keys": copies.test_the_policies_are_the_rule,
    "consent/erasure": erasure.test_the_policies_say_what_the_law_says,
    "consent/emergency": emergency.test_the_policies_are_the_rule,
    "consent/information": lambda _: information.test_the_policies_are_the_law(),
    "consent/rights": lambda _: rights.test_the_policies_say_what_the_law_says(),
}


def folders() -> Iterator[str]:
    return (str(path.parent.relative_to(SERVICES)) for path in SERVICES.rglob("access.cedar"))


def test_every_set_of_policies_has_a_law_to_be_held_against() -> None:
    assert set(folders()) == ORACLES.keys()


@pytest.mark.parametrize("folder", sorted(ORACLES))
def test_nothing_can_be_left_out(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = Questions(SERVICES / folder)
    decide = Policies.decide

    def noted(self: Policies, principal: object, action: str, resource: object, context: object) -> Decision:
        decision = decide(self, principal, action, resource, context)  # type: ignore[arg-type]
        asked = [action, principal.dump(), resource.dump(), context]  # type: ignore[attr-defined]
        questions.note(orjson.dumps(asked, option=SORTED), allowed=decision.allowed)
        return decision

    monkeypatch.setattr(Policies, "decide", noted)
    ORACLES[folder](monkeypatch)
    monkeypatch.undo()
    assert questions.survivors() == []
