"""A package: the document, its metadata, and the folder that takes it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from pypdf import PdfReader

from deploy.system import GUIDES, MUNICIPALITIES
from services.case.archive.arkivmelding import CATALOGUE, NAMESPACE, Filing, arkivmelding
from services.case.archive.document import Document, Section, document
from services.case.archive.folder import Folder
from services.case.archive.pdf import pdf
from services.case.archive.port import METADATA, Package
from services.case.archive.words import word_of, words
from services.case.publish import PUBLISHED
from services.case.spine import AMENDMENTS
from shared.contracts import consent
from shared.contracts.case import Effect, Entry, Participant, StafettloggView
from shared.handlingsveileder import Handlingsveileder, load_guides
from shared.personal import personal_fields
from tests.unit.case.told import OF_NO_LOG

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALL_GUIDES = load_guides(MUNICIPALITIES, GUIDES)
FJORDVIK, HAVNES = ALL_GUIDES["4999"], ALL_GUIDES["5998"]


def entry(n: int, what: str, by: str, *, text: dict[str, str] | None = None, **data: str | int) -> Entry:
    return Entry(id=f"e-{n}", what=what, at=AT, owner="familie", by=by, text=text or {}, data={**data})


LOG = StafettloggView(
    stafettlogg="log", child="c-1", child_name="Maja <Å>", attention="Språk", goal=None, level=2, opened_at=AT,
    closed_at=AT, holder="p-1", holder_since=AT, baton_offered_to=None, services=(), measures=(),
    participants=(Participant(person="p-2", person_name="Ingrid & co", owner="familie", relation="mother"),),
    entries=(
        entry(6, "stafettlogg.measure-evaluated.v1", "p-3", text={"effect": "some", "happened": "Ja"}, measure="m"),
        entry(
            5, "stafettlogg.measure-agreed.v1", "p-3", text={"title": "Lesing"}, measure="m", responsible="p-2",
            evaluate_on="2026-12-01",
        ),
        entry(4, "stafettlogg.level-changed.v1", "case-familie", text={"reason": "Mer"}, level=3, was=2),
        entry(3, "stafettlogg.baton-passed.v1", "p-9", giver="p-9", taker="p-3", because="left"),
        entry(2, "stafettlogg.invitation-accepted.v1", "p-3", text={"person_name": "Lise"}, person="p-3", owner="ppt"),
        entry(1, "stafettlogg.opened.v1", "p-2", text={"attention": "Språk"}),
    ),
)  # fmt: skip
FILES = {"stafettlogg.pdf": b"%PDF", "stafettlogg.txt": b"tekst"}


def in_pdf(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


@pytest.mark.parametrize(("guide", "language"), [(FJORDVIK, "nb"), (HAVNES, "nn")], ids=["Fjordvik", "Havnes"])
def test_the_document_says_itself_that_it_is_for_the_archive_and_for_everybody(
    guide: Handlingsveileder, language: str
) -> None:
    root = PdfReader(BytesIO(pdf(document(LOG, guide, AT)))).trailer["/Root"]
    told = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2" in told
    assert "<pdfaid:conformance>A" in told
    assert "<pdfuaid:part>1" in told
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)


def test_what_people_wrote_is_text_whatever_signs_are_in_it() -> None:
    said = "#strong[x] *y* $z$ \\ \"<'&> æøå"
    made = Document(
        "Tittel", "Fjordvik", "nb", (), (Section("Notat", "i dag", (("", said), ("Grunn", "مرحبا 🦜 你"))),)
    )
    found = in_pdf(pdf(made))
    assert "#strong[x] *y* $z$" in found
    assert "æøå" in found
    assert "[U+1F99C]" in found
    assert "🦜 你" in made.text()


@pytest.mark.parametrize(
    ("guide", "told"),
    [
        (FJORDVIK, """Stafettlogg for Maja <Å>
Barn: Maja <Å>
Åpnet: 23.11.2026 kl. 10.00
Avsluttet: 23.11.2026 kl. 10.00
Nivå: Nivå 2
Mor: Ingrid & co
Laget for arkivet: 23.11.2026 kl. 10.00

Stafettloggen ble åpnet
23.11.2026 kl. 10.00. Familien, Ingrid & co
Dette handler det om: Språk

PPT er med
23.11.2026 kl. 10.00. PPT, Lise
Navn: Lise

Stafettpinnen er hos Lise
23.11.2026 kl. 10.00
Den det gjelder, er ikke med lenger.

Nivået er endret
23.11.2026 kl. 10.00
Grunn: Mer
Nivå: Nivå 3

Nytt tiltak
23.11.2026 kl. 10.00. PPT, Lise
Tiltak: Lesing
Ansvarlig: Ingrid & co
Evalueres: 01.12.2026

Et tiltak er evaluert
23.11.2026 kl. 10.00. PPT, Lise
Slik gikk det: Det hjalp litt
Hva som skjedde: Ja
Tiltak: Lesing
"""),
        (HAVNES, """Tverrfagleg plan for Maja <Å>
