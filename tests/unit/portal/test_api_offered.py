"""Everything that people ask is offered, nothing that machines tell, and no address says anything about a person."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from services.portal import refusals
from services.portal.api.offered import AT_OUR_DOOR, OF_REGISTERS, OF_SERVICES, OPERATIONS, Operation
from shared.contracts import audit, case, consent, notify
from shared.personal import personal_fields
from tests.integration.platform.examples import BY_REGISTER, BY_SERVICES
from tests.unit.portal.fagsystem import Fagsystem


def test_everything_that_people_ask_is_offered_and_nothing_that_machines_tell() -> None:
    every = {one for module in (case, consent, notify, audit) for one in module.REQUESTS}
    offered = {one.asks for one in OPERATIONS.values()}
    assert every - offered == OF_REGISTERS | OF_SERVICES | AT_OUR_DOOR
    assert (OF_REGISTERS, OF_SERVICES) == (BY_REGISTER, BY_SERVICES)
    assert len(OPERATIONS) == len(offered)  # no two have a name in common


@pytest.mark.parametrize("one", OPERATIONS.values(), ids=OPERATIONS)
def test_no_address_holds_what_says_something_about_a_person(one: Operation) -> None:
    if one.method == "GET":
        assert not personal_fields(one.asks)
        free = [name for name, field in one.fields.items() if field["type"] == "string" and not _narrow(field)]
        assert free == []


def _narrow(field: Mapping[str, Any]) -> bool:
    return (
        "format" in field
        or "enum" in field
        or str(field.get("pattern", "")).startswith("^(?:[a-z]|")
        or (str(field.get("pattern", "")).startswith("^[a-z]"))
    )


async def test_the_codes_can_be_asked_for() -> None:
    async with Fagsystem().visitor() as outside:
        assert (await outside.get("/api/v1/problems")).json() == dict(refusals.TEXTS)
        assert orjson.loads((await outside.get("/api/v1/openapi.json")).content)["openapi"] == "3.1.0"
