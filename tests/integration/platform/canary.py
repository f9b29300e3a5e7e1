"""Fills in every form of the portal's pages, and sends services and portal what they must refuse, in chosen words."""

import asyncio
import io
import os
import re
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx
import orjson
from fastapi.routing import APIRoute
from PIL import Image

from services.portal import app
from shared.contracts.common import Actor, Request
from tests.integration.platform.asking import Hand, addressed
from tests.integration.platform.crawling import pages, signed_in
from tests.integration.platform.examples import asked_at, asker, example
from tests.integration.platform.tale import SOON, Tale, Words
from tests.servers import Installation

LEAVING = {"/ut", "/rask-ut", "/inn"}
TAKING = [
    route for part in app.PAGES for route in part.routes.routes
    if isinstance(route, APIRoute) and "POST" in route.methods and route.path not in LEAVING
]  # fmt: skip
FIELD = re.compile(r'name="([a-z_-]+)"')
FIELDS = {
    name
    for page in (Path(app.__file__).parent / "templates").rglob("*.html")
    for name in FIELD.findall(page.read_text(encoding="utf-8"))
}
TOO_MUCH = 30_000  # letters


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)  # what stands there, or is the first to choose
    lines: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # of several lines
    files: list[str] = field(default_factory=list)

    def filled(self, line: str, text: str) -> dict[str, str]:
        return self.fields | dict.fromkeys(self.lines, line) | dict.fromkeys(self.texts, text)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method") == "post":
            self.found.append(Form(told["action"]))
        elif self.found and (name := told.get("name") or self._select * (tag == "option")):
            self._field(self.found[-1], tag, name, told)

    def _field(self, form: Form, tag: str, name: str, told: dict[str, str]) -> None:
        match tag, told.get("type", "text"):
            case "textarea", _:
                form.texts.append(name)
            case "select", _:
                self._select = name
            case "option", _:
                form.fields[name] = told.get("value", "")  # the last one
            case "input", "file":
                form.files.append(name)
            case "input", "date":
                form.fields[name] = SOON.isoformat()
            case "input", "hidden" | "radio" | "checkbox":
                form.fields.setdefault(name, told.get("value", "on"))
            case "input", _:
                form.lines.append(name)
            case "button", _:
                form.fields.setdefault(name, told.get("value", ""))
            case _:
                pass


