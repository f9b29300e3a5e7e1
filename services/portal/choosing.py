"""What a kommuneadministrator can change, in words: how it stands, and what a change gives another value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import reduce
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from services.portal import dates
from services.portal.languages import gettext as _
from services.portal.refusals import TEXTS
from shared.choices import changeable, laid_over, merged
from shared.contracts import case, consent
from shared.contracts.common import Id
from shared.municipality import Deadlines, Municipality

DEADLINES: Mapping[str, tuple[str, str]] = {
    "decide_case_days": (_("Avklare en undring"), _("Fra undringen er delt med leder.")),
    "conversation_days": (_("Holde undringssamtalen"), _("Fra undringen er delt med leder.")),
    "own_measure_days": (_("Evaluere tiltak i egen tjeneste"), _("Det som foreslås når et tiltak avtales.")),
    "consent_days": (_("Lengste tid et samtykke kan gjelde"), ""),
    "consent_review_days": (_("Se på et samtykke på nytt"), _("Fra familien ble spurt.")),
    "consent_renewal_days": (_("Spørre om et samtykke på nytt"), _("Så lenge før det går ut.")),
    "baton_answer_days": (_("Svare på stafettpinnen"), _("Deretter får lederne vite det.")),
    "invitation_reminder_days": (_("Påminne om en invitasjon"), ""),
    "invitation_answer_days": (_("Svare på en invitasjon"), _("Deretter får stafettholderen vite det.")),
    "evaluation_grace_days": (_("Vente på en evaluering"), _("Deretter får stafettholderen vite det.")),
    "meeting_reminder_days": (_("Påminne om et møte"), _("Så lenge før møtet.")),
    "silence_days": (_("Stille i en stafettlogg"), _("Deretter får stafettholderen vite hvem som er stille.")),
    "nudge_days": (_("Mellom to vennlige påminnelser"), _("Fra familien til samme tjeneste.")),
}
BY_LAW: Mapping[str, str] = {
    "report_assessment_days": _("Barnevernet vurderer en melding"),
    "report_feedback_days": _("Barnevernet svarer den som meldte"),
    "report_investigation_days": _("Barnevernets undersøkelse"),
    "report_closing_days": _("Barnevernet svarer når undersøkelsen er ferdig"),
}
WHEN_DUE = frozenset({"silence_days", "evaluation_grace_days"})
"""What is counted when its day comes, so that a change reaches what is under way."""
GROUNDS: Mapping[consent.Ground, str] = {
    consent.Ground.LAW: _("Loven er endret"),
    consent.Ground.DECISION: _("Kommunen har vedtatt det"),
    consent.Ground.PRACTICE: _("Slik gjør vi det"),
    consent.Ground.MISTAKE: _("Det som sto, var feil"),
}
A_DAY = timedelta(days=1)
FORMS = ("word", "definite", "plural")
WORD: TypeAdapter[str] = TypeAdapter(consent.OwnWord)
LEVEL: TypeAdapter[str] = TypeAdapter(consent.LevelName)


class Row(NamedTuple):
    """One thing that gets another value; in days where it is a deadline. name: of the deadline."""

    what: str
    before: int | str
    after: int | str
    name: str = ""


class Under(NamedTuple):
    """What runs now under a deadline. few: there are some, and so few that nobody is told how many."""

    many: int
    few: bool


class InForce(NamedTuple):
    """number: of changes."""

    number: int
    municipality: Municipality
    terms: Mapping[str, consent.OwnTerm]
    pauses: Mapping[Id, consent.Pause]

    @property
    def version(self) -> str:
        of = self.municipality.version
        return f"{of}-{self.number}" if self.number else of


def in_force(file: Municipality, found: consent.Changes, until: int | None = None) -> InForce:
    """until: as it was after so many changes."""
    changes = found.changes if until is None else found.changes[:until]
    said = reduce(merged, changes, consent.Chosen())
    filed = {
        one.id: consent.OwnTerm.model_construct(None, term=one.id, **_words(one)) for one in found.files.vocabulary
    }
    own, pauses = {one.term: one for one in said.words}, {one.person: one for one in said.pauses}
    return InForce(len(changes), laid_over(file, said), filed | own, pauses)


def bounds(name: str) -> tuple[int, int]:
    """The fewest and the most days that a deadline may have."""
    told = {type(one).__name__: one for one in Deadlines.model_fields[name].metadata}
    return told["Ge"].ge, told["Le"].le


def rows(was: InForce, said: consent.Chosen) -> Iterator[Row]:
    days = was.municipality.deadlines
    for one in said.deadlines:
        if changeable(one.name) and getattr(days, one.name) != one.days:
            yield Row(DEADLINES[one.name][0], getattr(days, one.name), one.days, one.name)
    for level, name in zip(was.municipality.levels, said.levels or (), strict=bool(said.levels)):
        if level.name != name:
            yield Row(level.about, level.name, name)
    for term in said.words:
        before = was.terms[term.term]
        pairs = ((getattr(before, form), getattr(term, form)) for form in FORMS)
        yield from (Row(before.word, *pair) for pair in pairs if pair[0] != pair[1])
    for pause in said.pauses:
        if (earlier := was.pauses.get(pause.person)) != pause:
            yield Row(pause.person, on_leave(earlier), on_leave(pause))


def on_leave(pause: consent.Pause | None) -> str:
    if pause is None or (pause.until and pause.until < pause.first):
        return _("Kan logge inn")
    first = dates.day(pause.first)
    if pause.until is None:
        return _("Kan ikke logge inn fra {first}").format(first=first)
    return _("Kan ikke logge inn fra {first} til og med {last}").format(first=first, last=dates.day(pause.until))


def running(counted: Iterable[case.Clocks]) -> Mapping[str, Under]:
    """By deadline, of all owners together."""
    found = dict[str, Under]()
    for one in (one for clocks in counted for one in clocks.clocks):
        was = found.get(name := one.deadline.replace("-", "_"), Under(0, few=False))
        found[name] = Under(was.many + (one.running or 0), was.few or one.running is None)
    return found


def history(file: Municipality, found: consent.Changes) -> Sequence[tuple[consent.Change, Sequence[Row]]]:
    """Newest first."""
    told = ((one, list(rows(in_force(file, found, n), one))) for n, one in enumerate(found.changes))
    return [*reversed([*told])]


def _words(term: object) -> dict[str, str]:
    return {form: getattr(term, form) for form in FORMS}


class Read(NamedTuple):
    """What a form asks for, or what is wrong with which of its fields."""

    said: consent.Chosen
    errors: Mapping[str, str]


def read_deadlines(was: InForce, sent: Mapping[str, str]) -> Read:
    errors, said = dict[str, str](), list[consent.DeadlineDays]()
    for name in DEADLINES:
        now, told = getattr(was.municipality.deadlines, name), sent.get(name, "").strip()
        fewest, most = bounds(name)
        if not (told.isascii() and told.isdigit() and fewest <= int(told[:9]) <= most):
            errors[name] = _("Skriv et helt tall innenfor grensene.")
        elif int(told) != now:
            said.append(consent.DeadlineDays(name=name, days=int(told)))
    return Read(consent.Chosen(deadlines=tuple(said)), errors)


def read_words(was: InForce, sent: Mapping[str, str]) -> Read:
    levels = tuple(sent.get(f"level-{n}", "").strip() for n, _level in enumerate(was.municipality.levels))
    kept = tuple(level.name for level in was.municipality.levels)
    wrong = [f"level-{n}" for n, name in enumerate(levels) if name != kept[n] and not _fits(LEVEL, name)]
    errors = dict.fromkeys(wrong, _("Skriv ett ord med stor forbokstav og ett siffer, som «Nivå 2»."))
    words = []
    for term, now in was.terms.items():
        told = {form: sent.get(f"{term}-{form}", "").strip() for form in FORMS}
        if told == _words(now):
            continue
        bad = [f"{term}-{form}" for form, word in told.items() if not _fits(WORD, word)]
        errors |= dict.fromkeys(bad, _("Skriv ett eller to ord med små bokstaver."))
        words += [] if bad else [consent.OwnTerm(term=term, **told)]
    changed = levels if levels != kept and not wrong else None
    return Read(consent.Chosen.model_validate({"levels": changed, "words": words}), errors)


def read_pause(was: InForce, sent: Mapping[str, str]) -> Read:
    """One employee; without any day they come in again."""
    person, first, until = (sent.get(name, "").strip() for name in ("person", "first", "until"))
    now = dates.today()
    days = {"first": first, "until": until or None} if first or until else {"first": now, "until": now - A_DAY}
    try:
        pause = consent.Pause.model_validate({"person": person, **days})
    except ValidationError:
        return Read(consent.Chosen(), {"first": _("Velg den første dagen, og den siste hvis den er kjent.")})
    already = on_leave(pause) == on_leave(was.pauses.get(person))
    return Read(consent.Chosen(pauses=() if already else (pause,)), {})


def unfounded(ground: str | None, case: str | None) -> Mapping[str, str]:
    """What is missing of why."""
    if ground not in {*consent.Ground}:
        return {"ground": _("Velg en grunn.")}
    return {"case": TEXTS["CaseMissing"]} if ground in consent.DOCUMENTED and not case else {}


def _fits(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True
