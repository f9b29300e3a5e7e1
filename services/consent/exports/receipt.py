"""A consent as a receipt by ISO/IEC TS 27560:2023: its header, what is done, the parties, and every event.

Fields are named as in the standard; values of state and processing are the Data Privacy Vocabulary's (w3id.org/dpv).
What the standard has no field for stands under names of ours: `kind`, `state`, `record_version`, `record_sha256`,
`previous_sha256`, `method`, `evidence_sha256`, `told_of_rights`, `said_freely`, `child_heard`, `heard`, `rule_version`,
`valid_from`.
"""

from collections.abc import Mapping
from typing import Any

from services.consent.events import Because
from services.consent.exports.versions import Export, Version
from services.consent.family import CARER, today
from services.consent.record import LIVE, Consent
from shared.contracts.common import Category, Id
from shared.contracts.consent import Kind, State

SCHEMA_VERSION = "ISO/IEC TS 27560:2023"
DPV, GDPR = "https://w3id.org/dpv#", "https://w3id.org/dpv/legal/eu/gdpr#"
STATES: Mapping[State, str] = {
    State.PROPOSED: "ConsentRequested",
    State.PARTIAL: "ConsentRequested",
    State.ACTIVE: "ConsentGiven",
    State.REFUSED: "ConsentRefused",
    State.WITHDRAWN: "ConsentWithdrawn",
    State.EXPIRED: "ConsentExpired",
    State.LAPSED: "ConsentInvalidated",
}
REVOKED = frozenset({Because.NOT_NEEDED, Because.RENEWED})  # ended by us, not by time and not by a giver
PROCESSING: Mapping[Kind, tuple[str, ...]] = {
    Kind.SECRECY: ("Store", "Share", "Use"),
    Kind.PROCESSING: ("Collect", "Store", "Use", "Erase"),
    Kind.HEALTH_CARE: ("Record", "Store", "Use"),
}
RIGHTS = ("A7-3", "A13", "A15", "A16", "A17", "A18", "A77")
SPECIAL = frozenset({Category.HEALTH, Category.ASSESSMENTS})  # may tell of health: personvernforordningen art. 9


def receipt(export: Export) -> dict[str, Any]:
    consent = export.consent
    return {
        "header": {
            "schema_version": SCHEMA_VERSION,
            "receipt_id": f"{consent.id}-{consent.version}",
            "record_id": consent.id,
            "pii_principal_id": export.child,
            "record_version": consent.version,
            "record_sha256": consent.sha256,
            "state": export.state,
            **_rules(consent),
        },
        "pii_processing": _processing(export),
        "party_identification": _parties(export),
        "events": [_event(export, version) for version in export.versions],
    }


def _rules(consent: Consent) -> dict[str, Any]:
    """heard: how much the child's own word counts, by the rules that the question was asked by."""
    valid = consent.valid_from and consent.valid_from.isoformat()
    told = {"rule_version": consent.rule_version, "heard": consent.heard, "valid_from": valid}
    return {name: value for name, value in told.items() if value}


def _processing(export: Export) -> dict[str, Any]:
    consent = export.consent
    return {
        "privacy_notice": {"id": consent.text_version, "sha256": consent.text_sha256, "text": export.text},
        "language": consent.language,
        "purposes": [{"purpose": consent.purpose, "purpose_type": consent.kind}],
        "kind": consent.kind,
        **({"lawful_basis": {"id": consent.legal_basis, "cited": export.cited}} if export.cited else {}),
        "pii_information": [_information(kind) for kind in consent.categories]
        or [{"pii_type": consent.purpose, "sensitive_pii_category": True}],
        **({"covers_from": consent.covers_from.isoformat()} if consent.covers_from else {}),
        "pii_controllers": [export.party()],
        "collection_method": "by the services and the family, in the service's own records or the stafettlogg",
        "processing_methods": [DPV + name for name in PROCESSING[consent.kind]],
        "storage_locations": [export.party(owner) for owner in export.sharing],
        "retention_period": f"read under this consent until {consent.expires_on.isoformat()}; kept under arkivlova",
        "jurisdiction": "NO",
        "recipient_third_parties": [export.party(owner) for owner in export.sharing],
        "withdrawal_method": f"/familie/{export.child}/trekk/{consent.id}",
        "privacy_rights": [GDPR + right for right in RIGHTS],
        "authority_party": "datatilsynet",
    }  # fmt: skip


def _information(kind: Category) -> dict[str, Any]:
    special = {"special_pii_category": True} if kind in SPECIAL else {}
    return {"pii_type": kind, "sensitive_pii_category": True, **special}


def _parties(export: Export) -> list[dict[str, str]]:
    """People are named by pseudonym alone: what they are called stands in the register, and nowhere here."""
    services = dict.fromkeys((*export.sharing, export.consent.asked_by_owner))
    return [
        _party(export, export.party(), export.name, "PII controller", "Municipality"),
        *(_party(export, export.party(one), export.services.get(one, one), "recipient", "Service") for one in services),
        *(_person(export, giver) for giver in sorted(export.consent.givers)),
        {
            "party_id": "datatilsynet", "party_name": "Datatilsynet", "party_role": "authority",
            "party_type": "SupervisoryAuthority", "party_address": "Norge", "party_contact": "datatilsynet.no",
        },
    ]  # fmt: skip


def _party(export: Export, party: str, name: str, role: str, what: str) -> dict[str, str]:
    return {
        "party_id": party, "party_name": name, "party_role": role, "party_type": what, "party_address": export.name,
        "party_contact": f"Personvernombudet i {export.name}",
    }  # fmt: skip


def _person(export: Export, giver: Id) -> dict[str, str]:
    roles = {export.child: "PII principal", CARER: "has taken over the care"}
    return {
        "party_id": giver,
        "party_name": giver,
        "party_role": roles.get(giver, "holder of parental responsibility"),
        "party_type": "Service" if giver == CARER else "Person",
        "party_address": export.name,
        "party_contact": f"Stafett i {export.name}",
    }


def _event(export: Export, version: Version) -> dict[str, Any]:
    consent = version.consent
    day = today(version.at)
    until = consent.expires_on if consent.state in LIVE else day
    answer = consent.answers.get(version.by)
    how = answer.how.model_dump(mode="json", exclude_none=True) if answer and answer.how else {}
    told = {
        "event_time": version.at.isoformat(),
        "validity_duration": f"{day.isoformat()}/{until.isoformat()}",
        "entity_id": version.by,
        "event_type": DPV + "ExplicitlyExpressedConsent",
        "event_state": DPV + _state(export, version),
        "state": consent.state,
        "record_version": consent.version,
        "record_sha256": consent.sha256,
        "previous_sha256": consent.previous,
        "method": how.get("method"),
        "level": how.get("level"),
        "registered_by": how.get("registered_by"),
        "evidence_sha256": how.get("evidence"),
        "told_of_rights": how.get("told_of_rights"),
        "said_freely": how.get("said_freely"),
        "child_heard": how.get("child_heard"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _state(export: Export, version: Version) -> str:
    if version.consent.state is State.ACTIVE and export.renews:
        return "RenewedConsentGiven"
    return "ConsentRevoked" if version.because in REVOKED else STATES[version.consent.state]
