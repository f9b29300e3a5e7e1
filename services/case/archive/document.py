"""A stafettlogg as a text to keep: everything that the family can read, in the order it happened."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.case.archive.words import FIELDS, HEADINGS, KINDS, RELATIONS
from services.case.dates import OSLO
from shared.contracts.case import Entry, StafettloggView
from shared.municipality import Municipality


@dataclass(frozen=True, slots=True)
class Section:
    """heading, and beneath it what was said, each with a label or none."""

    heading: str
    about: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    author: str
    intro: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        """The same, for every reader there will ever be."""
        return "\n".join(_lines(self)) + "\n"


def document(log: StafettloggView, of: Municipality, made_at: datetime) -> Document:
    names = {person.person: person.person_name for person in log.participants}
    return Document(
        title=f"Stafettlogg for {log.child_name}", author=of.name, intro=tuple(_intro(log, of, made_at)),
        sections=tuple(_section(entry, names, of) for entry in reversed(log.entries)),
    )  # fmt: skip


def _intro(log: StafettloggView, of: Municipality, made_at: datetime) -> Iterator[tuple[str, str]]:
    yield "Barn", log.child_name
    yield "Åpnet", _moment(log.opened_at)
    yield "Avsluttet", _moment(log.closed_at) if log.closed_at else "Loggen er åpen"
    yield "Nivå", of.levels[log.level].name
    for person in log.participants:
        yield RELATIONS.get(person.relation, of.services.get(person.owner, person.owner)), person.person_name
    yield "Laget for arkivet", _moment(made_at)


def _section(entry: Entry, names: dict[str, str], of: Municipality) -> Section:
    who = names.get(entry.by, "ikke lenger med" if entry.owner != "consent" else "samtykketjenesten")
    about = f"{_moment(entry.at)}. {of.services.get(entry.owner, entry.owner)}, {who}"
    heading = (
        KINDS.get(str(entry.data.get("kind")), HEADINGS[entry.what])
        if entry.contribution
        else HEADINGS.get(entry.what, "Hendelse")
    )
    return Section(heading, about, tuple(_said(entry, names)))


def _said(entry: Entry, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for field, text in entry.text.items():
        yield FIELDS.get(field, ""), text
    if entry.corrected_at:
        yield "Rettet", _moment(entry.corrected_at)
    for before in entry.earlier:
        yield f"Tidligere ordlyd, {names.get(before.by, '')} {_moment(before.at)}", before.text
    if entry.retracted:
        yield f"Trukket tilbake {_moment(entry.retracted.at)}", entry.retracted.reason


def _lines(document: Document) -> Iterator[str]:
    yield document.title
    for label, text in document.intro:
        yield f"{label}: {text}"
    for section in document.sections:
        yield from ("", section.heading, section.about)
        for label, text in section.said:
            yield f"{label}: {text}" if label else text


def _moment(at: datetime) -> str:
    return f"{at.astimezone(OSLO):%d.%m.%Y kl. %H.%M}"