Barn: Maja <Å>
Opna: 23.11.2026 kl. 10.00
Avslutta: 23.11.2026 kl. 10.00
Steg: Steg 3
Mor: Ingrid & co
Laga for arkivet: 23.11.2026 kl. 10.00

Planen vart opna
23.11.2026 kl. 10.00. Familien, Ingrid & co
Dette handlar det om: Språk

PP-tenesta er med
23.11.2026 kl. 10.00. PP-tenesta, Lise
Namn: Lise

Koordinatoransvaret er hos Lise
23.11.2026 kl. 10.00
Den det gjeld, er ikkje med lenger.

Steget er endra
23.11.2026 kl. 10.00
Grunn: Mer
Steg: Steg 4

Nytt tiltak
23.11.2026 kl. 10.00. PP-tenesta, Lise
Tiltak: Lesing
Ansvarleg: Ingrid & co
Skal evaluerast: 01.12.2026

Eit tiltak er evaluert
23.11.2026 kl. 10.00. PP-tenesta, Lise
Slik gjekk det: Det hjelpte litt
Kva som skjedde: Ja
Tiltak: Lesing
"""),
    ],
    ids=["Fjordvik", "Havnes"],
)  # fmt: skip
def test_it_speaks_as_the_municipality_does_and_names_those_who_have_left(guide: Handlingsveileder, told: str) -> None:
    assert document(LOG, guide, AT).text() == told


@pytest.mark.parametrize("guide", ALL_GUIDES.values(), ids=ALL_GUIDES.keys())
def test_every_fact_of_a_log_and_every_text_in_it_has_a_word(guide: Handlingsveileder) -> None:
    known = words(guide)
    shown = {*PUBLISHED.values(), *(fact for fact in consent.FACTS if not issubclass(fact, OF_NO_LOG))} - {*AMENDMENTS}
    assert {word_of(fact.wire_name()) for fact in shown} <= known.keys()
    fields = {f"field-{name.replace('_', '-')}" for fact in shown for name in personal_fields(fact)}
    assert {f"effect-{one}" for one in Effect} <= known.keys()
    assert fields - known.keys() == {"field-text", "field-description", "field-guardian-names"}


def metadata(guide: Handlingsveileder = FJORDVIK) -> Element:
    return fromstring(arkivmelding(Filing("p-1", LOG, guide, AT, FILES)))


def outline(element: Element, depth: int = 0) -> Iterator[str]:
    prefix, name = element.tag.removeprefix("{").split("}")
    yield f"{'  ' * depth}{'k:' if prefix == CATALOGUE else ''}{name}"
    for child in element:
        yield from outline(child, depth + 1)


def test_the_metadata_has_the_outline_that_an_archive_takes() -> None:
    """Read off the protocol's two schemas, element by element; docs/operations.md says which."""
    told = metadata()
    documents = told.findall("registrering/dokumentbeskrivelse", {"": NAMESPACE})
    told.findall("registrering", {"": NAMESPACE})[0].remove(documents[1])
    assert "\n".join(outline(told)) == (Path(__file__).parent / "arkivmelding.outline").read_text().strip()
    assert [*outline(documents[0])] == [*outline(documents[1])]


def test_the_metadata_says_what_it_is_where_it_belongs_and_who_may_see_it() -> None:
    told = metadata()

    def at(path: str) -> list[str | None]:
        return [found.text for found in told.findall(path, {"": NAMESPACE, "k": CATALOGUE})]

    assert told.tag == f"{{{NAMESPACE}}}arkivmelding"
    assert at("antallFiler") == ["2"]
    assert at("mappe/tittel") == ["Stafettlogg for Maja <Å>"]
    assert at("mappe/offentligTittel") == ["Stafettlogg"]
    assert at("mappe/part/partNavn") == ["Maja <Å>", "Ingrid & co"]
    assert at("mappe/klassifikasjon/klasseID") == [FJORDVIK.of.archive.class_id]
    assert at("mappe/skjerming/tilgangsrestriksjon/k:kode") == [FJORDVIK.of.archive.access_code]
    key = "referanseEksternNoekkel/k:noekkel"
    assert (
        at(f"mappe/{key}") == at("registrering/referanseForelderMappe/k:referanseEksternNoekkel/k:noekkel") == ["log"]
    )
    assert at(f"registrering/{key}") == ["p-1"]
    assert at("registrering/journalposttype/k:kode") == ["X"]
    objects = "registrering/dokumentbeskrivelse/dokumentobjekt/"
    assert at(objects + "referanseDokumentfil") == [*FILES]
    assert at(objects + "sjekksum") == [sha256(content).hexdigest() for content in FILES.values()]
    assert at(objects + "filstoerrelse") == [str(len(content)) for content in FILES.values()]


def test_the_metadata_speaks_as_the_municipality_does() -> None:
    found = metadata(HAVNES)
    assert found.findtext("mappe/tittel", namespaces={"": NAMESPACE}) == "Tverrfagleg plan for Maja <Å>"


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
