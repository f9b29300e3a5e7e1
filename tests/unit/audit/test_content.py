"""The audit log tells acts, never content: there is no field that could hold a text from the record."""

from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.contracts.audit import AuditEntries, AuditEntry, SearchAudit
from shared.contracts.common import Actor
from shared.personal import personal_fields

CONSTANTS = {"legal_basis", "consents", "policies", "code"}
"""Texts that stand in our own policies and class names; no request carries one."""


def fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Every field of a model and of the models in it."""
    found = list(model.model_fields.items())
    return found + [pair for _, field in found for inner in _models(field.annotation) for pair in fields(inner)]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def free_text(annotation: Any, metadata: list[Any]) -> bool:
    """Whether a value may be any string: a string type without a pattern."""
    if get_origin(annotation) in (Union, UnionType, tuple):
        return any(free_text(part, metadata) for part in get_args(annotation))
    if hasattr(annotation, "__metadata__"):
        return free_text(get_args(annotation)[0], [*metadata, *annotation.__metadata__])
    if annotation in (dict, list, Any, object, bytes):
        return True
    if not (isinstance(annotation, type) and issubclass(annotation, str)) or issubclass(annotation, StrEnum):
        return False
    return not any(getattr(constraint, "pattern", None) for constraint in metadata)


@pytest.mark.parametrize("model", [AuditEntry, Actor, AuditEntries, SearchAudit])
def test_no_field_is_personal(model: type[BaseModel]) -> None:
    assert personal_fields(model) == frozenset()


def test_no_field_of_a_row_can_hold_a_free_text() -> None:
    free = {name for name, field in fields(AuditEntry) if free_text(field.annotation, list(field.metadata))}
    assert free == CONSTANTS


def test_the_reply_holds_rows_numbers_and_rules_alone() -> None:
    assert set(AuditEntries.model_fields) == {"entries", "next", "total", "rules"}
