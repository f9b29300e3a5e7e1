"""Keeps what is said about people apart from what is not: only the plain half of an event is stored in the open."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, create_model

from shared.contracts.common import PERSONAL

_Model = TypeVar("_Model", bound=BaseModel)
Json = dict[str, Any]


@cache
def personal_fields(model: type[BaseModel]) -> frozenset[str]:
    """Names of the fields that are marked `Personal` or hold anything that is."""
    return frozenset(
        name for name, field in model.model_fields.items() if PERSONAL in field.metadata or _marked(field.annotation)
    )


def _marked(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(personal_fields(annotation))
    return any(part is PERSONAL or _marked(part) for part in get_args(annotation))


@cache
def _plain(model: type[BaseModel]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (field.rebuild_annotation(), field)
        for name, field in model.model_fields.items()
        if name not in personal_fields(model)
    }
    return create_model(f"Plain{model.__name__}", __config__=model.model_config, **fields)


def split(model: BaseModel) -> tuple[Json, Json]:
    """The plain and the personal half, as JSON values."""
    whole = model.model_dump(mode="json")
    personal = personal_fields(type(model))
    return (
        {name: value for name, value in whole.items() if name not in personal},
        {name: value for name, value in whole.items() if name in personal},
    )


def assemble(model: type[_Model], plain: Mapping[str, Any], opened: Mapping[str, Any] | None) -> _Model:
    """Put the halves together again.

    opened: None when the key is not to be had. The personal attributes are then absent: whoever touches one gets an
    AttributeError instead of a silent blank.
    """
    personal = personal_fields(model)
    if not personal or opened is not None:
        return model.model_validate({**plain, **(opened or {})}, strict=False)
    # An upcaster knows one dict: what it adds to the personal half it has added here too.
    known = {name: value for name, value in plain.items() if name not in personal}
    bare = model.__new__(model)
    # Checked as its plain twin, whose fields then become its own; what is sealed has no value here, not even a default.
    _plain(model).__pydantic_validator__.validate_python(known, self_instance=bare)
    return bare
