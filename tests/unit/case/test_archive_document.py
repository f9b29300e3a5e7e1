"""What an archived log says, and in whose words."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from services.case.archive.document import Document, Section, document
from services.case.archive.pdf import pdf
from services.case.archive.words import word_of, words
from services.case.publish import PUBLISHED
from shared.contracts import consent
from shared.contracts.case import Effect
from shared.handlingsveileder import Handlingsveileder
from shared.personal import personal_fields
from tests.unit.case.archived import ALL_GUIDES, AT, FJORDVIK, HAVNES, LOG


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
    shown = [*PUBLISHED.values(), *consent.FACTS]
    told = {word_of(fact.wire_name()) for fact in shown}
    assert told - known.keys() <= {"fact-contribution-corrected", "fact-contribution-retracted"}
    fields = {f"field-{name.replace('_', '-')}" for fact in shown for name in personal_fields(fact)}
    assert {f"effect-{one}" for one in Effect} <= known.keys()
    assert fields - known.keys() == {"field-text", "field-description", "field-guardian-names"}
