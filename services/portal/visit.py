"""One request by a signed-in person: who they are, what they sent, and asking the services on their behalf."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser

from services.portal import languages, refusals
from services.portal.directory import Directory, Person
from services.portal.security import LARGEST_FILE
from services.portal.sessions import Session, Sessions
from services.portal.signin.doors import Doors
from services.portal.view import Filled, Services, View
from services.portal.words import FAMILY
from shared.audit_trail import AuditTrail
from shared.bus import Client
from shared.contracts import case
from shared.contracts.common import Command, Done, Id, Owner, Printable, Query, Role, defined_in
from shared.contracts.common import Request as Ask
from shared.contracts.consent import OpenInEmergency
from shared.errors import Refused
from shared.ids import derived
from shared.municipality import Municipality

SPINE = defined_in(
    (
        case.stafettlogg, case.baton, case.participation, case.measures, case.goals, case.meetings, case.voices,
        case.level, case.closing, case.journal, case.archive,
    ),
    Ask,
)  # fmt: skip
"""What changes the shared log is asked of the child's side, whoever asks."""
UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # control characters but for tab and line feed
MultiPartParser.spool_max_size = LARGEST_FILE  # so that no part of a file is ever written to a disk
NOT_FOR_THEM = frozenset({401, 403, 404})
_Reply = TypeVar("_Reply", bound=BaseModel)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Portal:
    """What every page needs; made once by app.py."""

    client: Client
    trail: AuditTrail
    sessions: Sessions
    directory: Directory
    view: View
    tls: bool
    doors: Doors

    @property
    def cookie(self) -> str:
        """`__Host-` binds the cookie to this host, but browsers take it only over TLS."""
        return "__Host-sid" if self.tls else "sid"


class SignedOut(Exception):
    """There is no session, or it has ended."""


@dataclass(slots=True)
class Visit:
    portal: Portal
    session: Session
    me: Person
    sent: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    refused: Filled | None = field(default=None, init=False)
    on_paper: bool = field(default=False, init=False)  # what is asked for is told as printed in the access log

    @property
    def municipality(self) -> Municipality:
        return self.portal.directory.municipality(self.me.kommune)

    @property
    def services(self) -> Services:
        return Services(self.municipality, young=self.me.role is Role.YOUTH)

    @property
    def key(self) -> str:
        """What a form carries so that sending it twice does one thing; also the id of what it makes."""
        return self.sent.get("id", "")

    def part_of_key(self, part: str) -> str:
        """One form may ask for several things; each is done once."""
        try:
            return str(derived(UUID(self.key), part))
        except ValueError:
            return ""

    async def ask(self, request: Ask, reply: type[_Reply], owner: Owner | None = None) -> _Reply:
        """The answer, of the person's own service where no owner is named.

        A question waits until the person's own last act can be seen in it.
        """
        if isinstance(request, Query) and self.session.awaited:
            request = request.model_copy(update={"seen": self.session.awaited})
        if self.on_paper and isinstance(request, Printable):
            request = request.model_copy(update={"on_paper": True})
        actor = self.session.shown if isinstance(request, OpenInEmergency) else self.session.actor
        answer = await self.portal.client.ask(request, owner=owner or self._whose(request), actor=actor)
        if not isinstance(answer, reply):
            raise TypeError(f"{request.name} is answered with {type(answer).__name__}")
        return answer

    async def send(self, form: str, command: type[Command], **fields: Any) -> Done | None:
        """Carry out what a form asks for. None: as `attempt`."""
        return await self.send_to(None, form, command, **fields)

    async def send_to(self, owner: Owner | None, form: str, command: type[Command], /, **fields: Any) -> Done | None:
        """As `send`; owner: whose service is asked, where it is not the person's own."""

        async def done() -> Done:
            return await self.ask(command.model_validate({"id": self.key, **fields}), Done, owner)

        return await self.attempt(form, done())

    async def attempt(self, form: str, asked: Awaitable[_T]) -> _T | None:
        """What a form asks for. None: refused, and the page shows the form again as it was filled."""
        try:
            return await asked
        except ValidationError as error:
            self.refuse(form, refusals.FORM, refusals.by_field(error))
        except Refused as refusal:
            if refusal.status in NOT_FOR_THEM:
                raise
            self.refuse(form, refusals.text(refusal.code))
        return None

    def refuse(self, form: str, problem: str, errors: Mapping[str, str] | None = None) -> None:
        self.refused = Filled(form, self.sent, errors or {}, problem)

    def point(self, **to: str) -> None:
        """As `Filled.pointing`, for the form that was just refused."""
        self.refused = self.refused and self.refused.pointing(**to)

    def form(self, name: str) -> Filled:
        return self.refused if self.refused and self.refused.name == name else Filled(name)

    def given(self, name: str) -> str | None:
        """A field that may be left empty."""
        return self.sent.get(name, "").strip() or None

    def checked(self, prefix: str) -> list[str]:
        """Of boxes that are checked, what comes after the prefix."""
        return [name.removeprefix(prefix) for name in self.sent if name.startswith(prefix)]

    def page(self, template: str, **context: Any) -> Response:
        status = 422 if self.refused and self.refused.again else 200
        return self.portal.view.page(
            template,
            status=status,
            me=self.me,
            municipality=self.municipality,
            service=self.services.named,
            listed=self.services.listed,
            notice=self.session.notice,
            token=self.session.form_token,
            form=self.form,
            staff=self.portal.directory,
            guarded=any(getattr(shown, "guarded", None) for shown in context.values()),
            **context,
        )

    async def go(self, address: str, notice: str, done: Done | None = None) -> Response:
        """To the next page, which says what was done and waits until it shows."""
        await self.portal.sessions.leave_word(self.session, notice, done.event if done else None)
        return RedirectResponse(address, 303)

    def _whose(self, request: Ask) -> Owner:
        if request.service != "case":
            return request.service
        return FAMILY if isinstance(request, SPINE) else self.session.actor.owner


