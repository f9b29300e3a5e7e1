"""A page as PDF: tagged for those who listen, and what people wrote is text and nothing else."""

from services.portal.printing import Part, Sheet, Table, pdf
from tests.unit.pdf import faults, tags, text_of

SHEET = Sheet(
    "Månedsrapport", "Fjordvik", (("Måned", "november 2026"), ("", "#strong[x] *y* $z$ \\ \"<'&> 🦜 你")),
    (
        Part("Handlinger", (("Til sammen", "12"),), Table(("Hvem", "Antall"), (("Barnehagen", "7"), ("PPT", "5")))),
        Part("Funn", (("", "Ingen."),), Table(("Hva",), ())),
    ),
)  # fmt: skip


async def test_a_machine_finds_no_barrier_in_it() -> None:
    made = await pdf(SHEET)
    assert faults(made) == []
    assert {"/H1", "/H2", "/P", "/Table", "/THead", "/TR", "/TH", "/TD"} <= {*tags(made)}
    assert tags(made).count("/Table") == 1


async def test_what_people_wrote_is_text_whatever_signs_are_in_it() -> None:
    found = text_of(await pdf(SHEET))
    assert "#strong[x] *y* $z$" in found
    assert "[U+1F99C]" in found
