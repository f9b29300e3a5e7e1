"""What is the child's, whichever log is open or none: a family reads of it elsewhere, where it may be told."""

from typing import Any

import pytest

from shared.contracts import consent
from shared.contracts.common import Fact
from tests.unit.case.log import parent
from tests.unit.case.told import OF_NO_LOG, Told
from tests.unit.spec import AT

SOME: dict[str, Any] = {
    "request": "r-1", "emergency": "n-1", "person": "p-9", "owner": "ppt", "unit": None, "until": AT, "told": (),
    "review_on": AT.date(), "due_on": AT.date(), "handlers": (), "number": 1,
}  # fmt: skip
FACTS = [fact for fact in consent.FACTS if issubclass(fact, OF_NO_LOG)]


@pytest.mark.parametrize("fact", FACTS, ids=[fact.wire_name() for fact in FACTS])
@pytest.mark.parametrize("stream", ["log", "other"])
def test_no_log_tells_of_it(fact: type[Fact], stream: str) -> None:
    told = Told()
    before = told.read().entries
    said = {name: SOME[name] for name, field in fact.model_fields.items() if field.is_required()}
    told.say(fact.model_validate(said), parent, "familie", stream=stream)
    assert told.read().entries == before
