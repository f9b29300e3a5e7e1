"""What two standards ask of an exported consent, said apart from the code that makes it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from fhir.resources.consent import Consent as Resource
from pydantic import BaseModel, ConfigDict, Field, model_validator

# --- ISO/IEC TS 27560:2023: its tables of fields, as the DPV guide retells them (w3id.org/dpv/guides/consent-27560).
# A field that is optional there is optional here; what has no name in the standard is named last in each model.


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)


class Header(Section):
    schema_version: str
    receipt_id: str
    record_id: str
    pii_principal_id: str
    record_version: int
    record_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    state: str
    rule_version: str | None = None
    heard: str | None = None
    valid_from: date | None = None


class Heard(Section):
    how: str
    by: str | None = None


class Notice(Section):
    id: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    text: str


class Purpose(Section):
    purpose: str
    purpose_type: str | None = None


class Information(Section):
    pii_type: str
    pii_attribute_id: str | None = None
    pii_optional: bool | None = None
    sensitive_pii_category: bool | None = None
    special_pii_category: bool | None = None


class Basis(Section):
    id: str
    cited: str


class Processing(Section):
    privacy_notice: Notice
    language: str = Field(pattern="^[a-z]{2,3}$")
    purposes: list[Purpose] = Field(min_length=1)
    lawful_basis: Basis | None = None
    pii_information: list[Information] = Field(min_length=1)
    pii_controllers: list[str] = Field(min_length=1)
    collection_method: str | None = None
    processing_methods: list[str] = []
    storage_locations: list[str] = Field(min_length=1)
    retention_period: str
    processing_locations: list[str] = []
    geographic_restrictions: list[str] = []
    services: list[str] = []
    jurisdiction: str = Field(pattern="^[A-Z]{2}$")
    recipient_third_parties: list[str]
    withdrawal_method: str
    privacy_rights: list[str] = []
    codes_of_conduct: str | None = None
    impact_assessment: str | None = None
    authority_party: str | None = None
    kind: str
    covers_from: date | None = None


class Party(Section):
    party_id: str
    party_name: str
    party_address: str
    party_contact: str
    party_type: str
    party_role: str | None = None
    party_email: str | None = None
    party_url: str | None = None
    party_phone: str | None = None


STATES = (
    "ConsentRequested|ConsentGiven|RenewedConsentGiven|ConsentRefused|ConsentWithdrawn|ConsentExpired|"
    "ConsentRevoked|ConsentInvalidated"
)


class Event(Section):
    event_time: datetime
    validity_duration: str = Field(pattern=r"^\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d$")
    entity_id: str
    event_type: str
    event_state: str = Field(pattern=f"^https://w3id.org/dpv#({STATES})$")
    state: str
    record_version: int
    record_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    previous_sha256: str | None = None
    method: str | None = None
    level: str | None = None
    registered_by: str | None = None
    evidence_sha256: str | None = None
    told_of_rights: bool | None = None
    said_freely: bool | None = None
    child_heard: Heard | None = None


class Receipt(Section):
    header: Header
    pii_processing: Processing
    party_identification: list[Party] = Field(min_length=1)
    events: list[Event] = Field(min_length=1)

    @model_validator(mode="after")
    def every_party_is_identified(self) -> "Receipt":
        done, known = self.pii_processing, {party.party_id for party in self.party_identification}
        named = {*done.pii_controllers, *done.recipient_third_parties, *done.storage_locations}
        if unknown := (named | {done.authority_party}) - known:
            raise ValueError(f"not identified: {unknown}")
        return self


# --- FHIR R5: `fhir.resources` knows the shape; the codes that a server must refuse are known here ----------------

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
BOUND = {
    "status": {"draft", "active", "inactive", "not-done", "entered-in-error", "unknown"},
    "decision": {"deny", "permit"},
    f"{TERMINOLOGY}consentverification": {"family", "validation"},
    f"{TERMINOLOGY}consentaction": {"collect", "access", "use", "disclose", "correct"},
    f"{TERMINOLOGY}v3-ActCode": {"IDSCL", "ICOL"},
    f"{TERMINOLOGY}consentscope": {"adr", "research", "patient-privacy", "treatment"},
    f"{TERMINOLOGY}v3-ParticipationType": {"IRCP"},
}


def wrong_codes(resource: dict[str, Any]) -> list[str]:
    """Codes outside the value sets that bind them, also of standard terminologies that we do not use."""
    told = [(name, resource.get(name)) for name in ("status", "decision")]
    told += [(coding["system"], coding["code"]) for coding in _codings(resource)]
    return [
        f"{system} {code}"
        for system, code in told
        if not system.startswith("urn:stafett:") and code not in BOUND.get(system, {})
    ]


def _codings(part: Any) -> Iterator[dict[str, str]]:
    match part:
        case {"system": str(), "code": str()}:
            yield part
        case dict():
            for inner in part.values():
                yield from _codings(inner)
        case list():
            for inner in part:
                yield from _codings(inner)


def resource(document: dict[str, Any]) -> Resource:
    """Raises ValidationError."""
    return Resource.model_validate(document)
