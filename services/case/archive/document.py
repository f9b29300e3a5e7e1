"""A stafettlogg as a text to keep: everything that the family can read, in the order it happened."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from services.case.archive.words import word_of, words
from services.case.dates import OSLO
from shared.contracts.case import Entry, StafettloggView
from shared.contracts.common import Id, Owner
from shared.handlingsveileder import Handlingsveileder

WRITTEN = "contribution.written.v1"
NAMED = (
    ("opener", "opener_owner", "opener_name"),
    ("person", "owner", "person_name"),
    ("holder", "holder_owner", "holder_name"),
)
"""Where facts name those who come: who, whose people they are, and their name."""
DAYS = ("evaluate_on", "held_on", "heard_on", "on")


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
    language: str
    intro: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        """The same, for every reader there will ever be."""
        return "\n".join(_lines(self)) + "\n"


def document(log: StafettloggView, guide: Handlingsveileder, made_at: datetime) -> Document:
    teller = _Teller(log, guide)
    return Document(
        title=words(guide)["title"].format(child=log.child_name), author=guide.of.name, language=guide.of.language,
        intro=tuple(teller.intro(made_at)), sections=tuple(map(teller.section, reversed(log.entries))),
    )  # fmt: skip


class _Teller:
    """In the municipality's words, with the names of everybody who has ever taken part."""

    def __init__(self, log: StafettloggView, guide: Handlingsveileder) -> None:
        self._log, self._words, self._services = log, words(guide), guide.of.services
        self._levels = [level.name for level in guide.texts.levels]
        self._people = dict(_people(log))
        titled = (one for one in reversed(log.entries) if "measure" in one.data and "title" in one.text)
        self._titles = {one.data["measure"]: one.text["title"] for one in titled}  # the newest

    def intro(self, made_at: datetime) -> Iterator[tuple[str, str]]:
        log, word = self._log, self._words
        yield word["child"], log.child_name
        yield word["opened"], _moment(log.opened_at)
        yield word["closed"], _moment(log.closed_at) if log.closed_at else word["still-open"]
        yield word["level"], self._levels[log.level]
        for person in log.participants:
            yield word.get(f"relation-{person.relation}", self._service(person.owner)), person.person_name
        yield word["made"], _moment(made_at)

    def section(self, entry: Entry) -> Section:
        owner, name = self._people.get(entry.by, (entry.owner if entry.what == WRITTEN else "", ""))
        who = ", ".join(filter(None, (self._service(owner), name)))
        about = ". ".join(filter(None, (_moment(entry.at), who)))
        return Section(self._heading(entry), about, tuple(self._said(entry)))

    def _heading(self, entry: Entry) -> str:
        data, word = entry.data, self._words
        if entry.what == WRITTEN and (kind := word.get(f"kind-{data.get('kind')}")):
            return kind
        service = str(data.get("invited") or data.get("to") or data.get("owner") or entry.owner)
        person = str(data.get("taker") or data.get("to") or data.get("person") or entry.by)
        heading = word.get(word_of(entry.what), word["fact-other"])
        return heading.format(service=self._service(service), who=self._name(person))

    def _said(self, entry: Entry) -> Iterator[tuple[str, str]]:
        for field, text in {**entry.text, **(entry.places or {})}.items():
            yield self._label(field), self._words[f"effect-{text}"] if field == "effect" else text
        yield from self._plainly(entry)
        if entry.corrected_at:
            yield self._words["corrected"], _moment(entry.corrected_at)
        for before in entry.earlier:
            earlier = self._words["earlier"].format(who=self._name(before.by))
            yield f"{earlier} {_moment(before.at)}", before.text
        if entry.restricted:
            yield "", self._words["restricted"]
        if entry.retracted:
            yield f"{self._words['retracted']} {_moment(entry.retracted.at)}", entry.retracted.reason

    def _plainly(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """What a fact says beside its texts: which tiltak, who answers for it, when, which level, and why."""
        data, word = entry.data, self._words
        if "title" not in entry.text and (title := self._titles.get(data.get("measure"))):
            yield self._label("title"), title
        if "responsible" in data:
            yield self._label("responsible"), self._name(str(data["responsible"]))
        if "starts_at" in data:
            yield self._label("starts_at"), _moment(datetime.fromisoformat(str(data["starts_at"])))
        for field in DAYS:
            if field in data:
                yield self._label(field), f"{date.fromisoformat(str(data[field])):%d.%m.%Y}"
        if isinstance(level := data.get("level"), int):
            yield word["level"], self._levels[level]
        if because := word.get(f"because-{data.get('because')}"):
            yield "", because

    def _label(self, field: str) -> str:
        return self._words.get(f"field-{field.replace('_', '-')}", "")

    def _service(self, owner: Owner) -> str:
        return self._services.get(owner, owner)

    def _name(self, who: Id) -> str:
        return self._people.get(who, ("", self._words["somebody"]))[1]


def _people(log: StafettloggView) -> Iterator[tuple[Id, tuple[Owner, str]]]:
    """Those who have left are no participants any more, but their names stand where they came."""
    for entry in log.entries:
        for who, owner, name in NAMED:
            if who in entry.data and name in entry.text:
                yield str(entry.data[who]), (str(entry.data.get(owner, "")), entry.text[name])
    for person in log.participants:
        yield person.person, (person.owner, person.person_name)


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
