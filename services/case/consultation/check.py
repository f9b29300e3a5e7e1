"""Does a text lead to the child, or to anybody? Pure: what is known comes in, and only places come out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise

from services.case.consultation.folding import Word, key, near, spelled, words
from services.case.consultation.numbers import numbers
from shared.contracts.case.casework import Household
from shared.contracts.case.consultation import Found, Trace
from shared.municipality import Municipality

_EMAIL = re.compile(
    r"[^\s@＠]{1,64}\s{0,2}(?:@|＠|[(\[]\s*(?:at|krøllalfa|alfakrøll)\s*[)\]])\s{0,2}[^\s@＠]{1,255}", re.IGNORECASE
)
_ROAD = (
    r"(?:gat[ae]n?|gate|ve[ig]en|vei|veg|allé|alleen|plass|plassen|stien|kroken|tunet|svingen|bakken|ringen|brygga|"
    r"torget|smuget|stredet|løkka|jordet|grenda|haugen|åsen|lia)"
)
_ADDRESS = re.compile(
    rf"\b(?:[^\W\d_][\w-]{{1,40}}|[A-ZÆØÅ][\w-]{{0,40}}\s)(?i:{_ROAD})"
    r"\s*,?\s*(?:nr\.?\s*)?\d{1,4}(?!\d)(?:\s?[A-Za-z]\b)?"
)
_ROAD_ENDS = re.compile(r"(?<=\w{2})(gaten|gata|gate|gt|veien|vegen|vei|veg|vn)s?$")
_POSTCODE = re.compile(r"(?<!\d)\d{4}\s+[A-ZÆØÅ][^\W\d_]+")
_ID = re.compile(r"\b(?:[cp]-[0-9a-f]{8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b", re.IGNORECASE)
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:\n])[\s\"'«»“”(–-]*$")


def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in words(text))


_PARTICLES = _keys("van von de da av der den al el bin bint abu la le og")
_COMMON = _keys(
    "ask august aud bakke bakken berg berge bjørk bjørn bo bru brun by dag dal dalen do eik elv eng engel even finn "
    "fred hagen hammer haug haugen hauk hel holm hvit håp is juni kai kveld lang li lie lien liv lund lys mai mark "
    "mild mo moe moen nes noe nord odd os per rein ro rose ruud sand skog skogen sol stein stern sti stige stille "
    "storm strand svart sommer sør tor ulv vang varg vest vik vilje vinter vold vollen vår øst øy ås åsen april"
)
"""Words of the language that are names too. A name that is no such word is never sent."""
_OF_MANY = _keys(
    "barnehage barnehagen barnehagene skole skolen skule skulen helsestasjon helsestasjonen ppt barnevern barnevernet "
    "barneverntjenesten barnevernstenesta kommune tjeneste tenesta avdeling i og på for"
)


@dataclass(frozen=True, slots=True)
class Leads:
    """What is known to lead to the child. people, units, streets: one list of words for each, as they are written."""

    people: tuple[tuple[str, ...], ...] = ()
    units: tuple[tuple[str, ...], ...] = ()
    ids: tuple[str, ...] = ()
    born: date | None = None
    streets: tuple[tuple[str, ...], ...] = ()
    phones: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        names: Iterable[str] = (),
        units: Iterable[str] = (),
        ids: Iterable[str] = (),
        born: date | None = None,
        household: Household | None = None,
    ) -> "Leads":
        home = household or Household()
        streets = (address.partition(",")[0] for address in home.addresses)
        people, places, roads = map(_each, ((*names, *home.guardians), units, streets))
        return cls(people, places, tuple(ids), born, roads, home.phones)


def unit_names(municipality: Municipality) -> tuple[str, ...]:
    """Those words of each unit's name by which it is known, or the whole where no word is its own."""
    general = _OF_MANY | {word.key for word in words(municipality.name)}
    own = (" ".join(part for part in unit.name.split() if key(part) not in general) for unit in municipality.units)
    return tuple(name or unit.name for name, unit in zip(own, municipality.units, strict=True))


