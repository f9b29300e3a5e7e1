"""Where a log's hashes and entries are published: tiles of 256 (C2SP tlog-tiles)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.transparency.errors import Malformed
from shared.transparency.merkle import Node

HEIGHT = 8  # of a tile in the tree
WIDTH = 1 << HEIGHT
CHECKPOINT = "checkpoint"
_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
_HIGHEST = 63


@dataclass(frozen=True, slots=True)
class Tile:
    """`width` hashes side by side, the first at `index * 256` of the tree's level `level * 8`."""

    level: int
    index: int
    width: int = WIDTH

    def path(self) -> str:
        return f"tile/{self.level}/{self._place()}"

    def entries_path(self) -> str:
        """Of the bundle with the entries that a tile of level 0 holds the hashes of."""
        return f"tile/entries/{self._place()}"

    def nodes(self) -> list[Node]:
        first = self.index * WIDTH
        return [(self.level * HEIGHT, first + place) for place in range(self.width)]

    def _place(self) -> str:
        digits = f"{self.index:0{-(-len(str(self.index)) // 3) * 3}}"
        *upper, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return "".join(f"x{part}/" for part in upper) + last + partial


def parse_path(path: str) -> tuple[Tile, bool]:
    """A published path, and whether it names entries rather than hashes. Malformed unless written in the one way."""
    found = _PATH.fullmatch(path)
    if not found:
        raise Malformed
    kind, place, width = found.groups()
    level = 0 if kind == "entries" else int(kind)
    tile = Tile(level, int(re.sub("[x/]", "", place)), int(width or WIDTH))
    if level > _HIGHEST or tile.width > WIDTH or path not in {tile.path(), tile.entries_path()}:
        raise Malformed
    return tile, kind == "entries"


def tiles(size: int, since: int = 0) -> Iterator[Tile]:
    """What a tree of `size` publishes and one of `since` did not; the last tile of a level may be partial."""
    level = 0
    while hashes := size >> level * HEIGHT:
        before = since >> level * HEIGHT
        for index in range(before // WIDTH, -(-hashes // WIDTH)):
            width = min(hashes - index * WIDTH, WIDTH)
            if index * WIDTH + width > before:
                yield Tile(level, index, width)
        level += 1


def bundle(entries: Sequence[bytes]) -> bytes:
    """The entries of one tile of level 0. Each at most 65,535 bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        if at + 2 + length > len(data):
            raise Malformed
        entries.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return entries
