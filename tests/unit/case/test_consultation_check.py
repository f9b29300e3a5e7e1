"""What leads to somebody is found, however it is written; what leads to nobody may be sent."""

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.system import MUNICIPALITIES
from services.case.consultation.check import Leads, check, unit_names
from shared.contracts.case.casework import Household
from shared.contracts.case.consultation import CONFIRMABLE, Trace
from shared.municipality import load

FJORDVIK = load(MUNICIPALITIES)["4999"]
NAMES = ("Emil Bekkevold Hansen", "Åse-Lill Berg", "Liv Dahl", "Bjørg O'Brien")
LEADS = Leads.of(NAMES, unit_names(FJORDVIK), ("c-1a2b3c4d", "sak-1"), date(2021, 5, 12))


def kinds(text: str) -> set[Trace]:
    return {one.kind for one in check(text, LEADS)}


@pytest.mark.parametrize(
    "number",
    [
        "12052112345", "120521 12345", "12 05 21 123 45", "12.05.21-12345", "12.05.2021 12345", "120521\u00a012345",
        "1 2 0 5 2 1 1 2 3 4 5", "12/05/21 - 12345", "120521\n12345", "12\u200b0521\u200b12345", "f12052112345x",
        "52052112345",  # a D-number
        "12852112345",  # an invented one
        "99999999999",  # none at all: a slip of the pen leads there too
        "120521123456", "１２０５２１１２３４５", "١٢٠٥٢١١٢٣٤٥", "120521, 12345",
    ],
)  # fmt: skip
def test_a_birth_number_is_found_in_any_spacing(number: str) -> None:
    found = [one for one in check(f"Barnet ({number}) leker.", LEADS) if one.kind is Trace.BIRTH_NUMBER]
    assert found
    assert not CONFIRMABLE & {one.kind for one in found}


@pytest.mark.parametrize(
    "number",
    [
        "90012345", "900 12 345", "90 01 23 45", "+47 90012345", "+4790012345", "0047 90 01 23 45", "(+47) 22 33 44 55",
        "22.33.44.55", "22-33-44-55", "55 55 55 55", "+46 70 123 45 67", "4790012345",
    ],
)  # fmt: skip
def test_a_phone_number_is_found(number: str) -> None:
    assert kinds(f"Ring {number} etter fire.") & {Trace.PHONE, Trace.BIRTH_NUMBER}


@pytest.mark.parametrize(
    "text",
    ["ola@fjordvik.no", "ola.n+x @ fjordvik.no", "ola＠fjordvik.no", "ola (at) fjordvik.no", "ola[krøllalfa]x.no"],
)
def test_an_email_address_is_found(text: str) -> None:
    assert Trace.EMAIL in kinds(f"Skriv til {text} i dag")


@pytest.mark.parametrize(
    "text", ["Storgata 12", "Granveien 3b", "granveien 3 B", "Kong Olavs gate 7", "Bekke vei 1", "Tunvegen nr. 14"]
)
def test_a_street_with_a_number_is_found(text: str) -> None:
    assert Trace.ADDRESS in kinds(f"De bor i {text}.")


@pytest.mark.parametrize(
    "text", ["12.05.2021", "12.5.21", "120521", "12052021", "2021-05-12", "20210512", "12. mai 2021"]
)
def test_the_childs_own_day_of_birth_is_found(text: str) -> None:
    assert Trace.BORN in kinds(f"Født {text}.")


@pytest.mark.parametrize(
    "text", ["c-1a2b3c4d", "C-1A2B3C4D", "sak-1", "p-0a1b2c3d", "5f0c7a64-1a2b-4c3d-8e9f-001122334455"]
)
def test_what_the_platform_calls_somebody_is_found(text: str) -> None:
    assert Trace.ID in kinds(f"Se {text}")


@pytest.mark.parametrize(
    "name",
    [
        "Emil", "emil", "EMIL", "Emils", "Emils'", "Emil-gutten", "Bekkevold", "hansen", "Hansens", "E m i l",
        "E.M.I.L", "e-m-i-l", "i E m i l", "A E m i l", "Em\u00adil", "E\u0301mil", "Ｅmil", "Åse", "Aase", "ASE",
        "åses", "Lill", "åselill", "EmilHansen", "emilbekkevold", "Bjørg", "Bjoerg", "bjorg", "BJØRGS", "O'Brien",
        "o’brien", "Dahl", "Liv Dahl", "liv dahl",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(name: str) -> None:
    assert Trace.NAME in kinds(f"Vi undrer oss over at {name} er stille")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("et helt liv", {Trace.MAYBE_NAME}),
        ("Liv og lære. ", {Trace.MAYBE_NAME}),
        ("over berg og dal", {Trace.MAYBE_NAME}),
        ("sammen med Liv i dag", {Trace.NAME}),
        ("bak et Berg", {Trace.NAME}),
    ],
)
def test_a_common_word_that_is_a_name_may_be_looked_at(text: str, expected: set[Trace]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("på Bekkelia", True),
        ("bekkelias lekeplass", True),
        ("Solhaug barnehage", True),
        ("PPT Fjordvik", True),
        ("Barneverntjenesten i Fjordvik", True),
        ("en barnehage i kommunen", False),
        ("på helsestasjonen", False),
    ],
)
def test_a_unit_is_found_by_what_is_its_own_name(text: str, *, found: bool) -> None:
    assert (Trace.UNIT in kinds(text)) is found