def check(text: str, leads: Leads) -> tuple[Found, ...]:
    """Everything found, by where it stands."""
    found = {
        *numbers(text, leads.born, leads.phones),
        *_names(text, leads),
        *_units(text, leads),
        *_streets(text, leads),
        *_patterns(text),
        *_ids(text, leads),
    }
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def _patterns(text: str) -> Iterator[Found]:
    for kind, pattern in (
        (Trace.EMAIL, _EMAIL),
        (Trace.ADDRESS, _ADDRESS),
        (Trace.POSTCODE, _POSTCODE),
        (Trace.ID, _ID),
    ):
        yield from (Found(kind=kind, start=one.start(), end=one.end()) for one in pattern.finditer(text))


def _ids(text: str, leads: Leads) -> Iterator[Found]:
    for known in leads.ids:
        for one in re.finditer(re.escape(known), text, re.IGNORECASE):
            yield Found(kind=Trace.ID, start=one.start(), end=one.end())


# --- Names ----------------------------------------------------------------------------------------


def _each(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(parts for name in names if (parts := _parts(name)))


def _parts(name: str) -> tuple[str, ...]:
    return tuple(name[word.start : word.end] for word in words(name))


def _names(text: str, leads: Leads) -> Iterator[Found]:
    found = words(text)
    apart = list(spelled(text, found))
    for person in leads.people:
        own = {folded for part in person if len(folded := key(part)) > 1 and folded not in _PARTICLES}
        together = {key(first + second) for first, second in combinations(person, 2)}
        hits = [word for word in found if _is_one_of(word, own) or any(one in word.key for one in together)]
        yield from _single(text, hits, together)
        yield from _whole(text, found, hits)
        for word in apart:
            if any(one in word.key or one in word.letters for one in own if len(one) > 2):  # noqa: PLR2004 - two letters are in any word
                yield Found(kind=Trace.NAME, start=word.start, end=word.end)


def _is_one_of(word: Word, names: Iterable[str]) -> bool:
    return any(word.key in {name, f"{name}s"} for name in names)


def _single(text: str, hits: Sequence[Word], together: set[str]) -> Iterator[Found]:
    for word in hits:
        common = word.key in _COMMON and word.key not in together and not _is_written_as_name(text, word)
        yield Found(kind=Trace.MAYBE_NAME if common else Trace.NAME, start=word.start, end=word.end)


def _is_written_as_name(text: str, word: Word) -> bool:
    """With a capital letter that no sentence asks for."""
    return text[word.start].isupper() and not _OPENS_SENTENCE.search(text, 0, word.start)


def _whole(text: str, found: Sequence[Word], hits: Sequence[Word]) -> Iterator[Found]:
    """Two different words of one name beside each other are a name, whatever they mean."""
    known = set(hits)
    for first, second in pairwise(found):
        beside = near(text[first.end : second.start])
        if {first, second} <= known and first.key != second.key and beside:
            yield Found(kind=Trace.NAME, start=first.start, end=second.end)


def _units(text: str, leads: Leads) -> Iterator[Found]:
    found = words(text)
    for unit in leads.units:
        for window in _in_row(found, [key(part) for part in unit]):
            yield Found(kind=Trace.UNIT, start=window[0].start, end=window[-1].end)


def _streets(text: str, leads: Leads) -> Iterator[Found]:
    """With or without a number, and whatever a street is called there: Granvegen, Granveien, Granvn."""
    found = [replace(word, key=_road(word.key)) for word in words(text)]
    for street in leads.streets:
        names = [_road(folded) for part in street if len(folded := key(part)) > 1]
        for window in _in_row(found, names):
            common = len(window) == 1 and names[0] in _COMMON and not _is_written_as_name(text, window[0])
            kind = Trace.MAYBE_NAME if common else Trace.ADDRESS
            yield Found(kind=kind, start=window[0].start, end=window[-1].end)


def _road(word: str) -> str:
    return _ROAD_ENDS.sub(lambda end: end[1][0], word)


def _in_row(found: Sequence[Word], names: Sequence[str]) -> Iterator[Sequence[Word]]:
    """Where these words stand one after the other, the last with or without an s."""
    for first in range(len(found) - len(names) + 1) if names else ():
        window = found[first : first + len(names)]
        if _is_one_of(window[-1], names[-1:]) and [one.key for one in window[:-1]] == names[:-1]:
            yield window
