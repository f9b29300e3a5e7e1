"""A page on paper: what its main part says to who reads it, tagged, without forms and ways to other pages."""

import asyncio
from collections.abc import Awaitable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fastapi.responses import Response

from services.portal.attachments import attachment
from services.portal.visit import Visit
from shared.typesetting import typeset

TEMPLATE = (Path(__file__).parent / "paper.typ").read_bytes()
SETTERS = ThreadPoolExecutor(2, "typesetting")  # each waits for a process that takes a core: others' pages come first
VOID = frozenset({"input", "br", "meta", "link", "img", "hr", "use"})
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup", "time"}
)
LEFT_OUT = frozenset({"form", "nav", "svg", "script", "style", "button", "input", "select", "textarea"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
Block = dict[str, Any]  # as paper.typ reads it


@dataclass(frozen=True, slots=True)
class Voice:
    """How a text is said: marked, kept in its own lines, in which language."""

    language: str
    direction: str = "auto"
    strong: bool = False
    kept: bool = False


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: "list[Node | str]" = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    @property
    def on_paper(self) -> bool:
        return self.tag not in LEFT_OUT and "noprint" not in self.classes

    @property
    def nodes(self) -> "list[Node]":
        return [one for one in self.inside if isinstance(one, Node) and one.on_paper]

    @property
    def flows(self) -> bool:
        """It stands in a line, and so does all that is in it."""
        return self.tag in INLINE and all(one.flows for one in self.nodes)

    def find(self, tag: str, *classes: str) -> "Iterator[Node]":
        if self.tag == tag and self.classes >= {*classes}:
            yield self
        for one in self.inside:
            if isinstance(one, Node):
                yield from one.find(tag, *classes)

    def voice(self, around: Voice) -> Voice:
        language = self.attributes.get("lang") or around.language
        direction = self.attributes.get("dir") or ("auto" if "lang" in self.attributes else around.direction)
        strong = around.strong or self.tag in {"b", "strong", "summary", "dt"}
        return Voice(language, direction, strong, around.kept or "pre" in self.classes)


class Tree(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.open = [Node("")]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


async def printed(visit: Visit, name: str, page: Awaitable[Response]) -> Response:
    """The page as a PDF for everybody. name: about nobody."""
    visit.on_paper = True
    document = sheet(bytes((await page).body).decode(), visit.municipality.name)
    loop = asyncio.get_running_loop()
    return attachment(name, await loop.run_in_executor(SETTERS, typeset, TEMPLATE, document, ("ua-1",)))


def sheet(page: str, author: str) -> dict[str, Any]:
    whole = Tree(page).open[0]
    html, title, main = (next(whole.find(tag)) for tag in ("html", "title", "main"))
    voice = html.voice(Voice("nb"))
    blocks = [block for part in (*whole.find("aside", "demo"), main) for block in _blocks(part, voice)]
    words = "".join(one for one in title.inside if isinstance(one, str)).strip()
    return {"title": words, "author": author, "language": voice.language, "blocks": list(_stepwise(blocks))}


def _stepwise(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings one step down at a time, whatever was left out between them."""
    last = 0
    for block in blocks:
        if block["kind"] == "heading":
            last = min(block["level"], last + 1)
            yield block | {"level": last}
        else:
            yield block


def _blocks(node: Node, around: Voice) -> Iterator[Block]:
    """What stands in it, one under the other; words that stand loose are a paragraph."""
    voice, line = node.voice(around), Node("")
    for one in node.inside:
        if isinstance(one, str) or one.flows:
            line.inside.append(one)
        elif one.on_paper:
            yield from _paragraph(_runs(line, voice))
            line = Node("")
            yield from _block(one, voice)
    yield from _paragraph(_runs(line, voice))


def _block(node: Node, around: Voice) -> Iterator[Block]:
    voice = node.voice(around)
    if level := HEADINGS.get(node.tag):
        yield from _paragraph(_runs(node, around), kind="heading", level=level)
    elif node.tag in {"ul", "ol"}:
        yield from _list([list(_blocks(one, voice)) for one in node.nodes])
    elif node.tag in {"details", "section"}:
        found = list(_blocks(node, around))
        yield from found if _says_something(node, found) else ()
    elif node.tag == "div" and (term := next(iter(node.nodes), None)) and term.tag == "dt":
        yield from _paragraph([*_runs(term, voice), _run(": ", voice), *_runs(node.nodes[-1], voice)])
    else:
        yield from _blocks(node, around)


def _says_something(node: Node, found: list[Block]) -> bool:
    """More than what it is called: what stood in it may have been a form."""
    return len(found) > 1 if node.tag == "details" else any(one["kind"] != "heading" for one in found)


def _list(items: list[list[Block]]) -> Iterator[Block]:
    """Items with headings of their own are found by them, and so no list."""
    items = [item for item in items if item]
    if any(block["kind"] == "heading" for item in items for block in item):
        yield from (block for item in items for block in item)
    elif items:
        yield {"kind": "list", "items": items}


def _runs(node: Node, around: Voice) -> Iterator[Block]:
    voice, apart = node.voice(around), False
    if node.tag == "br":
        yield _run("\n", replace(voice, kept=True))
    for one in node.inside:
        if isinstance(one, str):
            yield _run(one, voice)
            apart = False
        elif one.on_paper and (found := list(_runs(one, voice))):
            if apart and found[0]["text"][:1].isalnum():
                yield _run(" · ", voice)  # the page sets them apart
            yield from found
            apart = True


def _run(text: str, voice: Voice) -> Block:
    said = text if voice.kept else " ".join(f"|{text}|".split())[1:-1]
    return {"text": said, "language": voice.language, "direction": voice.direction, "strong": voice.strong}


def _paragraph(runs: Iterable[Block], *, kind: str = "paragraph", level: int = 0) -> Iterator[Block]:
    said = [run for run in runs if run["text"]]
    while said and not said[0]["text"].strip():
        said.pop(0)
    while said and not said[-1]["text"].strip():
        said.pop()
    if said:
        yield {"kind": kind, "level": level, "runs": said}
