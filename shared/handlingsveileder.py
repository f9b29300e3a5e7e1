"""A municipality's handlingsveileder: the texts shipped with Stafett, and what the municipality says otherwise.

A file is a section (`steps.yaml`, `checklists.yaml`, …) of entries by id. In the municipality's own folder
`handlingsveileder/` an entry with a known id replaces the fields that it names, a new id adds an entry, and `null`
takes one away; with `builds_on: nothing` first in a file, the shipped entries of that section do not count.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from shared.choices import Each
from shared.contracts.case.guide import MunicipalityTexts
from shared.contracts.case.texts import (
    Advice,
    ArchiveWord,
    BankMeasure,
    Checklist,
    Grade,
    GuideStep,
    JournalBasis,
    Phrase,
    Public,
    Question,
    Sign,
    Template,
    Term,
)
from shared.contracts.common import Id, Kommune
from shared.contracts.consent import OwnTerm
from shared.municipality import BadMunicipality, Deadlines, Municipality, checked, folders, named, read

HOME = "hjem"  # a place of measures beside the services
SECTIONS: Mapping[str, type[Public]] = {
    "steps": GuideStep,
    "checklists": Checklist,
    "templates": Template,
    "phrases": Phrase,
    "tiltaksbank": BankMeasure,
    "signs": Sign,
    "scales": Grade,
    "questions": Question,
    "advice": Advice,
    "vocabulary": Term,
    "journal": JournalBasis,
    "archive": ArchiveWord,
}


@dataclass(frozen=True, slots=True)
class Handlingsveileder:
    """`version` tells the municipality's own name for its choices, and a hash of every word of them."""

    of: Municipality
    version: Id
    texts: MunicipalityTexts


def load_guides(
    folder: Path, shipped: Path, municipalities: Mapping[Kommune, Municipality] | None = None
) -> Mapping[Kommune, Handlingsveileder]:
    """By number. Raises BadMunicipality, with the file and the field.

    municipalities: what they have chosen as it is in force; None: what their files say.
    """
    if not (base := _files(shipped)).keys() >= SECTIONS.keys():
        raise BadMunicipality(f"{shipped.name} lacks {', '.join(sorted(SECTIONS.keys() - base.keys()))}")
    where = {one.kommune: (path, one) for path, one in folders(folder).items()}
    chosen = municipalities or {kommune: one for kommune, (_, one) in where.items()}
    guides = Each(chosen, lambda one: _guide(one, where[one.kommune][0], shipped, base))
    _ = dict(guides)  # what is wrong is told at start
    return guides


def _guide(of: Municipality, where: Path, shipped: Path, base: Mapping[str, Mapping[str, Any]]) -> Handlingsveileder:
    own_folder = where / "handlingsveileder"
    own = _files(own_folder)
    found = {
        section: tuple(_entries(section, model, shipped, base[section], own_folder, own.get(section, {})))
        for section, model in SECTIONS.items()
    }
    found["vocabulary"] = tuple(_called(found["vocabulary"], of.words))
    said: dict[str, Any] = {
        "kommune": of.kommune, "municipality": of.name, "language": of.language, "levels": of.levels,
        "services": tuple(of.services.items()), "anonymous_questions": of.anonymous_questions,
        "coordination": of.coordination,
        **{section: _in_order(entries) for section, entries in found.items()},
    }  # fmt: skip
    _check_words(where, base["archive"], found["archive"])
    version = f"{of.version}-{_digest(of, found)}"
    texts = MunicipalityTexts(version=version, **said)
    _check_references(where, of, texts)
    return Handlingsveileder(of, version, texts)


def _files(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Raises BadMunicipality for a file of a section that there is not."""
    found = {path.stem: read(path) for path in sorted(folder.glob("*.yaml"))}
    if strange := sorted(found.keys() - SECTIONS.keys()):
        raise BadMunicipality(f"{folder.name}/{strange[0]}.yaml: there is no such section")
    return found


def _entries(
    section: str, model: type[Public], shipped: Path, base: Mapping[str, Any], folder: Path, own: Mapping[str, Any]
) -> Iterator[Public]:
    own = dict(own)
    base = {} if own.pop("builds_on", "") == "nothing" else base
    for key in dict.fromkeys((*base, *own)):
        if key in own and own[key] is None:
            continue
        path = (folder if key in own else shipped) / f"{section}.yaml"
        yield checked(model, path, {"id": key, **_fields(path, key, base), **_fields(path, key, own)}, key)


def _fields(path: Path, key: str, entries: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = entries.get(key, {})
    if not isinstance(fields, dict):
        raise BadMunicipality(f"{named(path)}: {key}: not a mapping")
    return fields


def _called(terms: Iterable[Public], own: Iterable[OwnTerm]) -> Iterator[Public]:
    words = {one.term: one.model_dump(exclude={"term"}) for one in own}
    return (term.model_copy(update=words.get(term.id, {})) for term in terms)


def _in_order(entries: tuple[Public, ...]) -> tuple[Public, ...]:
    """As written, but for those that say their place."""
    return tuple(sorted(entries, key=lambda entry: (getattr(entry, "level", 0), getattr(entry, "order", 0))))


def _digest(of: Municipality, found: Mapping[str, tuple[Public, ...]]) -> str:
    """Of everything that a decision can follow from: nobody forgets to raise it."""
    said = [of.model_dump(mode="json"), *(one.model_dump(mode="json") for part in found.values() for one in part)]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:10]


def _check_words(where: Path, shipped: Mapping[str, Any], said: tuple[Public, ...]) -> None:
    if missing := sorted(shipped.keys() - {one.id for one in said}):
        raise BadMunicipality(f"{where.name}/handlingsveileder/archive.yaml: no {missing[0]}")


def _check_references(where: Path, of: Municipality, texts: MunicipalityTexts) -> None:
    known = {section: {one.id for one in getattr(texts, section)} for section in SECTIONS}
    for section, one, field, wanted, there in _references(of, texts, known):
        if missing := sorted(set(wanted) - set(there)):
            raise BadMunicipality(f"{where.name}/handlingsveileder/{section}.yaml: {one}.{field}: no {missing[0]}")


def _references(
    of: Municipality, texts: MunicipalityTexts, known: Mapping[str, set[str]]
) -> Iterator[tuple[str, str, str, tuple[str, ...], set[str]]]:
    for step in texts.steps:
        yield "steps", step.id, "checklists", step.checklists, known["checklists"]
        yield "steps", step.id, "templates", step.templates, known["templates"]
        yield "steps", step.id, "within", (step.within.deadline,) if step.within else (), set(Deadlines.model_fields)
    for advice in texts.advice:
        asked = (*advice.all_of, *advice.any_of, *advice.none_of)
        yield "advice", advice.id, "questions", asked, known["questions"]
    for basis in texts.journal:
        yield "journal", basis.id, "services", basis.services, {*of.services}
    for measure in texts.tiltaksbank:
        yield "tiltaksbank", measure.id, "place", (measure.place,), {*of.services, HOME}
        yield "tiltaksbank", measure.id, "levels", tuple(map(str, measure.levels)), set("0123")
