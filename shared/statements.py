"""Named SQL statements: a `.sql` file of blocks, each headed by `-- name: x`."""

import re
from collections.abc import Mapping
from pathlib import Path

NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(path: Path) -> Mapping[str, str]:
    """Read a file. Returns statement by name; comments stay in the text, so they show in pg_stat_activity."""
    _, *parts = NAME.split(path.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
