"""The one thing a notice says, in the reader's language, and how it leaves by SMTP.

A text has no variable but the link to the front page: no mail tells who, what or why.
"""

import asyncio
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiosmtplib

PATIENCE = 20.0  # seconds for one mail, so that a server that hangs holds up a wave no longer
PERMANENT = 500  # from here on a reply code says that trying again is no use (RFC 5321 section 4.2.1)


class Wording(NamedTuple):
    subject: str
    body: str


def _wording(path: Path) -> Wording:
    subject, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    return Wording(subject, body)


TEXTS = {path.stem: _wording(path) for path in sorted((Path(__file__).parent / "texts").glob("*.txt"))}
OTHERWISE = "en"  # for a language we have no text in


class Voice(NamedTuple):
    """What is the same in every mail: the address it comes from, and the portal's front page."""

    sender: str
    link: str


def message(voice: Voice, to: str, language: str, notice: str, at: datetime) -> EmailMessage:
    """The same notice always has the same Message-ID."""
    spoken = language if language in TEXTS else OTHERWISE
    mail = EmailMessage()
    mail["From"] = Address("Stafett", addr_spec=voice.sender)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = TEXTS[spoken].subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{notice}@{voice.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(TEXTS[spoken].body.format(link=voice.link))
    mail["Content-Language"] = spoken
    return mail


class Refusal(Exception):
    """The receiving server says that this mail will never be taken."""


class Post:
    """The municipality's SMTP server: smtp://host:port, or smtps:// for TLS from the first byte."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port, self._tls = parts.hostname, parts.port, parts.scheme == "smtps"

    async def send(self, mail: EmailMessage) -> None:
        """Returns when the server has taken the mail.

        Raises Refusal, or SMTPException, OSError, TimeoutError when it may be taken another time.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await aiosmtplib.send(mail, hostname=self._host, port=self._port, use_tls=self._tls)
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError) as error:
            codes = [error.code] if isinstance(error, aiosmtplib.SMTPDataError) else [r.code for r in error.recipients]
            if min(codes) < PERMANENT:
                raise
            raise Refusal from None  # the server's text may hold the address
