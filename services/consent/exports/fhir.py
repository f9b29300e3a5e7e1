"""A consent as a FHIR R5 Consent (hl7.org/fhir/R5/consent.html), with the text it was given on inside it."""

import base64
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.consent.exports.versions import Export
from services.consent.family import CARER, today
from services.consent.record import LIVE, Answer, Consent
from shared.contracts.common import Id, Owner
from shared.contracts.consent import Kind, State

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
OURS = "urn:stafett:"
STATUS: Mapping[State, str] = {
    State.PROPOSED: "draft",
    State.PARTIAL: "draft",
    State.ACTIVE: "active",
    State.REFUSED: "not-done",
    State.WITHDRAWN: "inactive",
    State.EXPIRED: "inactive",
    State.LAPSED: "inactive",
}
ABOUT: Mapping[Kind, tuple[str, str]] = {
    Kind.SECRECY: (f"{TERMINOLOGY}v3-ActCode", "IDSCL"),  # information disclosure
    Kind.PROCESSING: (f"{TERMINOLOGY}v3-ActCode", "ICOL"),  # information collection
    Kind.HEALTH_CARE: (f"{TERMINOLOGY}consentscope", "treatment"),
}
ACTIONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SECRECY: ("access", "disclose", "use"),
    Kind.PROCESSING: ("collect", "use"),
    Kind.HEALTH_CARE: ("collect", "use"),
}


def resource(export: Export) -> dict[str, Any]:
    consent, given = export.consent, export.state is State.ACTIVE
    told = {
        "resourceType": "Consent",
        "id": consent.id,
        "extension": _extensions(_rules(consent)),
        "meta": {"versionId": str(consent.version), "lastUpdated": export.versions[-1].at.isoformat()},
        "language": consent.language,
        "contained": [_text(export)],
        "identifier": [_identifier("consent", consent.id), _identifier("record-sha256", consent.sha256)],
        "status": STATUS[export.state],
        "category": [_concept(*ABOUT[consent.kind]), _concept(f"{OURS}kind", consent.kind)],
        "subject": _reference("Patient", export.child),
        "date": _given_on(export),
        "period": _period(export),
        "grantor": [_person(export, giver) for giver in sorted(consent.givers)],
        "grantee": [_service(export, owner) for owner in export.sharing],
        "manager": [_service(export, consent.asked_by_owner)],
        "controller": [_reference("Organization", export.party())],
        "regulatoryBasis": [_concept(f"{OURS}legal-basis", consent.legal_basis, export.cited)]
        if export.cited
        else None,
        "sourceReference": _sheets(export),
        "policyText": [{"reference": "#text"}],
        "verification": [_verified(export, *said) for said in consent.answers.items()],
        "decision": "permit" if given else "deny",
        "provision": [_provision(export)] if given else None,
    }
    return {name: value for name, value in told.items() if value}


def _text(export: Export) -> dict[str, Any]:
    consent = export.consent
    data = base64.b64encode(export.text.encode()).decode()
    return {
        "resourceType": "DocumentReference", "id": "text", "status": "current",
        "identifier": [_identifier("text", consent.text_version), _identifier("text-sha256", consent.text_sha256)],
        "content": [{"attachment": {"contentType": "text/plain", "language": consent.language, "data": data}}],
    }  # fmt: skip


def _sheets(export: Export) -> list[dict[str, Any]]:
    """Answers on paper, by their hash: the municipality's archive has the sheets."""
    hows = (answer.how for answer in export.consent.answers.values())
    sheets = [how.evidence for how in hows if how and how.evidence]
    return [{"type": "DocumentReference", "identifier": _identifier("evidence-sha256", sheet)} for sheet in sheets]


def _given_on(export: Export) -> str | None:
    """When the last giver said yes."""
    active = (version.at for version in export.versions if version.consent.state is State.ACTIVE)
    return next((today(at).isoformat() for at in active), None)


def _period(export: Export) -> dict[str, str]:
    """From asked until the last day that it holds, or held."""
    last = export.versions[-1]
    period = _days(today(export.versions[0].at), export.consent.expires_on)
    return period if last.consent.state in LIVE else {**period, "end": min(period["end"], today(last.at).isoformat())}


def _provision(export: Export) -> dict[str, Any]:
    consent = export.consent
    told = {
        "period": _period(export),
        "actor": [
            {"role": _concept(f"{TERMINOLOGY}v3-ParticipationType", "IRCP"), "reference": _service(export, owner)}
            for owner in export.sharing
        ],
        "action": [_concept(f"{TERMINOLOGY}consentaction", code) for code in ACTIONS[consent.kind]],
        "purpose": [{"system": f"{OURS}purpose", "code": consent.purpose}],
        "code": [_concept(f"{OURS}category", category) for category in consent.categories],
        "dataPeriod": consent.covers_from and _days(consent.covers_from, consent.expires_on),
    }
    return {name: value for name, value in told.items() if value}


def _verified(export: Export, giver: Id, answer: Answer) -> dict[str, Any]:
    """`verified` says that a yes stands; by whom it was written down, when it was not said here."""
    told = {
        "extension": _extensions(_rests_on(answer)),
        "verified": answer.said == "yes",
        "verificationType": _concept(f"{TERMINOLOGY}consentverification", "family"),
        "verifiedBy": _reference("Practitioner", answer.how.registered_by)
        if answer.how and answer.how.registered_by
        else _reference("Organization", export.party()),
        "verifiedWith": _person(export, giver),
        "verificationDate": [answer.at.isoformat()] if answer.at else None,
    }
    return {name: value for name, value in told.items() if value is not None and value != []}


def _rules(consent: Consent) -> dict[str, str | bool | None]:
    return {"rule-version": consent.rule_version, "heard": consent.heard}


def _rests_on(answer: Answer) -> dict[str, str | bool | None]:
    """FHIR has no field for what a yes rests on; profiles add such as extensions."""
    if (how := answer.how) is None:
        return {}
    heard = {"child-heard": how.child_heard.how, "child-heard-by": how.child_heard.by} if how.child_heard else {}
    return {"told-of-rights": how.told_of_rights, "said-freely": how.said_freely, **heard}


def _extensions(told: Mapping[str, str | bool | None]) -> list[dict[str, Any]]:
    return [
        {"url": f"{OURS}{name}", "valueBoolean" if isinstance(value, bool) else "valueCode": value}
        for name, value in told.items()
        if value is not None
    ]


def _days(first: date, ended: date) -> dict[str, str]:
    """FHIR counts the last day in, and our `expires_on` is the day after it."""
    return {"start": first.isoformat(), "end": (ended - timedelta(days=1)).isoformat()}


def _person(export: Export, giver: Id) -> dict[str, str]:
    if giver == CARER:
        return _service(export, CARER)
    return _reference("Patient" if giver == export.child else "RelatedPerson", giver)


def _service(export: Export, owner: Owner) -> dict[str, str]:
    return _reference("Organization", export.party(owner))


def _reference(what: str, which: str) -> dict[str, str]:
    return {"reference": f"{what}/{which}"}


def _identifier(system: str, value: str) -> dict[str, str]:
    return {"system": f"{OURS}{system}", "value": value}


def _concept(system: str, code: str | None, text: str | None = None) -> dict[str, Any]:
    said = {"text": text} if text else {}
    return {"coding": [{"system": system, "code": code}], **said}
