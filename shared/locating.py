"""Leaves out what tells where a child is, for readers who need not know, when the child's address is protected."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from shared.contracts.common import LOCATING

_Model = TypeVar("_Model", bound=BaseModel)
Protected = Callable[[str], Awaitable[bool]]  # whether a child's address is protected now


@cache
def locating_fields(model: type[BaseModel]) -> frozenset[str]:
    """Names of the fields that are marked `Locating`."""
    return frozenset(name for name, field in model.model_fields.items() if LOCATING in field.metadata)


@cache
def may_locate(model: type[BaseModel]) -> bool:
    """Whether it, or anything in it, has such a field."""
    return bool(locating_fields(model)) or any(_holds(field.annotation) for field in model.model_fields.values())


def _holds(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return may_locate(annotation)
    return any(_holds(part) for part in get_args(annotation))


async def without_places(told: _Model, protected: Protected, child: str | None = None) -> _Model:
    """Locating fields of a protected child are None. child: whom it is about, where it does not say so itself."""
    if not may_locate(type(told)):
        return told
    child = getattr(told, "child", None) or child
    hide = child is None or await protected(child)
    changed: dict[str, Any] = {name: None for name in locating_fields(type(told)) if hide}
    for name in type(told).model_fields:
        value = getattr(told, name)
        if isinstance(value, BaseModel):
            changed[name] = await without_places(value, protected, child)
        elif isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value):
            changed[name] = tuple([await without_places(one, protected, child) for one in value])
    return told.model_copy(update=changed)
