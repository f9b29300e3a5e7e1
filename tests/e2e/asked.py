"""Everything that the API's description allows, as schemathesis draws it: the same each time."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from services.portal.api.description import document
from services.portal.api.offered import OPERATIONS

Drawn = Case[Any]
DESCRIPTION = document()
COMPONENTS = DESCRIPTION["components"]


def drawn(examples: int) -> dict[str, list[Drawn]]:
    """By the request's name: so many as described, and one that is not."""
    found: dict[str, list[Drawn]] = {}
    for result in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if (name := operation.path.rpartition("/")[2]) in OPERATIONS:
            as_described = _draw(operation, GenerationMode.POSITIVE, examples)
            found[name] = [*as_described, *_draw(operation, GenerationMode.NEGATIVE, 1)]
    return found


def _draw(operation: Any, mode: GenerationMode, examples: int) -> list[Drawn]:
    cases: list[Drawn] = []

    @seed(6)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Drawn) -> None:
        cases.append(case)

    collect()
    return cases[:examples]


@cache
def judge(model: str) -> jsonschema_rs.Validator:
    """Of a body. Of a list with places for different things, schemathesis makes a schema that is none (4.32)."""
    return jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{model}", "components": COMPONENTS})


def about(case: Drawn, owner: str, known: Mapping[str, Any]) -> Drawn:
    """The same, asked of this service, of what is there. known: ids by field."""
    path = {**case.path_parameters, **({"owner": owner} if "owner" in case.path_parameters else {})}
    query, body = (_filled(part, known) for part in (case.query, case.body))
    return case.operation.Case(  # type: ignore[no-any-return] # of an operation that it was drawn for
        path_parameters=path, query=query, headers=dict(case.headers), body=body, media_type=case.media_type
    )


def _filled(part: Any, known: Mapping[str, Any]) -> Any:
    told = {name: value for name, value in known.items() if name in part} if isinstance(part, dict) else {}
    return {**part, **told} if told else part
