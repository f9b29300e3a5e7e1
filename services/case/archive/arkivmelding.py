"""A package's metadata in the Noark 5 vocabulary: the arkivmelding that an archive makes a mappe and a journalpost of.

Source: KS, Fiks Arkiv protocol v1 (`no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett` and `metadatakatalog`), for
the names and order of the elements; Arkivverket, Noark 5 v5, for the codes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from services.case.archive.words import words
from shared.contracts.case import StafettloggView
from shared.handlingsveileder import Handlingsveileder

NAMESPACE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/arkivmelding/opprett/v1"
CATALOGUE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv/metadatakatalog/v1"  # prefix k
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SYSTEM = "Stafett"
FORMATS = {
    "stafettlogg.pdf": ("fmt/479", "PDF/A-2a", "application/pdf"), "txt": ("x-fmt/16", "UTF-8", "text/plain"),
    "pdf": ("fmt/18", "PDF 1.4", "application/pdf"), "jpg": ("fmt/43", "JPEG 1.01", "image/jpeg"),
}  # fmt: skip
"""By a file's name, or how it ends: PRONOM id, details, media type."""
FIRST = "document", "plain-document"  # what the files are called; those after them are attachments


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed, where and when."""

    package: str
    log: StafettloggView
    guide: Handlingsveileder
    at: datetime
    files: Mapping[str, bytes]

    def word(self, name: str) -> str:
        return words(self.guide)[name].format(child=_clean(self.log.child_name))


def arkivmelding(filing: Filing) -> bytes:
    """No systemID: the archive gives its own, and finds ours in referanseEksternNoekkel."""
    message = Element("arkivmelding", {"xmlns": NAMESPACE, "xmlns:k": CATALOGUE, "xmlns:xsi": XSI})
    _put(message, system=SYSTEM, antallFiler=len(filing.files))
    _mappe(SubElement(message, "mappe", {"xsi:type": "saksmappe"}), filing)
    _journalpost(SubElement(message, "registrering", {"xsi:type": "journalpost"}), filing)
    indent(message)
    written: bytes = tostring(message, encoding="utf-8", xml_declaration=True)
    return written


def _mappe(into: Element, filing: Filing) -> None:
    log = filing.log
    _put(into, tittel=filing.word("title"), offentligTittel=filing.word("public-title"))
    _put(into, opprettetDato=_time(log.opened_at), opprettetAv=SYSTEM)
    if log.closed_at:
        _put(into, avsluttetDato=_time(log.closed_at), avsluttetAv=SYSTEM)
    for person, name, role in _parts(filing):
        part = SubElement(into, "part")
        _put(part, partID=person, partNavn=_clean(name))
        _kode(part, "partRolle", role)
    _skjerming(into, filing)
    _klassifikasjon(into, filing)
    _noekkel(SubElement(into, "referanseEksternNoekkel"), log.stafettlogg)
    _put(into, saksdato=log.opened_at.date().isoformat())
    SubElement(SubElement(into, "administrativEnhet"), "k:navn").text = filing.guide.of.name
    _kode(into, "saksstatus", "A" if log.closed_at else "B")  # avsluttet, under behandling


def _parts(filing: Filing) -> Iterator[tuple[str, str, str]]:
    """The child by the pseudonym: its birth number is the consent service's alone."""
    yield filing.log.child, filing.log.child_name, filing.word("child")
    for person in filing.log.participants:
        if person.owner == "familie":
            yield person.person, person.person_name, filing.word("relation-guardian")


def _skjerming(into: Element, filing: Filing) -> None:
    shielded, plan = SubElement(into, "skjerming"), filing.guide.of.archive
    _kode(shielded, "tilgangsrestriksjon", plan.access_code)
    _put(shielded, skjermingshjemmel=plan.exempt_under)


def _klassifikasjon(into: Element, filing: Filing) -> None:
    plan, found = filing.guide.of.archive, SubElement(into, "klassifikasjon")
    _put(found, klassifikasjonssystemID=plan.classification, klasseID=plan.class_id, tittel=plan.class_title)


def _journalpost(into: Element, filing: Filing) -> None:
    at, day = _time(filing.at), filing.at.date().isoformat()
    _put(into, opprettetDato=at, opprettetAv=SYSTEM, arkivertDato=at, arkivertAv=SYSTEM)
    _noekkel(
        SubElement(SubElement(into, "referanseForelderMappe"), "k:referanseEksternNoekkel"), filing.log.stafettlogg
    )
    _skjerming(into, filing)
    for number, (name, content) in enumerate(filing.files.items(), start=1):
        _document(SubElement(into, "dokumentbeskrivelse"), filing, number, name, content)
    _put(into, tittel=filing.word("title"), offentligTittel=filing.word("public-title"))
    _noekkel(SubElement(into, "referanseEksternNoekkel"), filing.package)
    _kode(into, "journalposttype", "X")  # organinternt dokument uten oppfølging
    _kode(into, "journalstatus", "J")
    _put(into, journaldato=day, dokumentetsDato=day)


def _document(into: Element, filing: Filing, number: int, name: str, content: bytes) -> None:
    at, main = _time(filing.at), number == 1
    called = FIRST[number - 1] if number <= len(FIRST) else "attached-file"
    _kode(into, "dokumenttype", filing.word("public-title"))
    _kode(into, "dokumentstatus", "F")  # ferdigstilt
    _put(into, tittel=filing.word(called), opprettetDato=at, opprettetAv=SYSTEM)
    _kode(into, "tilknyttetRegistreringSom", "H" if main else "V")  # hoveddokument, vedlegg
    _put(into, dokumentnummer=number, tilknyttetDato=at, tilknyttetAv=SYSTEM)
    _skjerming(into, filing)
    _object(SubElement(into, "dokumentobjekt"), at, name, content)


def _object(into: Element, at: str, name: str, content: bytes) -> None:
    pronom, details, media = FORMATS.get(name) or FORMATS[name.rpartition(".")[2]]
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
    SubElement(SubElement(into, name), "k:kode").text = code


def _noekkel(into: Element, key: str) -> None:
    """A key of ours, by which the archive finds what it has."""
    SubElement(into, "k:fagsystem").text = SYSTEM
    SubElement(into, "k:noekkel").text = key


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _clean(text: str) -> str:
    """Without what no XML can hold."""
    return "".join(sign for sign in text if sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff")
