"""A package: the document, its metadata, and the folder that takes it."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from pypdf import PdfReader

from deploy.system import MUNICIPALITIES
from services.case.archive.arkivmelding import NAMESPACE, Filing, arkivmelding
from services.case.archive.document import Document, Section, document
from services.case.archive.folder import Folder
from services.case.archive.pdf import pdf
from services.case.archive.port import METADATA, Package
from services.case.archive.words import HEADINGS
from services.case.publish import PUBLISHED
from shared.contracts.case import Entry, Participant, StafettloggView
from shared.municipality import load

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FJORDVIK = load(MUNICIPALITIES)["4999"]
LOG = StafettloggView(
    stafettlogg="log", child="c-1", child_name="Maja <Å>", attention="Språk", goal=None, level=2, opened_at=AT,
    closed_at=AT, holder="p-1", holder_since=AT, baton_offered_to=None, services=(), measures=(),
    participants=(Participant(person="p-2", person_name="Ingrid & co", owner="familie", relation="mother"),),
    entries=(
        Entry(id="e-1", what="stafettlogg.opened.v1", at=AT, owner="familie", by="p-2", text={"attention": "Språk"}),
    ),
)  # fmt: skip
FILES = {"stafettlogg.pdf": b"%PDF", "stafettlogg.txt": b"tekst"}


def in_pdf(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def test_the_document_says_itself_that_it_is_for_the_archive_and_for_everybody() -> None:
    root = PdfReader(BytesIO(pdf(document(LOG, FJORDVIK, AT)))).trailer["/Root"]
    told = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2" in told
    assert "<pdfaid:conformance>A" in told
    assert "<pdfuaid:part>1" in told
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nb", True)


def test_what_people_wrote_is_text_whatever_signs_are_in_it() -> None:
    said = "#strong[x] *y* $z$ \\ \"<'&> æøå"
    made = Document("Tittel", "Fjordvik", (), (Section("Notat", "i dag", (("", said), ("Grunn", "مرحبا 🦜 你"))),))
    found = in_pdf(pdf(made))
    assert "#strong[x] *y* $z$" in found
    assert "æøå" in found
    assert "[U+1F99C]" in found
    assert "🦜 你" in made.text()


def test_every_public_fact_of_a_log_has_a_heading_in_the_archive() -> None:
    told = {fact.wire_name() for fact in PUBLISHED.values()}
    assert told - HEADINGS.keys() <= {"contribution.corrected.v1", "contribution.retracted.v1"}


def metadata() -> Element:
    return fromstring(arkivmelding(Filing("p-1", LOG, FJORDVIK, AT, FILES)))


def test_the_metadata_says_what_it_is_where_it_belongs_and_who_may_see_it() -> None:
    told = metadata()

    def at(path: str) -> list[str | None]:
        return [found.text for found in told.findall(path, {"": NAMESPACE})]

    assert told.tag == f"{{{NAMESPACE}}}arkivmelding"
    assert at("antallFiler") == ["2"]
    assert at("mappe/tittel") == ["Stafettlogg for Maja <Å>"]
    assert at("mappe/offentligTittel") == ["Stafettlogg"]
    assert at("mappe/part/partNavn") == ["Maja <Å>", "Ingrid & co"]
    assert at("mappe/klassifikasjon/klasseID") == [FJORDVIK.archive.class_id]
    assert at("mappe/skjerming/tilgangsrestriksjon/kode") == [FJORDVIK.archive.access_code]
    assert at("mappe/registrering/journalposttype/kode") == ["X"]
    objects = "mappe/registrering/dokumentbeskrivelse/dokumentobjekt/"
    assert at(objects + "referanseDokumentfil") == [*FILES]
    assert at(objects + "sjekksum") == [sha256(content).hexdigest() for content in FILES.values()]
    assert at(objects + "filstoerrelse") == [str(len(content)) for content in FILES.values()]


PACKAGE = Package("p-1", "4999", {METADATA: b"<arkivmelding/>", **FILES})


def test_a_package_is_kept_once_and_its_receipt_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "archive")
    first = folder.deposit(PACKAGE)
    again = folder.deposit(Package("p-1", "4999", {METADATA: b"<annet/>"}))
    assert first == again
    assert first.sha256 == PACKAGE.sha256
    place = tmp_path / "archive" / "4999"
    assert [path.name for path in place.iterdir()] == ["p-1"]
    assert {path.name for path in (place / "p-1").iterdir()} == {*PACKAGE.files, "kvittering.json"}
    assert {path.stat().st_mode & 0o077 for path in place.rglob("*")} == {0}


def test_a_package_that_could_not_be_written_is_not_there(tmp_path: Path) -> None:
    broken = Package("p-1", "4999", {METADATA: b"<arkivmelding/>", "no/such/folder": b""})
    with pytest.raises(OSError):  # noqa: PT011 - whichever the system says
        Folder(tmp_path).deposit(broken)
    assert [*(tmp_path / "4999").iterdir()] == []
    assert Folder(tmp_path).deposit(PACKAGE).sha256 == PACKAGE.sha256


def test_without_a_place_nothing_is_kept() -> None:
    with pytest.raises(FileNotFoundError):
        Folder(None).deposit(PACKAGE)
