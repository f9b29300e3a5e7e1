"""A giver's own copy of a consent, for machines elsewhere."""

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel

from shared.contracts.common import Id, Personal, Reply
from shared.contracts.consent.base import ConsentQuery


class Format(StrEnum):
    """What a consent can be exported as, for machines elsewhere."""

    RECEIPT = "iso-27560"  # ISO/IEC TS 27560:2023
    FHIR = "fhir-r5"  # HL7 FHIR R5 Consent


class Exported(Reply):
    """JSON with everything that the record says, in which people are pseudonyms."""

    document: Personal[dict[str, Any]]


class ExportConsent(ConsentQuery):
    """A giver's own copy of a consent, in every version."""

    name: ClassVar[str] = "export-consent"
    reply: ClassVar[type[BaseModel]] = Exported
    child: Id
    consent: Id
    format: Format
