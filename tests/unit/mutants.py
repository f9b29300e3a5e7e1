"""Policies made a little wrong in every way we can think of, to see that somebody notices."""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
from cedarpy import PolicySet, Schema, is_authorized, policies_to_json_str

Rule = dict[str, Any]
Question = tuple[dict[str, Any], list[Any]]  # a request and its entities
TRUE = {"Value": True}
NEUTRAL = {"&&": TRUE, "||": {"Value": False}}  # what changes nothing beside the other half


class Questions:
    """What a test asked of one set of policies, and what they answered."""

    def __init__(self, folder: Path) -> None:
        text, schema = ((folder / f"access.{kind}").read_text(encoding="utf-8") for kind in ("cedar", "cedarschema"))
        self._schema = Schema.from_str(schema)
        self._rules: Mapping[str, Rule] = orjson.loads(policies_to_json_str(text))["staticPolicies"]
        self._asked: dict[bytes, bool] = {}

    def note(self, question: bytes, *, allowed: bool) -> None:
        self._asked[question] = allowed

    def survivors(self) -> list[str]:
        """The mutants that answer everything that was asked as the policies do."""
        asked = [(_request(orjson.loads(question)), allowed) for question, allowed in self._asked.items()]
        random.Random(4999).shuffle(asked)  # so that most mutants are found out early
        return [name for name, rules in mutants(self._rules) if self._passes(rules, asked)]

    def _passes(self, rules: Mapping[str, Rule], asked: list[tuple[Question, bool]]) -> bool:
        whole = {"staticPolicies": rules, "templates": {}, "templateLinks": []}
        policies = PolicySet.from_json_str(orjson.dumps(whole).decode())
        return all(
            is_authorized(request, policies, entities, self._schema).allowed == allowed
            for (request, entities), allowed in asked
        )


def _request(question: list[Any]) -> Question:
    action, principal, resource, context = question
    asked = {
        "principal": principal["uid"], "action": {"type": "Action", "id": action}, "resource": resource["uid"],
        "context": context,
    }  # fmt: skip
    return asked, [principal, resource]


def mutants(rules: Mapping[str, Rule]) -> Iterator[tuple[str, Mapping[str, Rule]]]:
    """Without one rule; with one rule that has lost an action or a part of its condition."""
    for key, rule in rules.items():
        name = rule["annotations"]["id"]
        yield f"no {name}", {other: kept for other, kept in rules.items() if other != key}
        for how, changed in _changed(rule):
            yield f"{name} without {how}", {**rules, key: changed}


def _changed(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for entity in rule["action"].get("entities", ()):
        fewer = [other for other in rule["action"]["entities"] if other != entity]
        yield entity["id"], {**rule, "action": {**rule["action"], "entities": fewer}}
    for n, condition in enumerate(rule["conditions"]):
        for how, body in _weakened(condition["body"], TRUE):
            copied = deepcopy(rule)
            copied["conditions"][n]["body"] = body
            yield f"{condition['kind']} {how}", copied


def _weakened(body: Any, neutral: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """With one part of a conjunction or an alternative left out. Of what type somebody is, the rest rests on."""
    ((operator, parts),) = body.items()
    if operator == "is":
        return
    if operator not in NEUTRAL:
        yield orjson.dumps(body).decode(), neutral
        return
    for side in ("left", "right"):
        for how, weaker in _weakened(parts[side], NEUTRAL[operator]):
            yield how, {operator: {**parts, side: weaker}}
