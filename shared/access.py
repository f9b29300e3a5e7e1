"""Decides by the Cedar policies of a service, which a personvernombud can read.

Every policy carries `@id`, `@tekst` (one sentence in bokmål) and `@hjemmel` (its legal basis). A permit may say with
`@uten1`, `@uten2` … what is missing where its first, second … `when` does not hold.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from cedarpy import AuthzResult, PolicySet, Schema, is_authorized, policies_to_json_str, validate_policies
from opentelemetry import metrics

from shared.errors import AccessDenied

log = logging.getLogger(__name__)
REMEMBERED = 4096  # decisions
SORTED = orjson.OPT_SORT_KEYS


@dataclass(frozen=True, slots=True)
class Entity:
    """A Cedar entity with its attributes; sets are given as lists."""

    type: str
    id: str
    attributes: Mapping[str, Any]

    def uid(self) -> dict[str, str]:
        return {"type": self.type, "id": self.id}

    def dump(self) -> dict[str, Any]:
        return {"uid": self.uid(), "attrs": dict(self.attributes), "parents": []}


@dataclass(frozen=True, slots=True)
class Decision:
    """`policies` are the ids of the rules that decided: the permits, or the forbids; none when nothing permits."""

    allowed: bool
    policies: tuple[str, ...]
    texts: tuple[str, ...]
    legal_basis: tuple[str, ...]


_failures = metrics.get_meter("stafett").create_counter("stafett.policy.failures")
_failed: ContextVar[list[str] | None] = ContextVar("failed", default=None)


@contextmanager
def failures() -> Iterator[list[str]]:
    """The actions whose policies could not be evaluated, for whoever answers for what was asked within."""
    found: list[str] = []
    token = _failed.set(found)
    try:
        yield found
    finally:
        _failed.reset(token)


NO = Decision(allowed=False, policies=(), texts=(), legal_basis=())


def allowed(decision: Decision) -> Decision:
    """Raises AccessDenied, which tells nobody why: whoever asked may not even know the child."""
    if not decision.allowed:
        raise AccessDenied
    return decision


class _EvaluationFailed(Exception):
    """Never remembered, so that it alarms each time."""


class Policies:
    """The rules in `access.cedar` under the types in `access.cedarschema`, both in `folder`."""

    def __init__(self, folder: Path) -> None:
        text = (folder / "access.cedar").read_text(encoding="utf-8")
        schema = (folder / "access.cedarschema").read_text(encoding="utf-8")
        if not (checked := validate_policies(text, schema)).validation_passed:
            raise ValueError(f"policies do not fit their schema: {[error.error for error in checked.errors]}")
        self.annotations = annotations(text)
        self.digest = hashlib.sha256(text.encode() + schema.encode()).hexdigest()
        self._answer = lru_cache(maxsize=REMEMBERED)(self._evaluate)
        self._set, self._schema = PolicySet.from_json_str(_keyed(text)), Schema.from_str(schema)
        self._clauses, self._lacks = _parted(text)

    def decide(self, principal: Entity, action: str, resource: Entity, context: Mapping[str, Any]) -> Decision:
        """Anything but a clean Allow is a no. An evaluation error alarms: Cedar skips the rule that failed."""
        # Asked again it is remembered: the rules never change here, and all that they look at is in the question.
        question = orjson.dumps([action, principal.dump(), resource.dump(), context], option=SORTED)
        try:
            return self._answer(question)
        except _EvaluationFailed:
            log.error("policy evaluation failed", extra={"action": action})
            _failures.add(1)
            if (failed := _failed.get()) is not None:
                failed.append(action)
            return NO

    def why_not(self, principal: Entity, action: str, resource: Entity, context: Mapping[str, Any]) -> tuple[str, ...]:
        """In bokmål what forbids it or, where nothing does, what the nearest permit lacks; nothing when it is allowed.

        The clauses of the rules that decided are asked the same question, so what people are told is what was decided.
        """
        decision = self.decide(principal, action, resource, context)
        if decision.allowed or decision.texts:
            return () if decision.allowed else decision.texts
        question = orjson.dumps([action, principal.dump(), resource.dump(), context], option=SORTED)
        held = set(self._ask(question, self._clauses).diagnostics.reasons)
        near = (said for rule, said in self._lacks.items() if rule in held)
        lacking = [[text for clause, text in said if clause not in held] for said in near]
        _, nearest = min(((len(texts), texts) for texts in lacking), default=(0, []))
        return tuple(nearest)

    def _ask(self, question: bytes, rules: PolicySet) -> AuthzResult:
        action, principal, resource, context = orjson.loads(question)
        request = {
            "principal": principal["uid"],
            "action": {"type": "Action", "id": action},
            "resource": resource["uid"],
            "context": context,
        }
        return is_authorized(request, rules, [principal, resource], self._schema)

    def _evaluate(self, question: bytes) -> Decision:
        result = self._ask(question, self._set)
        if result.diagnostics.errors:
            raise _EvaluationFailed
        reasons = tuple(sorted(result.diagnostics.reasons))
        return Decision(
            allowed=result.allowed,
            policies=reasons,
            texts=tuple(self.annotations[reason]["tekst"] for reason in reasons),
            legal_basis=tuple(self.annotations[reason]["hjemmel"] for reason in reasons),
        )


def annotations(text: str) -> dict[str, dict[str, str]]:
    """What is said of each policy, by its id."""
    policies = [policy["annotations"] for policy in orjson.loads(policies_to_json_str(text))["staticPolicies"].values()]
    if any(not {"id", "tekst", "hjemmel"} <= said.keys() for said in policies):
        raise ValueError("a policy lacks its @id, @tekst or @hjemmel")
    return {said["id"]: said for said in policies}


def _keyed(text: str) -> str:
    """The policy set with each policy under its `@id`, so that decisions name rules people know."""
    whole = orjson.loads(policies_to_json_str(text))
    named = {policy["annotations"]["id"]: policy for policy in whole["staticPolicies"].values()}
    if len(named) != len(whole["staticPolicies"]):
        raise ValueError("two policies share an @id")
    return orjson.dumps({**whole, "staticPolicies": named}).decode()


def _parted(text: str) -> tuple[PolicySet, dict[str, list[tuple[str, str]]]]:
    """Of each permit that says what it lacks: whom it is about and its clauses, each a rule alone; and the words."""
    whole = orjson.loads(policies_to_json_str(text))
    clauses, lacks = {}, {}
    for policy in whole["staticPolicies"].values():
        said, conditions = policy["annotations"], policy["conditions"]
        texts = [said[name] for n in range(1, len(said)) if (name := f"uten{n}") in said]
        if not texts:
            continue
        if len(texts) != len(conditions) or policy["effect"] != "permit":
            raise ValueError(f"{said['id']} does not say what is missing without each of its clauses")
        of = said["id"]
        clauses[of] = {**policy, "conditions": []}
        clauses |= {f"{of}/{n}": {**policy, "conditions": [clause]} for n, clause in enumerate(conditions)}
        lacks[of] = [(f"{of}/{n}", text) for n, text in enumerate(texts)]
    return PolicySet.from_json_str(orjson.dumps({**whole, "staticPolicies": clauses}).decode()), lacks
