"""What the register says beside who has foreldreansvar: moved, dead, and families where the child answers too."""

from dataclasses import replace
from datetime import date

import pytest

from services.consent import refusals
from services.consent.decider import decider
from services.consent.events import Because, ConsentExpired, FamilyEvent, ResidenceChanged
from services.consent.register.port import Person
from shared.contracts.consent import RegisterFamily, Residence
from tests.unit.consent.histories import ACTIVE, PPT, PROPOSED
from tests.unit.consent.test_growing import turns
from tests.unit.consent.world import (
    CHILD,
    FATHER,
    KOMMUNE,
    LAW,
    MOTHER,
    RULES,
    TODAY,
    ask,
    asked,
    both,
    entry,
    family,
    register,
    spec,
    teacher,
)
from tests.unit.spec import Spec

PARENTS = (entry(MOTHER), entry(FATHER))
PERSON = Person("14852274264", "Oppdiktet Barn", date(2022, 5, 14), kommune=KOMMUNE)


def told(residence: Residence | None, *guardians: object) -> RegisterFamily:
    return family(*(guardians or PARENTS)).model_copy(update={"residence": residence})  # type: ignore[arg-type]


@pytest.mark.parametrize("standing", [PROPOSED, ACTIVE])
@pytest.mark.parametrize("gone", [Residence.MOVED, Residence.DEAD])
def test_with_a_child_that_is_gone_every_consent_ends(standing: tuple[FamilyEvent, ...], gone: Residence) -> None:
    events = spec.given(*standing).when(told(gone), by=register).events
    assert ResidenceChanged(residence=gone) in events
    (ended,) = (event for event in events if isinstance(event, ConsentExpired))
    assert (ended.consent, ended.because) == (PPT, Because.GONE)
    after = spec.given(*standing, *events)
    after.when(ask("ppt"), by=teacher).refused(refusals.NobodyCanConsent)
    assert LAW.on(after.state, TODAY).admitted(TODAY) == frozenset()


def test_parents_of_a_child_that_moved_go_on_seeing_and_of_one_that_died_do_not() -> None:
    seen = {
        gone: LAW.on(spec.given(*both, ResidenceChanged(residence=gone)).state, TODAY).responsible for gone in Residence
    }
    parents = {MOTHER, FATHER}
    assert seen == {Residence.HERE: parents, Residence.MOVED: parents, Residence.DEAD: frozenset()}
    events = spec.given(*both).when(told(Residence.DEAD), by=register).events
    assert [event.ended for event in events if event.type == "guardians-changed"] == [(FATHER, MOTHER)]  # type: ignore[union-attr]


def test_who_comes_back_is_asked_again() -> None:
    moved = (*both, ResidenceChanged(residence=Residence.MOVED))
    events = spec.given(*moved).when(told(Residence.HERE), by=register).events
    assert spec.given(*moved, *events).when(ask("ppt"), by=teacher).events


@pytest.mark.parametrize("residence", [None, Residence.HERE])
def test_what_is_not_said_or_as_before_changes_nothing(residence: Residence | None) -> None:
    types = [event.type for event in spec.given(*ACTIVE).when(told(residence), by=register).events]
    assert types == ["child-registered", "guardian-registered", "guardian-registered"]


@pytest.mark.parametrize(
    ("person", "residence"),
    [
        (PERSON, Residence.HERE),
        (replace(PERSON, kommune=None), None),
        (replace(PERSON, kommune="0301"), Residence.MOVED),
        (replace(PERSON, abroad=True), Residence.MOVED),
        (replace(PERSON, dead=True, kommune="0301"), Residence.DEAD),
    ],
)
def test_an_address_that_is_not_told_is_not_one_elsewhere(person: Person, residence: Residence | None) -> None:
    assert person.residence(KOMMUNE) is residence


def test_a_dead_guardian_is_no_giver() -> None:
    events = spec.given(*PROPOSED).when(told(None, entry(MOTHER), entry(FATHER, responsible=False)), by=register).events
    assert {event.type for event in events} >= {"guardians-changed", "consent-expired"}


@pytest.mark.parametrize("years", [15, 18])
def test_a_new_name_ends_nothing_that_a_youth_was_asked_or_has_said(years: int) -> None:
    """The register tells a family whole: that says nothing about the child's own part."""
    givers = (CHILD,) if years == 18 else (CHILD, MOTHER, FATHER)
    born = date(TODAY.year - years, 1, 2)
    child, *guardians = both
    known = (child.model_copy(update={"born": born}), *guardians)
    grown = RULES.law.on(Spec(decider(RULES, born)).given(*known).state, TODAY).responsible
    assert bool(grown) is (years == 15)
    command = told(None).model_copy(update={"born": born, "child_name": "Nytt Navn"})
    events = Spec(decider(RULES, born)).given(*known, asked(PPT, "ppt", *givers)).when(command, by=register).events
    assert [event.type for event in events] == ["child-registered", "guardian-registered", "guardian-registered"]
    assert turns(years)
