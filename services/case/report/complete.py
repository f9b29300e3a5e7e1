"""What the national form asks for (bekymringsmelding.offentlig.v2) and a draft lacks."""

import re
from collections.abc import Iterator

from shared.contracts.case.form import ChildPart, GuardianPart, ReportDraft, ReporterPart

PHONE = re.compile(r"[+]?[0-9]+([- ][0-9]+)*")
_WORD = r"[A-Za-zæøåÆØÅ0-9-_]+"
_PART = r"[A-Za-zæøåÆØÅ0-9-]+"
EMAIL = re.compile(rf"{_WORD}(\.{_WORD})*@{_PART}(\.{_PART})*(\.[A-Za-z]{{2,}})")
NUMBER = re.compile(r"[0-9]{11}")
DISTRICT = re.compile(r"([0-9]{2})?")


def missing(draft: ReportDraft) -> tuple[str, ...]:
    """The names of fields that are empty or not in the form that is asked for, in the order of the form."""
    return tuple(_missing(draft))


def _missing(draft: ReportDraft) -> Iterator[str]:
    if not DISTRICT.fullmatch(draft.district):
        yield "district"
    yield from _of_reporter(draft.reporter)
    if not draft.children:
        yield "children"
    for n, child in enumerate(draft.children, 1):
        yield from (f"children-{n}-{name}" for name in _of_child(child))
    if not draft.guardians:
        yield "guardians"
    for n, guardian in enumerate(draft.guardians, 1):
        yield from (f"guardians-{n}-{name}" for name in _of_guardian(guardian))
    if not draft.concern:
        yield "concern"
    if not draft.history:
        yield "history"


def _of_reporter(reporter: ReporterPart) -> Iterator[str]:
    if not reporter.reporter_name:
        yield "reporter-name"
    if not reporter.position:
        yield "reporter-position"
    if not PHONE.fullmatch(reporter.phone):
        yield "reporter-phone"
    if not EMAIL.fullmatch(reporter.email):
        yield "reporter-email"
    if not reporter.workplace.workplace_name:
        yield "reporter-workplace"


def _of_child(child: ChildPart) -> Iterator[str]:
    """One who is not born has no number, and perhaps no name."""
    if not (child.unborn or child.child_name):
        yield "name"
    if not (child.unborn or NUMBER.fullmatch(child.birth_number)):
        yield "birth-number"
    yield from _of_informed(child)


def _of_guardian(guardian: GuardianPart) -> Iterator[str]:
    if not guardian.guardian_name:
        yield "name"
    yield from _of_informed(guardian)


def _of_informed(person: ChildPart | GuardianPart) -> Iterator[str]:
    """Whether each has been told is asked for, and the reason where not."""
    if person.informed is None:
        yield "informed"
    elif not (person.informed or person.why_not_informed):
        yield "why-not-informed"
