"""No free text stands in the open: not in an event, not in a fact, not in a column."""

import re
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from annotated_types import MaxLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from shared.contracts.audit import AuditEntry
from shared.contracts.common import PERSONAL, PUBLIC, Envelope
from tests.architecture.everything import events, facts, requests
from tests.servers import Installation

OURS = {
    "ConsentView.text": "the municipality's own words, the same for everybody",
    "Entry.what": "a fact's wire name",
    "Envelope.key": "child, owner, category and epoch",
    "Envelope.sealed": "ciphertext",
    "Envelope.sealed_as": "an event's wire name",
    "SealedKey.key": "child, owner, category and epoch",
    "SealedKey.sealed": "ciphertext",
    "SealedPiece.key": "child, owner, category and epoch",
    "Participant.relation": "a word of ours",
    "FamilyChild.relation": "a word of ours",
    "GiverView.relation": "a word of ours",
    "GiverView.answer": "a word of ours",
    "ServiceStanding.consent": "a word of ours",
    "ServiceStanding.participation": "a word of ours",
    "Step.what": "an event's wire name",
    "CaseView.stage": "a word of ours",
    "ChildSummary.stage": "a word of ours",
    "EarlierCase.stage": "a word of ours",
    "Entry.data": "the plain half of a fact, which is checked itself",
    "Item.data": "as Entry.data, of an event",
    "Seen.legal_basis": "a policy's own words",
    "Envelope.data": "as Entry.data",
    "Audience.others": "a policy's own sentence",
    "AuditEntry.legal_basis": "a policy's own words",
    "AuditEntry.consents": "ids",
    "AuditEntry.policies": "ids",
    "AuditEntry.code": "a refusal's class name",
    "AddCheckpoint.body": "sizes, hashes and signatures of an audit log",
    "Witnessed.body": "as AddCheckpoint.body",
}
"""Texts that no user has written, each with what it is."""


def loose(model: type[BaseModel], seen: set[type[BaseModel]]) -> list[str]:
    """Fields that could hold what somebody wrote, and are not marked Personal."""
    if model in seen:
        return []
    seen.add(model)
    found = []
    for name, field in model.model_fields.items():
        if f"{model.__name__}.{name}" not in OURS and not _personal(field):
            found += [f"{model.__name__}.{name}"] if _free(field.annotation, field.metadata) else []
            found += [inner for part in _models(field.annotation) for inner in loose(part, seen)]
    return found


def _personal(field: FieldInfo) -> bool:
    return PERSONAL in field.metadata or _within(field.annotation, PERSONAL)


def _within(annotation: Any, marker: object) -> bool:
    return any(part is marker or _within(part, marker) for part in get_args(annotation))


def _free(annotation: Any, metadata: Any) -> bool:
    if annotation is str:
        return not any(_narrow(one) for one in metadata)
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return _free(inner, marks)
    if get_origin(annotation) in {Union, UnionType, tuple, list, dict, frozenset}:
        return any(_free(part, metadata) for part in get_args(annotation))
    return annotation is Any


def _narrow(mark: object) -> bool:
    """A pattern that has no room for a sentence, or words that are the same for everybody."""
    if mark is PUBLIC:
        return True
    pattern = mark.pattern if isinstance(mark, StringConstraints) else getattr(mark, "pattern", None)
    return pattern is not None and not re.fullmatch(pattern, "Hun sa at", re.DOTALL) and not isinstance(mark, MaxLen)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) and not issubclass(annotation, Enum) else []
    return [model for part in get_args(annotation) for model in _models(part)]


@pytest.mark.parametrize("event", events(), ids=lambda event: event.type)
def test_an_event_holds_free_text_in_its_sealed_half_only(event: type[BaseModel]) -> None:
    assert loose(event, set()) == []


@pytest.mark.parametrize(
    "contract", [*facts(), *requests(), *(r.reply for r in requests()), Envelope, AuditEntry], ids=lambda c: c.__name__
)
def test_a_contract_marks_everything_that_says_something_about_a_person(contract: type[BaseModel]) -> None:
    assert loose(contract, set()) == []


@pytest.mark.parametrize("written", [*events(), *facts(), *requests()], ids=lambda written: written.__name__)
def test_what_somebody_writes_is_never_called_public(written: type[BaseModel]) -> None:
    assert not any(_holds(field, PUBLIC) for field in written.model_fields.values())


def _holds(field: FieldInfo, marker: object) -> bool:
    inner = (part for model in _models(field.annotation) for part in model.model_fields.values())
    return marker in field.metadata or _within(field.annotation, marker) or any(_holds(part, marker) for part in inner)


PLAIN_COLUMNS = {
    "sealed", "subject", "item", "name", "kind", "type", "state", "stage", "task", "ref", "epoch", "key_id", "children",
    "actor", "notice", "awaited", "reason", "root", "door", "back", "client", "receiver",
}  # fmt: skip
"""Ids, words and codes of ours under names that could mean more."""
IDS = re.compile(
    r"kommune|stream|child|note|invitation|owner|person|unit|service|asker|asked_by_owner|consent|stafettlogg|case_id|holder|leader_of|"
    r"guardian|relation|category|categories|traceparent|consumer|folder|sha256|action|role|outcome|code|"
    r"correlation|purpose|urgency|message_id|stafettlogg|language|actor_.*|asker_service|resources|policies|legal_basis|"
    r"consents|partners|erasure|emergency|sid|csrf.*|producer|report|request|contribution|upload"
)


async def test_no_column_has_room_for_free_text_in_the_open(system: Installation) -> None:
    found = set()
    for service in system.topology.services:
        connection = await system.superuser(service.database)
        rows = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema IN ('public', 'shielded') "
            "AND (data_type IN ('text', 'character varying', 'json', 'jsonb') OR udt_name = '_text')"
        )
        await connection.close()
        found |= {
            f"{service.database}.{row['table_name']}.{row['column_name']}"
            for row in rows
            if row["column_name"] not in PLAIN_COLUMNS and not IDS.fullmatch(row["column_name"])
        }
    assert found == set()
