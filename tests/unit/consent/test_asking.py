from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.consent import refusals
from services.consent.asking import Rules
from services.consent.decider import decider
from services.consent.events import (
    Because,
    ConsentAsked,
    ConsentExpired,
    GuardiansChanged,
)
from services.consent.family import midnight
from shared.contracts.common import Category
from shared.contracts.consent import GuardianEntry
from shared.errors import Unknown
from shared.ids import derived
from tests.unit.consent.histories import (
    ACTIVE,
    ENDED,
    FATHERS_YES,
    NURSERY,
    PARTIAL,
    PPT,
    PROPOSED,
    Events,
    told,
)
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    LATER,
    MOTHER,
    SHARED,
    STRANGER,
    TODAY,
    ask,
    asked,
    both,
    entry,
    family,
    register,
    registered,
    spec,
    teacher,
)
from tests.unit.spec import Spec

# --- The family -----------------------------------------------------------------------------------


def test_the_register_says_who_the_family_is() -> None:
    spec.given().when(family(entry(MOTHER), entry(FATHER)), by=register).then(*both)


def test_a_person_stands_once_in_a_family() -> None:
    spec.given().when(family(entry(MOTHER), entry(MOTHER)), by=register).refused(refusals.PersonTwice)


def test_a_wrong_birth_number_is_refused() -> None:
    wrong = entry(MOTHER).model_copy(update={"birth_number": "02839013258"})
    spec.given().when(family(wrong), by=register).refused(refusals.InvalidBirthNumber)


def test_a_consent_ends_when_somebody_else_decides_too() -> None:
    expired = ConsentExpired(consent=PPT, to="ppt", because=Because.GUARDIANS)
    now = registered(entry(MOTHER), entry(FATHER), entry(STRANGER))
    later = spec.given(*ACTIVE).when(family(entry(MOTHER), entry(FATHER), entry(STRANGER)), by=register)
    later.then(*now, guardians(FATHER, MOTHER, STRANGER), told(ACTIVE, expired))


def test_a_question_ends_when_one_who_was_asked_decides_no_longer() -> None:
    expired = ConsentExpired(consent=PPT, to="ppt", because=Because.GUARDIANS)
    without = (entry(MOTHER), entry(FATHER, responsible=False))
    spec.given(*PARTIAL).when(family(*without), by=register).then(
        *registered(*without), guardians(MOTHER, ended=(FATHER,)), told(PARTIAL, expired)
    )


def test_a_yes_of_all_stands_when_one_of_them_decides_no_longer() -> None:
    spec.given(*ACTIVE).when(family(entry(MOTHER)), by=register).then(
        *registered(entry(MOTHER)), guardians(MOTHER, ended=(FATHER,))
    )


def test_a_consent_ends_when_nobody_decides() -> None:
    expired = ConsentExpired(consent=PPT, to="ppt", because=Because.GUARDIANS)
    nobody = guardians(ended=(FATHER, MOTHER))
    spec.given(*ACTIVE).when(family(), by=register).then(*registered(), nobody, told(ACTIVE, expired))


def test_who_decides_is_told_only_when_it_has_changed() -> None:
    spec.given(*both).when(family(entry(MOTHER), entry(FATHER)), by=register).then(*both)


def guardians(*now: str, ended: tuple[str, ...] = ()) -> GuardiansChanged:
    return GuardiansChanged(guardians=now, ended=ended)


# --- Asking ---------------------------------------------------------------------------------------


def consent_id(command: UUID, service: str) -> str:
    return str(derived(command, CHILD, service))


def test_the_askers_own_service_is_asked_for_too() -> None:
    command = ask("ppt")
    expected = [
        asked(consent_id(command.id, "barnehage"), "barnehage", FATHER, MOTHER, partners=("ppt",)),
        asked(consent_id(command.id, "ppt"), "ppt", FATHER, MOTHER, partners=("barnehage",)),
    ]
    spec.given(*both).when(command, by=teacher).then(*expected)


def test_naming_the_own_service_asks_for_it_once() -> None:
    events = spec.given(*both).when(ask("barnehage", "ppt", "ppt"), by=teacher).events
    assert [event.to for event in events if isinstance(event, ConsentAsked)] == ["barnehage", "ppt"]


def test_only_those_with_foreldreansvar_are_asked() -> None:
    events = (
        spec.given(*registered(entry(MOTHER), entry(FATHER, responsible=False))).when(ask("ppt"), by=teacher).events
    )
    assert [event.givers for event in events if isinstance(event, ConsentAsked)] == [(MOTHER,)] * 2


def test_the_consent_says_which_text_was_shown() -> None:
    (_, event) = spec.given(*both).when(ask("ppt", language="pl"), by=teacher).events
    assert isinstance(event, ConsentAsked)
    assert (event.text_version, event.language) == ("stafettlogg-ppt-pl-1", "pl")


