"""What engineers are told of the events is what the code says.

After a change of facts: `python -m tests.architecture.test_contracts`.
"""

import re
from collections.abc import Iterator
from typing import Any

from deploy.asyncapi import document, text
from deploy.topology import Topology
from shared.contracts.common import Envelope
from shared.personal import personal_fields
from tests.architecture.everything import ROOT, facts

WHOLE = document()


def test_the_document_is_what_the_contracts_say() -> None:
    assert (ROOT / "docs/api/asyncapi.json").read_bytes() == text()


def test_every_fact_has_a_channel_that_somebody_may_publish_on() -> None:
    assert set(WHOLE["channels"]) == {fact.wire_name() for fact in facts()}
    allowed = [_pattern(one) for user in Topology().permissions.values() for one in user.publish if one[:4] == "evt."]
    for channel in WHOLE["channels"].values():
        owners = channel["parameters"].get("owner", {"examples": [""]})["examples"]
        for owner in owners:
            subject = channel["address"].replace("{kommune}", "4999").replace("{owner}", owner)
            assert any(pattern.fullmatch(subject) for pattern in allowed), subject


def _pattern(subject: str) -> re.Pattern[str]:
    return re.compile(re.escape(subject).replace(r"\*", "[^.]+").replace(">", ".+"))


def test_what_is_sealed_stands_in_the_sealed_half_alone() -> None:
    schemas, messages = WHOLE["components"]["schemas"], WHOLE["components"]["messages"]
    for fact in facts():
        sealed = personal_fields(fact)
        assert set(schemas[fact.__name__]["properties"]) == fact.model_fields.keys() - sealed
        assert set(schemas.get(f"{fact.__name__}Sealed", {}).get("properties", ())) == sealed
        _, own = messages[fact.wire_name()]["payload"]["allOf"]
        assert ("sealed" in own["required"]) is bool(sealed)
        assert own["properties"].keys() <= Envelope.model_fields.keys()


def test_everything_that_is_pointed_at_is_there() -> None:
    for pointed in _references(WHOLE):
        found = WHOLE
        for part in pointed.removeprefix("#/").split("/"):
            found = found[part]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part["$ref"],) if "$ref" in part else ()
        part = part.values()
    if not isinstance(part, str | int | float | None):
        for one in part:
            yield from _references(one)
