"""Which requests a fagsystem may make, and how each looks over HTTP. Everything else follows from the contracts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services.portal.visit import SPINE
from services.portal.words import FAMILY
from shared.contracts import audit, case, consent, notify
from shared.contracts.common import Command, Owner, Request, defined_in
from shared.letters import RECEIVER
from shared.personal import personal_fields

OF_REGISTERS = {case.EnrolChild, consent.RegisterFamily, notify.RegisterContact}
OF_SERVICES = {
    consent.ReadStandings, consent.ReleaseKeys, consent.ReportPurge, consent.GiveErasureReceipt, consent.CheckRight,
    consent.CheckEntitled, consent.RegisterRight, consent.AnswerRight, consent.TellNews, consent.CompareReaders,
    notify.Remind, case.FetchPiece,
}  # fmt: skip
AT_OUR_DOOR = {consent.FindPerson, consent.OpenInEmergency, case.StorePiece}
"""Who signs in, what only they who have just shown us who they are may do, and files: only what we drew ourselves."""

INCOMING = {case.report.IncomingReports, case.report.ReadIncoming, case.report.AnswerReport}
REPORTS = frozenset(defined_in((case.report,), Request)) - INCOMING
CONSULTATIONS = frozenset(defined_in((case.consultation,), Request))


@dataclass(frozen=True)
class Operation:
    asks: type[Request]

    @cached_property
    def changes(self) -> bool:
        return issubclass(self.asks, Command)

    @cached_property
    def method(self) -> str:
        """What says something about a person, and what is as long as one likes, is never in an address."""
        in_address = not self.changes and not personal_fields(self.asks) and all(map(_plain, self.fields.values()))
        return "GET" if in_address else "POST"

    @cached_property
    def owner(self) -> Owner | None:
        """Who is asked. None: the service that is named, as the same question may be asked of several."""
        if self.asks.service != "case":
            return self.asks.service
        if self.asks in INCOMING:
            return RECEIVER
        return FAMILY if self.asks in SPINE else None

    def asked_of(self, services: Collection[Owner]) -> Collection[Owner]:
        """Who answers it, of a municipality's services."""
        if self.owner:
            return {self.owner}
        outside = {FAMILY: self.asks in REPORTS | CONSULTATIONS, RECEIVER: self.asks in REPORTS}
        return {one for one in (*services, FAMILY) if not outside.get(one)}

    @property
    def path(self) -> str:
        return f"/{self.owner or '{owner}'}/{self.asks.name}"

    @cached_property
    def fields(self) -> Mapping[str, Mapping[str, Any]]:
        """The schema of each, where it is there: an address cannot say null."""
        schema = self.asks.model_json_schema()
        return {name: _present(field, schema.get("$defs", {})) for name, field in schema["properties"].items()}

    @property
    def needed(self) -> Sequence[str]:
        return [name for name, field in self.asks.model_fields.items() if field.is_required()]


def _present(field: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without the words that only pydantic has."""
    kinds = [kind for kind in field.get("anyOf", ()) if kind.get("type") != "null"]
    found = {**(kinds[0] if kinds else {}), **{name: value for name, value in field.items() if name != "anyOf"}}
    if "$ref" in found:
        found |= known[found.pop("$ref").rpartition("/")[2]]
    return {name: value for name, value in found.items() if name not in {"title", "description"} and value is not None}


def _plain(field: Mapping[str, Any]) -> bool:
    return field["type"] in {"string", "integer", "boolean"}


def _offered() -> list[type[Request]]:
    every = (request for module in (case, consent, notify, audit) for request in module.REQUESTS)
    return [one for one in every if one not in OF_REGISTERS | OF_SERVICES | AT_OUR_DOOR]


OPERATIONS: Mapping[str, Operation] = {asks.name: Operation(asks) for asks in _offered()}
"""By the request's own name."""
