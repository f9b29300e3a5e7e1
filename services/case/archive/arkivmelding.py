"""A package's metadata in the Noark 5 vocabulary, as an arkivmelding.

Source: Arkivverket, Noark 5 v5, and KS, Fiks arkiv v1 (arkivmelding.xsd), from which the order of the elements is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shared.contracts.case import StafettloggView
from shared.municipality import Municipality

NAMESPACE = "http://www.arkivverket.no/standarder/noark5/arkivmelding/v2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SYSTEM = "Stafett"
FORMATS = {"pdf": ("fmt/479", "PDF/A-2a", "application/pdf"), "txt": ("x-fmt/16", "UTF-8", "text/plain")}
"""By the ending of a file's name: PRONOM id, details, media type."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed, where and when."""

    package: str
    log: StafettloggView
    of: Municipality
    at: datetime
    files: Mapping[str, bytes]


def arkivmelding(filing: Filing) -> bytes:
    message = Element("arkivmelding", {"xmlns": NAMESPACE, "xmlns:xsi": XSI})
    _put(message, system=SYSTEM, meldingId=filing.package, tidspunkt=_time(filing.at), antallFiler=len(filing.files))
    folder = SubElement(message, "mappe", {"xsi:type": "saksmappe"})
    _mappe(folder, filing)
    indent(message)
    written: bytes = tostring(message, encoding="utf-8", xml_declaration=True)
    return written


def _mappe(into: Element, filing: Filing) -> None:
    log = filing.log
    _put(into, systemID=log.stafettlogg, tittel=f"Stafettlogg for {_clean(log.child_name)}")
    _put(into, offentligTittel="Stafettlogg", opprettetDato=_time(log.opened_at), opprettetAv=SYSTEM)
    if log.closed_at:
        _put(into, avsluttetDato=_time(log.closed_at), avsluttetAv=SYSTEM)
    for part in _parts(filing):
        _put(SubElement(into, "part"), **part)
    _skjerming(into, filing)
    _klassifikasjon(into, filing)
    _journalpost(SubElement(into, "registrering", {"xsi:type": "journalpost"}), filing)
    _put(into, saksdato=log.opened_at.date().isoformat(), administrativEnhet=filing.of.name)
    _kode(into, "saksstatus", "A" if log.closed_at else "B")


def _parts(filing: Filing) -> Iterator[dict[str, str]]:
    """The child by the pseudonym: its birth number is the consent service's alone."""
    yield {"partID": filing.log.child, "partNavn": _clean(filing.log.child_name), "partRolle": "Barn"}
    for person in filing.log.participants:
        if person.owner == "familie":
            yield {"partID": person.person, "partNavn": _clean(person.person_name), "partRolle": "Foresatt"}


def _skjerming(into: Element, filing: Filing) -> None:
    shielded = SubElement(into, "skjerming")
    _kode(shielded, "tilgangsrestriksjon", filing.of.archive.access_code)
    _put(shielded, skjermingshjemmel=filing.of.archive.exempt_under)
    _kode(shielded, "skjermingMetadata", "TM")  # tittel og mottaker
    _kode(shielded, "skjermingDokument", "H")  # hele dokumentet


def _klassifikasjon(into: Element, filing: Filing) -> None:
    plan = filing.of.archive
    found = SubElement(into, "klassifikasjon")
    _put(found, klassifikasjonssystem=plan.classification, klasseID=plan.class_id, tittel=plan.class_title)


def _journalpost(into: Element, filing: Filing) -> None:
    at = _time(filing.at)
    _put(into, systemID=filing.package, opprettetDato=at, opprettetAv=SYSTEM, arkivertDato=at, arkivertAv=SYSTEM)
    _skjerming(into, filing)
    for number, (name, content) in enumerate(filing.files.items(), start=1):
        _document(SubElement(into, "dokumentbeskrivelse"), filing, number, name, content)
    title = f"Stafettlogg for {_clean(filing.log.child_name)}"
    _put(into, tittel=title, offentligTittel="Stafettlogg")
    external = SubElement(into, "referanseEksternNoekkel")
    _put(external, fagsystem=SYSTEM, noekkel=filing.package)
    _kode(into, "journalposttype", "X")  # organinternt dokument uten oppfølging
    _kode(into, "journalstatus", "J")
    _put(into, journaldato=filing.at.date().isoformat(), dokumentetsDato=filing.at.date().isoformat())


def _document(into: Element, filing: Filing, number: int, name: str, content: bytes) -> None:
    at, main = _time(filing.at), number == 1
    _put(into, systemID=f"{filing.package}-{number}")
    _kode(into, "dokumenttype", "Stafettlogg")
    _kode(into, "dokumentstatus", "F")  # ferdigstilt
    _put(into, tittel="Stafettloggen" if main else "Stafettloggen som ren tekst", opprettetDato=at, opprettetAv=SYSTEM)
    _kode(into, "tilknyttetRegistreringSom", "H" if main else "V")  # hoveddokument, vedlegg
    _put(into, dokumentnummer=number, tilknyttetDato=at, tilknyttetAv=SYSTEM)
    _skjerming(into, filing)
    _object(SubElement(into, "dokumentobjekt"), at, name, content)


def _object(into: Element, at: str, name: str, content: bytes) -> None:
    pronom, details, media = FORMATS[name.rpartition(".")[2]]
    _put(into, versjonsnummer=1)
    _kode(into, "variantformat", "A")  # arkivformat
    _kode(into, "format", pronom)
    _put(into, formatDetaljer=details, mimeType=media, opprettetDato=at, opprettetAv=SYSTEM, filnavn=name)
    _put(into, referanseDokumentfil=name, sjekksum=sha256(content).hexdigest(), sjekksumAlgoritme="SHA-256")
    _put(into, filstoerrelse=len(content))


def _put(into: Element, **children: object) -> None:
    for name, value in children.items():
        SubElement(into, name).text = str(value)


def _kode(into: Element, name: str, code: str) -> None:
    SubElement(SubElement(into, name), "kode").text = code


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _clean(text: str) -> str:
    """Without what no XML can hold."""
    return "".join(sign for sign in text if sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff")
