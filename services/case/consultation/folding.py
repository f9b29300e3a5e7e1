"""Words as they are compared: without case, accents, invisible characters, or ways to write Norwegian letters."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HIDDEN = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_HIDDEN}])*")
_ALONE = str.maketrans({"æ": "a", "ø": "o", "œ": "o", "ð": "d", "þ": "t", "ł": "l", "đ": "d", "ı": "i"})
_PAIRS = (("aa", "a"), ("ae", "a"), ("oe", "o"))
NEAR = 3  # characters between the parts of what is written apart


@dataclass(frozen=True, slots=True)
class Word:
    """key: the word folded; letters: where they stood apart, as in `E m m a`, each folded by itself."""

    key: str
    start: int
    end: int
    letters: str = ""


def key(text: str) -> str:
    """`Åse`, `AASE` and `ase` are one."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(one for one in letters if unicodedata.category(one) not in {"Mn", "Cf"}).translate(_ALONE)
    for pair, one in _PAIRS:
        kept = kept.replace(pair, one)
    return kept


def words(text: str) -> list[Word]:
    return [Word(key(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]


def spelled(text: str, found: Sequence[Word]) -> Iterator[Word]:
    """Runs of letters that stand alone near each other, each as one word."""
    run: list[Word] = []
    for word in [*found, Word("--", len(text), len(text))]:
        alone = len(word.key) == 1
        if run and not (alone and near(text[run[-1].end : word.start])):
            if len(run) > 1:
                whole = key("".join(text[one.start : one.end] for one in run))
                yield Word(whole, run[0].start, run[-1].end, "".join(one.key for one in run))
            run = []
        if alone:
            run.append(word)


def near(between: str) -> bool:
    return len(between) <= NEAR and not any(one.isalnum() or one == ";" for one in between)
