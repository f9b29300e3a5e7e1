"""A report as KS Fiks Bekymringsmelding takes it: JSON by the national schema, a PDF, ASiC-E, and CMS around both."""

import base64
import hashlib
import io
import zipfile
from typing import Any
from xml.sax.saxutils import quoteattr

import orjson
import typst
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.x509 import Certificate

from services.case.report.port import Parcel
from shared.contracts.case.form import Address, ChildPart, GuardianPart, ReporterPart

MIMETYPE = "application/vnd.etsi.asic-e+zip"
MANIFEST = "META-INF/asicmanifest.xml"
SIGNATURE = "META-INF/signature.p7s"
PAGE = b"""
#set page(paper: "a4", margin: 2cm)
#set text(lang: "nb", size: 10pt)
#let told = json(bytes(sys.inputs.report))
= Bekymringsmelding til barnevernet
#let show_value(value) = {
  if type(value) == dictionary { list(..value.pairs().map(pair => [*#pair.at(0):* #show_value(pair.at(1))])) }
  else if type(value) == array { list(..value.map(show_value)) }
  else if type(value) == bool { if value [ja] else [nei] }
  else { [#value] }
}
#for (name, value) in told.pairs() [
  == #name
  #show_value(value)
]
"""


def as_json(parcel: Parcel, district: str, district_name: str) -> dict[str, Any]:
    """By bekymringsmelding.offentlig.v2; its example is what names and empty fields follow."""
    draft = parcel.draft
    return {
        "kommunenummer": parcel.kommune,
        "kommunenavn": parcel.kommune_name,
        "bydelsnummer": district,
        "bydelsnavn": district_name,
        "offentligMelder": _reporter(draft.reporter),
        "offentligBarn": [_child(child) for child in draft.children],
        "foresatte": [_guardian(guardian) for guardian in draft.guardians],
        **({"behovForTolk": draft.interpreter} if draft.interpreter else {}),
        **({"andreHjelpeinstanser": draft.other_helpers} if draft.other_helpers else {}),
        "melding": {
            "melding": draft.concern,
            "historie": draft.history,
            **({"andreSynspunkter": draft.other_views} if draft.other_views else {}),
        },
        "sendingstidspunkt": parcel.sent_at.isoformat(timespec="seconds"),
        "leveringskanal": "Fagsystem",
    }


def as_pdf(told: dict[str, Any]) -> bytes:
    """For those who get it on paper: every field of the form, as it was written."""
    made: bytes = typst.compile(PAGE, sys_inputs={"report": orjson.dumps(told).decode()})
    return made


def asice(files: dict[str, bytes], key: RSAPrivateKey, certificate: Certificate) -> bytes:
    """A signed container: the manifest names each file's digest, and is signed."""
    entries = "".join(_reference(name, content) for name, content in files.items())
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f'<SigReference URI="{SIGNATURE}" MimeType="application/x-pkcs7-signature"/>{entries}</ASiCManifest>'
    ).encode()
    signature = (
        PKCS7SignatureBuilder()
        .set_data(manifest)
        .add_signer(certificate, key, SHA256())
        .sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", MIMETYPE)  # first, and not compressed
        for name, content in (*files.items(), (MANIFEST, manifest), (SIGNATURE, signature)):
            container.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def closed(content: bytes, reader: Certificate) -> bytes:
    """CMS EnvelopedData: AES-256-CBC under a key that only the reader's RSA key opens."""
    envelope = PKCS7EnvelopeBuilder().set_data(content).add_recipient(reader)
    return envelope.set_content_encryption_algorithm(AES256).encrypt(Encoding.DER, [PKCS7Options.Binary])


def _reference(name: str, content: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
    return (
        f"<DataObjectReference URI={quoteattr(name)}>"
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></DataObjectReference>"
    )


def _reporter(of: ReporterPart) -> dict[str, Any]:
    place = of.workplace
    return {
        "personnavn": of.reporter_name,
        "rolle": of.position,
        "telefonnummer": of.phone,
        "epost": of.email,
        "virksomhet": {
            "navn": place.workplace_name,
            **({"orgnr": place.number} if place.number else {}),
            "adresse": _address(place.address),
        },
    }


def _child(of: ChildPart) -> dict[str, Any]:
    return {
        "fnr": of.birth_number,
        "ufoedt": of.unborn,
        "personnavn": of.child_name,
        "telefonnummer": of.phone,
        "adresse": _address(of.address),
        "orientert": bool(of.informed),
        "orientertGrunn": of.why_not_informed,
    }


def _guardian(of: GuardianPart) -> dict[str, Any]:
    return {
        "personnavn": of.guardian_name,
        "telefonnummer": of.phone,
        "orientert": bool(of.informed),
        "orientertGrunn": of.why_not_informed,
    }


def _address(of: Address) -> dict[str, str]:
    lines = (*of.lines, "", "", "")[:3]
    named = {f"adresselinje{n}": line for n, line in enumerate(lines, 1)}
    return {**named, "postnummer": of.postcode, "poststed": of.place}