def test_nobody_is_asked_about_an_unknown_child() -> None:
    spec.given().when(ask("ppt"), by=teacher).refused(Unknown)


@pytest.mark.parametrize("guardians", [(), (entry(FATHER, responsible=False),)])
def test_nobody_with_foreldreansvar_means_nobody_can_consent(guardians: tuple[GuardianEntry, ...]) -> None:
    known = registered(*guardians)
    spec.given(*known).when(ask("ppt"), by=teacher).refused(refusals.NobodyCanConsent)


@pytest.mark.parametrize("open_question", [PROPOSED, PARTIAL])
def test_a_second_question_waits_for_the_first_answer(open_question: Events) -> None:
    spec.given(*open_question).when(ask("ppt", "helsestasjon"), by=teacher).refused(refusals.AlreadyAsked)


def test_an_open_question_about_the_own_service_does_not_hold_up_a_new_service() -> None:
    events = spec.given(*both, asked(NURSERY, "barnehage")).when(ask("ppt"), by=teacher).events
    assert [event.to for event in events if isinstance(event, ConsentAsked)] == ["ppt"]


def test_asking_only_for_the_own_service_again_waits_for_the_answer() -> None:
    spec.given(*both, asked(NURSERY, "barnehage")).when(ask("barnehage"), by=teacher).refused(refusals.AlreadyAsked)


def test_what_was_allowed_is_not_asked_again() -> None:
    events = spec.given(*ACTIVE).when(ask("ppt", "helsestasjon"), by=teacher).events
    assert [event.to for event in events if isinstance(event, ConsentAsked)] == ["barnehage", "helsestasjon"]


def test_there_must_be_something_to_ask() -> None:
    own = FATHERS_YES.model_copy(update={"consent": NURSERY, "to": "barnehage"})
    all_active = (*ACTIVE, asked(NURSERY, "barnehage"), own)
    spec.given(*all_active).when(ask("ppt"), by=teacher).refused(refusals.AlreadyConsented)


@pytest.mark.parametrize("ended", ENDED)
def test_after_an_end_the_family_may_be_asked_anew(ended: Events) -> None:
    events = spec.given(*ended).when(ask("ppt"), by=teacher).events
    assert [event.to for event in events if isinstance(event, ConsentAsked)] == ["barnehage", "ppt"]


def test_after_its_last_day_the_family_may_be_asked_anew_though_no_timer_has_fired() -> None:
    command = ask("ppt", expires_on=LATER + timedelta(days=30))
    events = spec.given(*ACTIVE).when(command, by=teacher, at=midnight(LATER)).events
    assert [event.to for event in events if isinstance(event, ConsentAsked)] == ["barnehage", "ppt"]


@pytest.mark.parametrize("never", [Category.PRIVATE, Category.CONTACT])
def test_some_things_are_never_shared(never: Category) -> None:
    spec.given(*both).when(ask("ppt", categories=(*SHARED, never)), by=teacher).refused(refusals.NeverShared)


def test_a_consent_names_what_it_covers() -> None:
    spec.given(*both).when(ask("ppt", categories=()), by=teacher).refused(refusals.NothingToShare)


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_consent_ends_on_an_allowed_day(days: int) -> None:
    command = ask("ppt", expires_on=TODAY + timedelta(days=days))
    spec.given(*both).when(command, by=teacher).refused(refusals.ExpiryNotAllowed)


@pytest.mark.parametrize("days", [1, 365])
def test_from_tomorrow_to_the_longest_the_municipality_allows(days: int) -> None:
    assert spec.given(*both).when(ask("ppt", expires_on=TODAY + timedelta(days=days)), by=teacher).events


def test_today_is_norwegian() -> None:
    an_hour_before_midnight_in_utc = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    command = ask("ppt", expires_on=date(2026, 11, 24))
    spec.given(*both).when(command, by=teacher, at=an_hour_before_midnight_in_utc).refused(refusals.ExpiryNotAllowed)


@pytest.mark.parametrize("service", ["skole", "nobody"])
def test_only_the_municipalitys_services_can_be_asked_for(service: str) -> None:
    spec.given(*both).when(ask(service), by=teacher).refused(refusals.NoSuchService)


@pytest.mark.parametrize(("service", "purpose"), [("familie", "stafettlogg"), ("ppt", "research")])
def test_nothing_is_asked_without_a_text(service: str, purpose: str) -> None:
    spec.given(*both).when(ask(service, purpose=purpose), by=teacher).refused(refusals.NoConsentText)


def test_a_municipality_that_has_chosen_nothing_asks_nothing() -> None:
    Spec(decider(Rules())).given(*both).when(ask("ppt"), by=teacher).refused(refusals.ExpiryNotAllowed)
