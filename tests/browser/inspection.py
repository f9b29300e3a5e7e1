"""What every page must be, whoever looks: no barrier, no sideways scroll, the way past the menu first."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.story import People

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 390, 320)
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"
LOOK = """rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found =>
    found.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target).join(' | ')))"""


def faults(people: People, person: str, path: str) -> list[str]:
    """What is wrong with a page at each width, with all that can be unfolded unfolded; empty when all is well."""
    page = people.page(person, path)
    where = f"{person or 'a visitor'} at {page.url.removeprefix(people.base)}"
    page.evaluate(UNFOLD)
    page.evaluate(AXE_SCRIPT)
    found = [f"{width} px: {fault}" for width in WIDTHS for fault in _at(page, width)]
    if path and page.locator(".skip").count():
        found += _keyboard(page)
    return [f"{where}, {fault}" for fault in found]


def barriers(people: People, person: str, path: str, heading: str) -> list[str]:
    """heading: what the page itself says that it is, so that no refusal is looked at in its place."""
    found = faults(people, person, path)
    expect(people.page(person).get_by_role("heading", level=1)).to_have_text(heading)
    return found


def _at(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 844})
    found: list[str] = page.evaluate(LOOK, RULES)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    return found


def _keyboard(page: Page) -> list[str]:
    page.reload()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    landed = page.evaluate("document.activeElement.id")
    if "skip" not in first and not page.locator("[autofocus]").count():
        return [f"Tab comes first to .{first}"]
    return [] if landed == "innhold" else [f"the skip link leads to #{landed}"]
