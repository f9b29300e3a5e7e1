"""The private casework in bokmål: what each step was, and the words that were written, apart from ours."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.portal import dates
from services.portal.stories import OTHER, Kind
from services.portal.words import OUTCOMES, _
from shared.contracts.case import Step

STEPS: Mapping[str, Kind] = {
    "concern-registered": Kind(_("Undringen ble skrevet"), "NotePencil"),
    "observation-added": Kind(_("Ny observasjon"), "Eye"),
    "acute-answered": Kind(_("Spørsmålet om fare ble besvart"), "ExclamationmarkTriangle", "warning"),
    "concern-shared": Kind(_("Delt med leder"), "PersonPlus", "neutral"),
    "conversation-recorded": Kind(_("Undringssamtale med foreldrene"), "PersonChat"),
    "conversation-prepared": Kind(_("Samtalen ble forberedt"), "ClipboardCheckmark"),
    "conversation-invited": Kind(_("Foreldrene ble invitert til samtale"), "EnvelopeClosed"),
    "conversation-cancelled": Kind(_("Samtalen ble avlyst"), "XMark", "neutral"),
    "own-measure-agreed": Kind(_("Tiltak avtalt"), "Handshake", "success"),
    "own-measure-evaluated": Kind(_("Tiltaket ble evaluert"), "ClipboardCheckmark"),
    "own-evaluation-fell-due": Kind(_("Tiltaket skulle vært evaluert"), "Hourglass", "warning"),
    "level-one-ended": Kind(_("Tiltakene i egen tjeneste er avsluttet"), "Checkmark", "success"),
    "decision-fell-due": Kind(_("Fristen for å avklare gikk ut"), "Hourglass", "warning"),
    "case-decided": Kind(_("Lederen har avklart"), "Checkmark", "success"),
}
WRITTEN: Mapping[str, str] = {
    "observations": _("Sett og hørt"),
    "observation": _("Sett og hørt"),
    "interpretation": _("Tanker om det"),
    "parents_view": _("Foreldrene sa"),
    "childs_view": _("Barnet selv"),
    "not_heard_because": _("Hvorfor barnet ikke er spurt"),
    "place": _("Hvor"),
    "message": _("Beskjed til foreldrene"),
    "episodes": _("Det vi har sett"),
    "questions": _("Det vi vil spørre om"),
    "phrases": _("Måter å si det på"),
    "parents_may_wish": _("Det foreldrene kan ønske seg"),
    "interpreter": _("Tolk"),
    "title": _("Tiltak"),
    "description": _("Slik gjør vi det"),
    "goal": _("Målet"),
    "seen": _("Det vi så"),
    "changed": _("Slik gjør vi det nå"),
    "reason": _("Hvorfor"),
    "not_reported_because": _("Hvorfor det ikke er meldt"),
}


class Told(NamedTuple):
    heading: str
    icon: str
    color: str
    notes: tuple[str, ...]
    said: tuple[tuple[str, str], ...]


def private(step: Step) -> Told:
    kind = STEPS.get(step.what, OTHER)
    said = tuple((label, step.text[name]) for name, label in WRITTEN.items() if name in step.text)
    return Told(_(kind.heading), kind.icon, kind.color, tuple(_notes(step.text)), said)


def _notes(text: Mapping[str, str]) -> Iterator[str]:
    if "held_on" in text:
        yield _("Holdt {day}.").format(day=dates.day(date.fromisoformat(text["held_on"])))
    if "decide_by" in text:
        yield _("Avklares innen {day}.").format(day=dates.day(date.fromisoformat(text["decide_by"])))
    if "outcome" in text:
        yield _(OUTCOMES.get(text["outcome"], text["outcome"]))
