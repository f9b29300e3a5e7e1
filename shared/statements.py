"""Named SQL statements: a `.sql` file of blocks, each headed by `-- name: x`."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


class NamedTwice(ValueError):
    """Two statements of one file have the same name; the first would be lost in silence."""


def statements(path: Path) -> Mapping[str, str]:
    """Read a file. Returns statement by name; its heading stays in the text and names it in traces and statistics."""
    _, *parts = NAME.split(path.read_text(encoding="utf-8"))
    names, texts = parts[::2], parts[1::2]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise NamedTwice(f"{path.name}: {', '.join(twice)}")
    return {name: f"-- name: {name}\n{text.strip()}" for name, text in zip(names, texts, strict=True)}
