"""Where something is wrong, as the parts of a finding's name."""

import re

from shared.contracts.audit import FindingKind, Place

LOG = r"stafett/[0-9]{4}/[a-z0-9-]+/(?P<year>[0-9]{4})"
SHAPES = {
    FindingKind.CHANGED: re.compile(LOG),
    FindingKind.ENTRY: re.compile(rf"{LOG} (leaf (?P<leaf>[0-9]+)|number (?P<first>-?[0-9]+))"),
    FindingKind.DENIED: re.compile(rf"{LOG}/(?P<witness>[a-z][a-z0-9-]+)/[0-9]+"),
    FindingKind.HOLE: re.compile(r"(?P<first>[0-9]+)-(?P<last>[0-9]+)"),
    FindingKind.LATE: re.compile(r"(?P<first>[0-9]+)-(?P<last>[0-9]+)"),
    FindingKind.SET_BACK: re.compile(r"(?P<first>[0-9]+)"),
}


def place(kind: str, item: str) -> Place:
    shape = SHAPES.get(FindingKind(kind))
    if not (shape and (found := shape.fullmatch(item))):
        return Place()
    said = found.groupdict()
    year, leaf, first, last = (
        int(said[name]) if said.get(name) else None for name in ("year", "leaf", "first", "last")
    )
    numbers = None if first is None else (first, first if last is None else last)
    return Place(year=year, leaf=leaf, numbers=numbers, witness=said.get("witness"))
