"""What leaves a service is what its contract names, and the seal goes along unopened."""

import pytest

from shared.contracts.common import Fact
from shared.events import DomainEvent
from shared.personal import personal_fields
from tests.architecture.everything import events, facts, published

BY_SERVICE_AND_TYPE = {(event.__module__.split(".")[1], event.type): event for event in events()}
PAIRS = [
    pytest.param(BY_SERVICE_AND_TYPE[service, type_], fact, id=f"{service}: {type_}")
    for service, mapping in published().items()
    for type_, fact in mapping.items()
]


@pytest.mark.parametrize(("event", "fact"), PAIRS)
def test_a_facts_personal_fields_are_its_events(event: type[DomainEvent], fact: type[Fact]) -> None:
    """They are sealed together: a field left out of the contract would travel all the same."""
    assert personal_fields(fact) == personal_fields(event)


@pytest.mark.parametrize(("event", "fact"), PAIRS)
def test_a_facts_plain_fields_are_some_of_its_events(event: type[DomainEvent], fact: type[Fact]) -> None:
    plain = fact.model_fields.keys() - personal_fields(fact)
    assert plain <= event.model_fields.keys() - personal_fields(event)


@pytest.mark.parametrize(("event", "fact"), PAIRS)
def test_a_public_event_keeps_its_shape(event: type[DomainEvent], fact: type[Fact]) -> None:
    """A relay sends old rows as they are: it has no key to seal them anew, see ADR 9."""
    assert event.version == 1, f"make a new type of {event.type}, and a fact beside {fact.wire_name()}"


def test_every_fact_is_told_by_somebody() -> None:
    told = {fact for mapping in published().values() for fact in mapping.values()}
    assert told == set(facts())