def _forms(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return [form for form in parser.found if form.action not in LEAVING]


async def fill_in(ground: Installation, who: Actor, words: Words, number: str, *also: str) -> dict[str, list[int]]:
    """Every form that this person comes to, three times: too long, with a false token, and as it should be.

    number: a birth number, which somebody may write anywhere. Returns what the portal answered, by address.
    """
    found = {form.action: form for page in (await pages(ground, who, *also)).values() for form in _forms(page)}
    said: dict[str, list[int]] = {}
    async with signed_in(ground, who) as browser:
        token = await _token(browser)
        for form in found.values():
            right = form.filled(f"{words.line('Felt')} {number}", words.text("Skjema")) | {"token": token}
            too_long = words.core * (TOO_MUCH // len(words.core))
            wrong = (form.filled(too_long, too_long) | {"token": token}, right | {"token": "x"})
            files = {name: (words.line("Fil"), photographed(words), "image/png") for name in form.files}
            answers = [
                await browser.post(form.action, data=one, files=files or None, follow_redirects=False)
                for one in (*wrong, right)
            ]
            said[form.action] = [answer.status_code for answer in answers]
    return said


def photographed(words: Words) -> bytes:
    """A picture that says in its EXIF, its comment and after its end what must never be kept."""
    exif, out, said = Image.Exif(), io.BytesIO(), words.text("Fotografert").encode()
    exif[0x010E] = words.line("Hvor")
    Image.new("RGB", (64, 48), "green").save(out, "JPEG", exif=exif, comment=said)
    return out.getvalue() + said


async def _token(browser: httpx.AsyncClient) -> str:
    return next(form.fields["token"] for form in _all(await browser.get("/hjem")) if "token" in form.fields)


def _all(page: httpx.Response) -> list[Form]:
    parser = _Forms()
    parser.feed(page.text)
    return parser.found


async def force(ground: Installation, who: Actor, words: Words, child: str, met: Iterable[str]) -> list[int]:
    """What no page led anybody to, sent anyway: each kind of form there is, with words in every field there is."""
    strange = [route.path for route in TAKING if not any(route.path_regex.match(address) for address in met)]
    async with signed_in(ground, who) as browser:
        told = dict.fromkeys(FIELDS, words.text("Tvang")) | {"token": await _token(browser), "id": str(uuid4())}
        paths = [re.sub(r"{(\w+)}", lambda name: child if name[1] == "child" else uuid4().hex, one) for one in strange]
        answers = [await browser.post(path, data=told, follow_redirects=False) for path in paths]
    return [answer.status_code for answer in answers]


async def knock(ground: Installation, who: Actor, words: Words) -> list[int]:
    """Where no page is, and in what no browser sends.

    In an address the word is no id: what has the form of a pseudonym is one, and stands in the audit log as that.
    """
    word, path = words.core, quote(words.line("Sti"))
    headers = {"user-agent": word, "referer": f"{ground.url}/{word}", "x-forwarded-for": word, "cookie": f"sid={word}"}
    body = words.text("Kropp").encode()
    async with signed_in(ground, who) as browser:
        answers = [
            await browser.get(f"/{path}"),
            await browser.get(f"/barn/{path}?{word}={word}"),
            await browser.get("/kontroll", params={"child": words.text("Hvem")}),
            await browser.get(f"/familie/{path}/samtykke/{path}/{path}.json"),
            await browser.post("/notat", content=body, headers={"content-type": "application/json"}),
            await browser.post(
                "/notat", content=body, headers={"content-type": "multipart/form-data; boundary=" + word}
            ),
            await browser.post("/notat", content=body * 20_000),
            await browser.request("PUT", f"/{path}", content=body),
            await browser.get("/hjem", headers=headers),
        ]
    return [answer.status_code for answer in answers]


async def while_silent(ground: Installation, who: Actor, words: Words, child: str, *identities: str) -> list[int]:
    """A note and a question to the family, while each of these services stands still and answers nobody."""
    said = []
    async with signed_in(ground, who) as browser:
        told = {"token": await _token(browser), "id": str(uuid4()), "seen": words.text("Notat"), "child": child}
        for identity in identities:
            process = int((ground.state / "log" / f"{identity}.pid").read_text("ascii"))
            os.kill(process, signal.SIGSTOP)
            try:
                said += [
                    (await browser.post(form, data=told)).status_code for form in ("/notat", f"/barn/{child}/undring")
                ]
            finally:
                os.kill(process, signal.SIGCONT)
    return said


async def be_refused(portal: Hand, register: Hand, tale: Tale, words: Words, kinds: list[type[Request]]) -> set[str]:
    """Each request, spoiled around the words. Returns the codes of the refusals."""
    hands = {"portal": portal, "register": register}
    answers = [_refused(hands[asker(kind)[0]], tale, kind, words) for kind in kinds if asker(kind)[0] in hands]
    return set().union(*await asyncio.gather(*answers))


async def _refused(hand: Hand, tale: Tale, kind: type[Request], words: Words) -> set[str]:
    identity, person = asker(kind)
    by = hand.itself() if person == identity else tale.people[person]
    where, body, audience = addressed(example(kind, tale), asked_at(kind))
    answers = [
        await hand.send(where, one, hand.token(by, one, audience)) for one in _spoiled(orjson.loads(body), words)
    ]
    return {answer.code or "answered" for answer in answers}


def _spoiled(whole: dict[str, object], words: Words) -> Iterator[bytes]:
    text = words.text("Feil")
    yield orjson.dumps(whole | {"spy": text})
    yield orjson.dumps(dict.fromkeys(whole, f"{text}\x00"))
    yield orjson.dumps(whole)[:-1] + text.encode()
    yield text.encode("utf-16-le")
