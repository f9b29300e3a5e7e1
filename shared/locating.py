"""Leaves out what tells where a child is, unless the service that answers has said that this reader must know it."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from shared.contracts.common import LOCATING
from shared.decider import Act

_Model = TypeVar("_Model", bound=BaseModel)
MayLocate = Callable[[str, Act], Awaitable[bool]]  # whether whoever acts may see where this child is, now
_MayLocate = Callable[[str], Awaitable[bool]]


async def nobody(child: str, act: Act) -> bool:  # noqa: ARG001 - as every MayLocate
    return False


@cache
def locating_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Names of the fields that are marked `Locating`."""
    return tuple(name for name, field in model.model_fields.items() if LOCATING in field.metadata)


@cache
def may_locate(model: type[BaseModel]) -> bool:
    """Whether it, or anything in it, has such a field."""
    return bool(locating_fields(model) or _holding(model))


@cache
def _holding(model: type[BaseModel]) -> tuple[str, ...]:
    """Names of the fields whose models may."""
    return tuple(name for name, field in model.model_fields.items() if _holds(field.annotation))


def _holds(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return may_locate(annotation)
    return any(_holds(part) for part in get_args(annotation))


async def discreet(told: _Model, may: MayLocate, act: Act) -> _Model:
    """Locating fields are None where `may` says no; it is asked once for each child, and where there is one to hide."""
    known: dict[str, bool] = {}

    async def asked(child: str) -> bool:
        if child not in known:
            known[child] = await may(child, act)
        return known[child]

    return await _without_places(told, asked, None)


async def _without_places(told: _Model, may: _MayLocate, child: str | None) -> _Model:
    """child: whom it is about, where it does not say so itself; of nobody in particular nothing is told."""
    child = getattr(told, "child", None) or child
    told_now = [name for name in locating_fields(type(told)) if getattr(told, name) is not None]
    hide = bool(told_now) and (child is None or not await may(child))
    changed: dict[str, Any] = dict.fromkeys(told_now) if hide else {}
    for name in _holding(type(told)):
        value = getattr(told, name)
        if isinstance(value, BaseModel):
            changed[name] = await _without_places(value, may, child)
        elif isinstance(value, tuple):
            changed[name] = tuple([await _without_places(one, may, child) for one in value])
    return told.model_copy(update=changed) if changed else told
