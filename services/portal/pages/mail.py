"""Demo only: the mails that were really sent, as they arrived at the local mail server."""

import asyncio
import email.policy
import mailbox
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from services.portal.visit import Portal, portal_of

HEADERS = ("From", "To", "Date", "Subject", "Message-ID", "Content-Language")
NEWEST = 50


class Mail(NamedTuple):
    at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str


def routes(sink: Path) -> APIRouter:
    router = APIRouter()

    @router.get("/demo/epost")
    async def mails(portal: Annotated[Portal, Depends(portal_of)]) -> Response:
        found = await asyncio.to_thread(read, sink)
        return portal.view.page("mail.html", mails=found)

    return router


def read(sink: Path) -> list[Mail]:
    """The newest first."""
    if not (sink / "new").is_dir():
        return []
    return sorted(_mails(sink), key=lambda mail: mail.at, reverse=True)[:NEWEST]


def _mails(sink: Path) -> Iterator[Mail]:
    box = mailbox.Maildir(sink, create=False, factory=None)
    for key in box.keys():  # noqa: SIM118 - a mailbox is no mapping
        message = email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)
        if isinstance(message, EmailMessage):
            headers = tuple((name, str(message[name])) for name in HEADERS if name in message)
            body = message.get_body(("plain",))
            yield Mail(parsedate_to_datetime(message["Date"]), headers, body.get_content() if body else "")
