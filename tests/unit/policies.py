"""A service's policies with one of them left out, to see that it is needed."""

import re
from pathlib import Path

from shared.access import Policies


def without(policy: str, folder: Path, into: Path) -> Policies:
    """folder: the service's own; into: where the fewer may stand."""
    blocks = re.split(r"\n(?=@id)", (folder / "access.cedar").read_text(encoding="utf-8"))
    kept = [block for block in blocks if f'@id("{policy}")' not in block]
    assert len(kept) == len(blocks) - 1
    (into / "access.cedar").write_text("\n".join(kept), encoding="utf-8")
    (into / "access.cedarschema").write_text((folder / "access.cedarschema").read_text(encoding="utf-8"))
    return Policies(into)