HOME = Household(
    guardians=("Marit Solbakk", "Liv Berg"),
    addresses=("Granvegen 3, 4999 Fjordvik", "Øvre Bakkevei 7 B", "Bakken 12"),
    phones=("20 13 11 59", "+48 600 123 456", "02211"),
)
AT_HOME = Leads.of(units=unit_names(FJORDVIK), household=HOME)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Marit ringte", Trace.NAME),
        ("fru Solbakks datter", Trace.NAME),
        ("mor Liv", Trace.NAME),
        ("et helt liv", Trace.MAYBE_NAME),
        ("de bor i Granveien", Trace.ADDRESS),
        ("de bor i granvn.", Trace.ADDRESS),
        ("nederst i Granvegens sving", Trace.ADDRESS),
        ("huset i øvre bakkeveg", Trace.ADDRESS),
        ("oppe på Bakken", Trace.ADDRESS),
        ("leker på bakken", Trace.MAYBE_NAME),
        ("nummeret er 20131159", Trace.PHONE),
        ("nummeret er 20 - 13: 11,59", Trace.PHONE),
        ("nummeret er 0047 20 13 11 59", Trace.PHONE),
        ("nummeret er 600 123 456", Trace.PHONE),
        ("ring 0 22 11", Trace.PHONE),
    ],
)
def test_what_the_register_tells_of_the_household_is_found(text: str, kind: Trace) -> None:
    assert kind in {one.kind for one in check(text, AT_HOME)}


@pytest.mark.parametrize(
    "text", ["Barnet sover på en øvre køye", "Vi er 20 barn, 13 av dem ute", "1159 kroner", "i veien"]
)
def test_what_only_looks_like_a_household_is_left_alone(text: str) -> None:
    assert check(text, AT_HOME) == ()


def test_a_unit_and_a_postcode_may_be_looked_at() -> None:
    assert kinds("Ved 4999 Fjordvik") == {Trace.POSTCODE}
    assert {Trace.UNIT, Trace.POSTCODE, Trace.MAYBE_NAME} == CONFIRMABLE


@pytest.mark.parametrize(
    "text",
    [
        "Barnet er 3 år og har vært hos oss siden 2024. Det leker alene, og vi lurer på hva vi bør se etter.",
        "Vi så det 13. mars 2024 kl. 10.15 og 14.03.2024 kl 11.30-12.00, og 8 av 10 barn var ute.",
        "2023-2024 og 2024/2025; nivå 2; 24.12.2023 og 25.12.2023; 100 000 kroner; § 13-2",
        "Hen er i veien 3 ganger om dagen",
        "Far er streng, mor er redd. Et barn på fire år.",
        "Kan vi ringe dere på 116 117?",
    ],
)
def test_what_leads_to_nobody_is_left_alone(text: str) -> None:
    assert check(text, LEADS) == ()


def test_places_are_told_in_the_order_of_the_text() -> None:
    text = "Ring 90 01 23 45 om Emils far"
    found = check(text, LEADS)
    assert [(one.kind, text[one.start : one.end]) for one in found] == [
        (Trace.PHONE, "90 01 23 45"),
        (Trace.NAME, "Emils"),
    ]


def test_particles_and_initials_are_no_names() -> None:
    assert check("Det er den av dem som vil ha a og b", Leads.of(["Ali A. van den Berg"])) == ()


# --- Whatever stands around it --------------------------------------------------------------------

WORDS = st.lists(st.text(st.characters(blacklist_categories=("Cs",), max_codepoint=0x2FF), max_size=12), max_size=6)
PARTS = st.sampled_from(["Emil", "Bekkevold", "Hansen", "Lill", "Dahl", "Bjørg", "Brien"])


def _hide(name: str, way: int) -> str:
    ways = (
        name, name.upper(), name.lower(), f"{name}s", f"«{name}»", " ".join(name), ".".join(name),
        "\u200b".join(name), f"{name}\u0301", name.replace("ø", "oe"), name.replace("ø", "o"),
    )  # fmt: skip
    return ways[way % len(ways)]


@given(before=WORDS, after=WORDS, name=PARTS, way=st.integers(0, 10))
def test_a_name_hidden_in_any_text_is_found(before: list[str], after: list[str], name: str, way: int) -> None:
    start, hidden = " ".join(before) + "\n", _hide(name, way)
    found = check(f"{start}{hidden}\n{' '.join(after)}", LEADS)
    end = len(start) + len(hidden)
    assert any(one.kind is Trace.NAME and one.start < end and one.end > len(start) for one in found)


GAPS = st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", " - ", "\u200b", "\t"]), min_size=10, max_size=10)


@given(before=WORDS, after=WORDS, digits=st.text("0123456789", min_size=11, max_size=11), gaps=GAPS)
def test_a_birth_number_hidden_in_any_text_is_found(
    before: list[str], after: list[str], digits: str, gaps: list[str]
) -> None:
    number = "".join(digit + gap for digit, gap in zip(digits, [*gaps, ""], strict=True))
    found = check(f"{' '.join(before)} nr: {number} ok {' '.join(after)}", LEADS)
    assert Trace.BIRTH_NUMBER in {one.kind for one in found}


@given(st.text(max_size=300))
def test_whatever_is_written_every_place_is_in_the_text(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in check(text, LEADS))


@pytest.mark.parametrize("piece", ["a-", "a ", "1 ", "a@", "gata", "A vei ", "Emil ", "«", "12", "\u200b"])
def test_a_hostile_text_holds_nobody_up(piece: str) -> None:
    """The longest that a contract lets in, of what patterns like least: a square of it would be a minute."""
    leads = Leads.of((*NAMES, *("Mor Nordmann",) * 30))
    begun = perf_counter()
    check((piece * 4000)[:4000], leads)
    assert perf_counter() - begun < 5
