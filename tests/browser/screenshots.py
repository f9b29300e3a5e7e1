"""`make screenshots`: plays the story in a browser and keeps the pictures that the README walks through."""

from pathlib import Path

from tests.browser import story
from tests.browser.chromium import chromium
from tests.browser.story import INGRID, KARI, LISE, MAREK, SUNNIVA, TOR, People
from tests.servers import installation

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
DESKTOP, TALL, PHONE = (1180, 820), (1180, 1330), (390, 760)


class Album:
    def __init__(self, people: People) -> None:
        self._people = people

    def take(self, name: str, person: str, path: str, size: tuple[int, int] = DESKTOP, *, at: str = "") -> None:
        """at: what to scroll to, so that it stands at the top of the picture."""
        page = self._people.page(person, path)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if at:
            page.locator(at).evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 16)")
        page.screenshot(path=FOLDER / f"{name}.png")


def play(people: People) -> None:
    album = Album(people)
    album.take("1-start", "", "/")
    story.write_undring(people)
    story.share_with_leader(people)
    child = people.page(KARI).url.removeprefix(people.base)
    album.take("2-undring", KARI, child)
    story.record_conversation(people)
    story.decide(people)
    story.ask_for_consent(people)
    album.take("3-samtykke", INGRID, "/familie", PHONE)
    story.say_yes(people, INGRID)
    story.say_yes(people, MAREK)
    story.until_it_says(people.page(KARI, "/oppgaver"), "Åpne stafettloggen")
    album.take("4-oppgaver", KARI, "/oppgaver")
    story.open_log(people)
    story.invite(people, "PPT")
    story.invite(people, "helsestasjonen")
    story.accept_invitation(people, TOR)
    story.accept_invitation(people, LISE)
    story.agree_measure(people)
    story.write_assessment(people)
    story.share_glimpse(people)
    _shared(album, people)


def _shared(album: Album, people: People) -> None:
    story.until_it_says(people.page(KARI, story.log_address(people)), story.GLIMPSE)
    album.take("5-stafettlogg", KARI, story.log_address(people), TALL)
    album.take("6-forelder", MAREK, "/familie", PHONE, at="#avtalt")
    ingrid = people.page(INGRID, "/familie")
    ingrid.get_by_role("link", name="Trekk samtykket til PPT").click()
    album.take("7-trekk", INGRID, ingrid.url.removeprefix(people.base), PHONE)
    album.take("8-kontroll", SUNNIVA, "/kontroll/sok")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with installation() as made, made.everything() as address, chromium() as browser:
        people = People(browser, address, scripts=True)
        play(people)
        people.close()
    print("\n".join(f"{path.name} {path.stat().st_size // 1000} kB" for path in sorted(FOLDER.glob("*.png"))))


if __name__ == "__main__":
    main()
