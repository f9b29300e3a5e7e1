"""Each reader gets the language that they choose, or else what their browser asks for."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from services.portal import dates, languages
from services.portal.languages import BY_CODE, LANGUAGES, gettext, spoken, wished
from shared.contracts.common import Role
from tests.unit.portal.sample import CHILD, INGRID, KARI
from tests.unit.portal.world import World

FAMILY = f"/familie/{CHILD}"
NORWEGIAN = re.compile(
    r"<(p|span|td|dd|a|b|i|bdi|button)\b[^>]*\blang=[^>]*>.*?</\1>|<(style|svg|title|head)\b.*?</\2>", re.DOTALL
)
NAMES = {"kommune"}  # as in the name of one


def spoken_in(page: Any) -> str:
    found = re.search(r'<html lang="(\w+)" dir="(\w+)"', page.text)
    assert found
    assert found[2] == BY_CODE[found[1]].direction
    return found[1]


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("nn-NO,nb;q=0.9", "nn"), ("en-GB;q=0.3, so;q=0.8", "so"), ("fa, pl;q=0.1", "prs"), ("no", "nb"),
        ("xx, pl", "pl"), ("", "nb"), (";;q=,,;q=x", "nb"), ("en;q=nan", "nb"), ("so;q=0", "nb"), ("*", "nb"),
        ("q" * 100_000, "nb"), ("../../etc/passwd", "nb"), ("ar;q=1e309", "ar"), ("ar;q=-1", "nb"),
    ],
)  # fmt: skip
async def test_whatever_a_browser_asks_for_a_page_comes(header: str, first: str) -> None:
    async with World().visitor() as visitor:
        assert spoken_in(await visitor.get("/", headers={"accept-language": header})) == first


def test_a_header_is_read_no_further_than_any_browser_writes() -> None:
    assert len(wished("a," * 10_000)) <= languages.LONGEST


async def test_a_choice_follows_the_person_and_not_the_browser() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        chosen = await visitor.post("/sprak", data={"language": "pl", "til": FAMILY})
        assert (chosen.status_code, chosen.headers["location"]) == (303, FAMILY)
        assert spoken_in(await visitor.get(FAMILY)) == "pl"
        await visitor.post("/ut", data={"token": world.token(visitor)})
    async with world.as_person(INGRID) as elsewhere:
        assert spoken_in(await elsewhere.get(FAMILY, headers={"accept-language": "en"})) == "pl"


async def test_before_signing_in_the_browser_keeps_the_choice() -> None:
    async with World().visitor() as visitor:
        await visitor.post("/sprak", data={"language": "uk", "til": "/"})
        assert spoken_in(await visitor.get("/")) == "uk"
        assert spoken_in(await visitor.get("/finnes-ikke")) == "uk"


async def test_who_is_at_work_is_offered_what_is_complete() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        await visitor.post("/sprak", data={"language": "ar", "til": "/oppgaver"})
        page = await visitor.get("/oppgaver", headers={"accept-language": "so,nn;q=0.5"})
    assert spoken_in(page) == "nn"
    assert set(re.findall(r'name="language" value="(\w+)"', page.text)) == {"nb", "nn", "en"}
    assert world.sessions.spoken == {}


@pytest.mark.parametrize("code", ["", "xx", "tr", "nb ", "../nn", "NB"])
async def test_an_unknown_code_is_no_language(code: str) -> None:
    async with World().visitor() as visitor:
        assert (await visitor.post("/sprak", data={"language": code})).status_code == 404


@pytest.mark.parametrize("back", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:1", "/a\r\nx: y", ""])
async def test_a_choice_leads_to_our_own_pages_alone(back: str) -> None:
    async with World().visitor() as visitor:
        chosen = await visitor.post("/sprak", data={"language": "nn", "til": back})
    assert chosen.headers["location"] == "/hjem"


async def test_every_page_has_the_menu_in_each_languages_own_name() -> None:
    async with World().as_person(INGRID) as visitor:
        page = (await visitor.get(FAMILY)).text
    for language in LANGUAGES:
        assert f'lang="{language.code}" dir="{language.direction}"' in page
        assert language.name in page
    assert f'name="til" value="{FAMILY}"' in page


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("nb", ["om 1 dag", "om 2 dager", "om 5 dager"]),
        ("nn", ["om 1 dag", "om 2 dagar", "om 5 dagar"]),
        ("en", ["in 1 day", "in 2 days", "in 5 days"]),
    ],
)
def test_a_number_is_said_as_the_language_counts(code: str, says: list[str]) -> None:
    with spoken(code):
        said = [languages.ngettext("om {n} dag", "om {n} dager", n).format(n=n) for n in (1, 2, 5)]
    assert said == says


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_a_moment_can_be_told_in_every_language(language: languages.Language) -> None:
    with spoken(language.code):
        assert dates.moment(dates.now())
        assert gettext("") == ""


def test_a_name_turns_nothing_around_it_from_right_to_left() -> None:
    with spoken("ar"):
        assert "\u2068%(name)s\u2069" in gettext("Hei, %(name)s")


def test_a_family_is_offered_every_language() -> None:
    assert languages.offered(Role.GUARDIAN) == languages.offered(Role.YOUTH) == LANGUAGES


class Pseudo:
    """A language in which every text is the Norwegian one between marks."""

    def gettext(self, text: str) -> str:
        return f"⟦{text}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


def unmarked(page: str) -> Iterator[str]:
    """Words outside the marks, the Norwegian blocks and the names of languages."""
    text = NORWEGIAN.sub(" ", page)
    depth = 0
    for part in re.split(r"([⟦⟧])|<[^>]*>", text):
        depth += {"⟦": 1, "⟧": -1}.get(part or "", 0)
        if part and not depth:
            yield from re.findall(r"[^\W\d_]{2,}", part)


@pytest.mark.parametrize("address", [FAMILY, f"{FAMILY}/innsyn", f"{FAMILY}/alt"])
async def test_nothing_of_ours_on_a_familys_page_is_only_in_norwegian(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left is what the services said: names, and the places that people belong to."""
    async with World().as_person(INGRID) as visitor:
        monkeypatch.setattr(languages, "catalogue", lambda _code: Pseudo())
        page = await visitor.get(address)
    assert page.status_code == 200
    found = [word for word in unmarked(page.text) if word[0].islower() and word not in NAMES]
    assert found == []
