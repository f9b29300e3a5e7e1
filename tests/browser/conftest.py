"""The real system and a real browser; the story is played once, and every test looks at what came of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import story
from tests.browser.chromium import chromium
from tests.browser.inspection import faults
from tests.browser.story import HANNE, INGRID, KARI, LISE, MAREK, SIV, SUNNIVA, TOR, People
from tests.servers import installation

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last: while Playwright's synchronous interface is open, no other event loop can run in this thread."""
    items.sort(key=lambda item: HERE in item.path.parents)


@dataclass
class Told:
    """What was seen while the story was played. `faults`: what was wrong with pages in passing states."""

    people: People
    looking: People
    log: str = ""
    timelines: dict[str, list[str]] = field(default_factory=dict)
    holder_while_offered: str = ""
    holder_afterwards: str = ""
    faults: list[str] = field(default_factory=list)

    def look(self, person: str, path: str) -> None:
        self.faults += faults(self.looking, person, path)


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """A platform of our own: other tests tell Maja's story too."""
    with installation() as made, made.everything() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def told(browser: Browser, base: str) -> Iterator[Told]:
    """The people act without JavaScript; pages in passing states are looked at with it, because axe needs it."""
    people, looking = People(browser, base, scripts=False), People(browser, base, scripts=True)
    told = Told(people, looking)
    _consent(told)
    _work_together(told)
    _pass_on(told)
    yield told
    people.close()
    looking.close()


def _consent(told: Told) -> None:
    people = told.people
    story.write_undring(people)
    story.share_with_leader(people)
    told.look(KARI, people.page(KARI).url.removeprefix(people.base))
    told.look(SIV, "/oppgaver")
    story.record_conversation(people)
    story.decide(people)
    story.ask_for_consent(people)
    told.look(INGRID, "/familie")
    story.say_yes(people, INGRID)
    told.look(INGRID, "/familie")
    story.say_yes(people, MAREK)
    told.look(KARI, people.page(KARI).url.removeprefix(people.base))
    told.look(KARI, people.page(KARI).url.removeprefix(people.base) + "/stafettlogg")


def _work_together(told: Told) -> None:
    people = told.people
    story.open_log(people)
    told.log = story.log_address(people)
    story.invite(people, "PPT")
    story.invite(people, "helsestasjonen")
    told.look(TOR, told.log.replace("/logg/", "/invitasjon/"))
    story.accept_invitation(people, TOR)
    story.accept_invitation(people, LISE)
    story.agree_measure(people)
    story.write_assessment(people)
    story.share_glimpse(people)
    for person, path in ((KARI, told.log), (TOR, told.log), (INGRID, ""), (MAREK, "")):
        told.timelines[person] = _timeline(told, person, path)


def _timeline(told: Told, person: str, path: str) -> list[str]:
    """Headings, writers and texts as they stand on the page, without what each may do; parents unfold the whole."""
    page = told.people.page(person, path or "/familie")
    if not path:
        page.goto(page.url + "/alt")
    story.until_it_says(page, story.GLIMPSE)
    lines = page.locator(".tl > li:not(.month)").all()
    said = (" ".join(line.locator(":scope > :not(.noprint)").all_inner_texts()) for line in lines)
    return [re.sub(r"\s+", " ", line).strip() for line in said]


def _pass_on(told: Told) -> None:
    people = told.people
    story.offer_baton(people)
    told.holder_while_offered = people.page(KARI).locator(".baton b").first.inner_text()
    told.look(KARI, told.log)
    told.look(LISE, told.log)
    story.take_baton(people)
    told.holder_afterwards = people.page(LISE).locator(".baton b").first.inner_text()
    for person in (HANNE, SUNNIVA):
        people.page(person)
    story.withdraw(people, "PPT")
    story.until_it_says(people.page(TOR, told.log), "er trukket")
