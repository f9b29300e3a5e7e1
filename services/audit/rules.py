"""Every rule of this installation in one sentence, as it can be read in the policies beside us.

They are read as the published texts that they are; none of the other services' code is loaded.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from shared.access import annotations
from shared.contracts.audit import Rule

SERVICES = Path(__file__).parents[1]


@cache
def texts() -> Mapping[str, str]:
    found = sorted(SERVICES.rglob("access.cedar"))
    return {
        rule: said["tekst"] for path in found for rule, said in annotations(path.read_text(encoding="utf-8")).items()
    }


def named(policies: Iterable[str]) -> tuple[Rule, ...]:
    """Those that are still in force."""
    return tuple(Rule(id=one, text=texts()[one]) for one in sorted(set(policies)) if one in texts())