def portal_of(request: Request) -> Portal:
    portal: Portal = request.app.state.portal
    return portal


async def visit(request: Request) -> Visit:
    portal = portal_of(request)
    session = await portal.sessions.find(request.cookies.get(portal.cookie, ""))
    kept = session.kept if session else None
    me = portal.directory.signed_in(session.actor, kept.name if kept else None) if session else None
    if session is None or me is None:
        raise SignedOut
    languages.settle(session.actor.role, session.language)
    sent, files = await sent_of(request) if request.method == "POST" else ({}, {})
    if request.method == "POST" and not session.made(sent.get("token", "")):
        raise HTTPException(403)
    return Visit(portal, session, me, sent, files)


async def form_of(request: Request) -> dict[str, str]:
    return (await sent_of(request))[0]


async def sent_of(request: Request) -> tuple[dict[str, str], dict[str, bytes]]:
    """Fields by name, without what no keyboard writes; line ends as the rest of the world has them. And the file.

    Among the fields a file is its SHA-256; itself it is in memory alone.
    """
    async with request.form(max_files=1) as form:
        files = {name: await one.read() for name, one in form.multi_items() if isinstance(one, UploadFile) and one.size}
        texts = {name: _typed(one) for name, one in form.multi_items() if isinstance(one, str)}
    return texts | {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}, files


def _typed(text: str) -> str:
    return UNWRITTEN.sub("", text.replace("\r\n", "\n"))


def in_role(*roles: Role) -> Callable[[Visit], Coroutine[Any, Any, Visit]]:
    async def of(visitor: Annotated[Visit, Depends(visit)]) -> Visit:
        if visitor.session.actor.role not in roles:
            raise HTTPException(404)
        return visitor

    return of


Anyone = Annotated[Visit, Depends(visit)]
Staff = Annotated[Visit, Depends(in_role(Role.EMPLOYEE, Role.LEADER))]
Leader = Annotated[Visit, Depends(in_role(Role.LEADER))]
Guardian = Annotated[Visit, Depends(in_role(Role.GUARDIAN))]
OfFamily = Annotated[Visit, Depends(in_role(Role.GUARDIAN, Role.YOUTH))]
Around = Annotated[Visit, Depends(in_role(Role.EMPLOYEE, Role.LEADER, Role.GUARDIAN, Role.YOUTH))]
Ombud = Annotated[Visit, Depends(in_role(Role.DPO))]
Administrator = Annotated[Visit, Depends(in_role(Role.ADMINISTRATOR))]
Employed = Annotated[Visit, Depends(in_role(Role.EMPLOYEE, Role.LEADER, Role.DPO))]
__all__ = ["Administrator", "Anyone", "Around", "Employed", "Guardian", "Id", "Leader", "OfFamily", "Ombud", "Staff"]
