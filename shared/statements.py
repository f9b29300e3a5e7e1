"""Named SQL statements: a `.sql` file of blocks, each headed by `-- name: x`."""

import re
from collections.abc import Mapping
from pathlib import Path

NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(path: Path) -> Mapping[str, str]:
    """Read a file. Returns statement by name; its heading stays in the text and names it in traces and statistics."""
    _, *parts = NAME.split(path.read_text(encoding="utf-8"))
    return {name: f"-- name: {name}\n{text.strip()}" for name, text in zip(parts[::2], parts[1::2], strict=True)}
