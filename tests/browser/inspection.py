"""What every page must be, whoever looks: no barrier, no sideways scroll, the way past the menu first."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.story import People

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 390, 320)
AXE = Axe()


def faults(people: People, person: str, path: str) -> list[str]:
    """What is wrong with a page at each width, with all that can be unfolded unfolded; empty when all is well."""
    page = people.page(person, path)
    where = f"{person or 'a visitor'} at {page.url.removeprefix(people.base)}"
    return [f"{where}, {width} px: {fault}" for width in WIDTHS for fault in _at(page, width, keyboard=bool(path))]


def _at(page: Page, width: int, *, keyboard: bool) -> list[str]:
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = [
        f"{one['id']} {[node['target'] for node in one['nodes']]}"
        for one in AXE.run(page, options={"runOnly": RULES}).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    if width == WIDTHS[0] and keyboard and page.locator(".skip").count():
        found += _keyboard(page)
    return found


def _keyboard(page: Page) -> list[str]:
    page.reload()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    landed = page.evaluate("document.activeElement.id")
    wrong = [] if "skip" in first or page.locator("[autofocus]").count() else [f"Tab comes first to .{first}"]
    return wrong if landed == "innhold" or wrong else [f"the skip link leads to #{landed}"]
