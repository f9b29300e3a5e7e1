"""Every code that a service may say has words a person understands."""

import importlib
import inspect
import pkgutil
import re
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

import services
from services.audit import noting
from services.portal import dates, refusals, words
from services.portal.acts import ACTS, OUTCOMES
from services.portal.duties import DUTIES
from services.portal.pages.opening import in_months, terms
from services.portal.stories import FACTS
from services.portal.view import Services
from services.portal.visit import NOT_FOR_THEM
from shared import in_force
from shared.contracts import audit, case, consent, notify
from shared.contracts.common import SHARED_CATEGORIES, Printable, Role
from shared.errors import Refused, RemoteRefused
from tests.unit.portal.sample import DIRECTORY

WRITTEN_BY_ITSELF = r'(?:\bact, |\bcommand, |\breminder, |\bsession, )"([a-z]+-[a-z-]+)"'
NEVER_SHOWN = {
    "PersonTwice",
    "InvalidBirthNumber",
    "BirthNumberTaken",
    "ChildErased",
}  # answers to the register's import


def _modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(services.__path__, "services.")
    return [importlib.import_module(module.name) for module in found if not module.name.endswith("__main__")]


def _recorded() -> set[str]:
    """Acts that services write of themselves, by the literal that names them."""
    sources = (path.read_text(encoding="utf-8") for path in Path(services.__path__[0]).rglob("*.py"))
    return {name for source in sources for name in re.findall(WRITTEN_BY_ITSELF, source)}


def _refusals() -> set[type[Refused]]:
    classes = (cls for module in _modules() for _, cls in inspect.getmembers(module, inspect.isclass))
    return {cls for cls in classes if issubclass(cls, Refused)} - {Refused, RemoteRefused}


def test_every_refusal_a_person_may_meet_is_explained() -> None:
    met = {cls.__name__ for cls in _refusals() if cls.status not in NOT_FOR_THEM}
    assert met - NEVER_SHOWN <= refusals.TEXTS.keys()


def test_an_unknown_code_gets_a_general_answer() -> None:
    assert refusals.text("SomethingNew") == refusals.UNKNOWN_CODE


def test_every_public_fact_of_a_log_has_a_heading() -> None:
    contributions = {fact for fact in case.FACTS if issubclass(fact, case.ContributionFact)}  # by their kind
    shown = {fact.wire_name() for fact in {*case.FACTS, *consent.FACTS} - contributions}
    assert shown == FACTS.keys()


def test_every_act_in_the_audit_log_has_a_name() -> None:
    """And nothing else has: so that no name is looked for in vain, and none stays when its act has gone."""
    requests = [request for part in (case, consent, notify, audit) for request in part.REQUESTS]
    asked = {request.name for request in requests}
    printed = {request.printing for request in requests if issubclass(request, Printable)}
    assert asked | printed | _recorded() | {in_force.ACTION, noting.FAULT, *noting.ACTIONS.values()} == ACTS.keys()
    assert {outcome.value for outcome in audit.Outcome} == OUTCOMES.keys()


def test_every_word_of_the_contracts_is_translated() -> None:
    assert set(case.TaskKind) == DUTIES.keys()
    assert set(Role) == words.ROLES.keys()
    assert set(SHARED_CATEGORIES) == words.CATEGORIES.keys()
    assert {state.value for state in consent.State} | {"none"} == words.CONSENT.keys()
    assert {outcome.value for outcome in case.Outcome} == words.OUTCOMES.keys()


@pytest.mark.parametrize(
    ("owners", "text"),
    [
        ((), ""),
        (("ppt",), "PPT"),
        (("ppt", "barnehage", "familie"), "foreldrene, barnehagen og PPT"),
        (("sfo", "familie"), "foreldrene og sfo"),
    ],
)
def test_owners_are_listed_parents_first(owners: tuple[str, ...], text: str) -> None:
    assert Services(DIRECTORY.municipality("4999")).listed(owners) == text


@pytest.mark.parametrize(
    ("owner", "named"),
    [
        ("ppt", ("PP-tenesta", "PP-tenesta")),
        ("barnevern", ("Barnevernstenesta", "barnevernstenesta")),
        ("familie", ("Foreldrene", "foreldrene")),
        ("koordinering", ("Koordinering", "koordinering")),
    ],
)
def test_services_are_called_what_their_municipality_calls_them(owner: str, named: tuple[str, str]) -> None:
    found = Services(DIRECTORY.municipality("5998")).named(owner)
    assert (found.name, found.inside) == named


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "i dag"), (1, "i morgen"), (5, "om 5 dager"), (-1, "1 dag over"), (-4, "4 dager over")],
)
def test_a_deadline_is_told_as_distance(days: int, text: str) -> None:
    assert dates.until(dates.today() + timedelta(days=days)) == text


def test_a_small_child_is_told_in_months() -> None:
    today = dates.today()
    assert dates.age(date(today.year - 1, today.month, 1)) == "12 md."
    assert dates.age(date(today.year - 4, today.month, 1)) == "4 år"


@pytest.mark.parametrize(("kommune", "offered"), [("4999", [3, 6, 12]), ("5998", [3, 6])])
def test_no_longer_consent_is_offered_than_the_municipality_allows(kommune: str, offered: list[int]) -> None:
    assert terms(date(2026, 11, 23), DIRECTORY.municipality(kommune)) == offered


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 23), "3", date(2027, 2, 23)),
        (date(2026, 8, 31), "6", date(2027, 2, 28)),
        (date(2027, 8, 31), "6", date(2028, 2, 29)),
        (date(2026, 11, 23), "12", date(2027, 11, 23)),
        (date(2026, 11, 23), "4", None),
        (date(2026, 11, 23), "", None),
        (date(2026, 11, 23), "-3", None),
    ],
)
def test_a_consent_lasts_one_of_the_terms_we_offer(start: date, months: str, end: date | None) -> None:
    assert in_months(start, months) == end
