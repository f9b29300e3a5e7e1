import pytest

from services.audit.places import place
from shared.contracts.audit import FindingKind, Place

LOG = "stafett/4999/barnehage/2026"


@pytest.mark.parametrize(
    ("kind", "item", "where"),
    [
        (FindingKind.ENTRY, f"{LOG} leaf 7", Place(year=2026, leaf=7)),
        (FindingKind.ENTRY, f"{LOG} number 900", Place(year=2026, numbers=(900, 900))),
        (FindingKind.ENTRY, f"{LOG} number -7", Place(year=2026, numbers=(-7, -7))),
        (FindingKind.CHANGED, LOG, Place(year=2026)),
        (FindingKind.DENIED, f"{LOG}/case-ppt/120", Place(year=2026, witness="case-ppt")),
        (FindingKind.HOLE, "3-9", Place(numbers=(3, 9))),
        (FindingKind.LATE, "4-4", Place(numbers=(4, 4))),
        (FindingKind.SET_BACK, "12", Place(numbers=(12, 12))),
        (FindingKind.SILENT, "trail", Place()),
    ],
)
def test_a_findings_name_says_where_it_is(kind: FindingKind, item: str, where: Place) -> None:
    assert place(kind, item) == where
