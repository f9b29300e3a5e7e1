"""NATS as this platform uses it: one connection per process, typed requests and refusals."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import uuid_utils.compat as uuid
from faststream.exceptions import IncorrectState
from faststream.nats import NatsBroker, NatsMessage, NatsResponse
from faststream.nats.security import NatsNKey
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError
from pydantic import BaseModel, ValidationError

from shared import tokens
from shared.access import failures
from shared.connection import Broker, untouched
from shared.contracts.common import Actor, Command, Request, Role
from shared.database import LOST
from shared.decider import Act
from shared.errors import (
    AccessDenied,
    InternalError,
    InvalidRequest,
    NotAuthentic,
    OutcomeUnknown,
    Refused,
    RemoteRefused,
    StaleRequest,
    Unavailable,
    Unknown,
)
from shared.locating import MayLocate, discreet, nobody
from shared.municipality import load
from shared.settings import Settings
from shared.telemetry import NatsTelemetry, measured

log = logging.getLogger(__name__)

CORRELATION = "Stafett-Correlation"
STATUS, CODE = "Nats-Service-Error-Code", "Nats-Service-Error"  # as nats.micro names them
POLICY_FAILED = "PolicyFailed"  # stands in the audit row only: the asker sees a no like any other
WORKERS = 16  # requests of one kind under way in a process: enough for their appends to share commits

Handler = Callable[[Any, Act], Awaitable[BaseModel]]
Denied = Callable[[Request | None, str, Act, str], Awaitable[None]]


def inbox(settings: Settings) -> str:
    """The prefix of every reply subject of this identity; nobody else may subscribe to it."""
    return f"_INBOX_{settings.identity}"


def connect(settings: Settings) -> Broker:
    return Broker(
        settings.nats,
        name=settings.identity,
        security=NatsNKey.from_seed(settings.nats_seed),
        inbox_prefix=inbox(settings),
        # When attempts run out, FastStream's pull loop spins without ever yielding and starves the process.
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        graceful_timeout=10,
        middlewares=(NatsTelemetry(),),
        decoder=untouched,
        apply_types=False,  # handlers take messages as they are: injecting them cost a sixth of a request's CPU
        logger=None,
    )


def subject(request: type[Request], owner: str) -> str:
    return f"req.{request.service}.{owner}.{request.name}.v{request.version}"


# --- Answering ------------------------------------------------------------------------------------


class Server:
    """Answers requests of the municipalities it serves: proves who asks, checks the form, types every refusal.

    denied(request, action, act, code): writes the audit row of an access that was refused.
    may_locate: who is told where a child is; a service that says nothing tells nobody.
    """

    def __init__(self, broker: NatsBroker, settings: Settings, denied: Denied) -> None:
        self._broker, self._settings, self._denied = broker, settings, denied
        self._served = load(settings.municipalities).keys()
        self.may_locate: MayLocate = nobody

    def serve(self, handlers: Mapping[type[Request], Handler], owner: str | None = None) -> None:
        """owner: the owner token of the subject; `*` where the token names the service that asks."""
        for request, handler in handlers.items():
            where = subject(request, owner or self._settings.owner)
            self._broker.subscriber(where, queue=self._settings.identity, max_workers=WORKERS)(
                self._endpoint(request, handler)
            )

    def _endpoint(self, kind: type[Request], handler: Handler) -> Callable[[Msg], Awaitable[NatsResponse]]:
        async def endpoint(message: Msg) -> NatsResponse:
            try:
                with measured("command" if issubclass(kind, Command) else "query", kind.name):
                    return NatsResponse((await self._answer(kind, handler, message)).model_dump_json().encode())
            except Refused as refusal:
                return problem(refusal)
            except (OutcomeUnknown, *LOST):
                log.warning("database away", extra={"command": kind.name})
                return problem(Unavailable())
            except Exception:  # the asker gets an answer, never a time-out that explains nothing
                log.exception("request failed", extra={"command": kind.name})
                return problem(InternalError())

        return endpoint

    async def _answer(self, kind: type[Request], handler: Handler, message: Msg) -> BaseModel:
        """An error in a policy is a row of its own code, also where the rest of what was asked could be answered."""
        with failures() as failed:
            return await self._answered(kind, handler, message, failed)

    async def _answered(self, kind: type[Request], handler: Handler, message: Msg, failed: list[str]) -> BaseModel:
        audience = ".".join(message.subject.split(".")[1:3])
        request, act = None, self._act(None, None, message)
        try:
            token = (message.headers or {}).get(tokens.HEADER, "")
            actor = tokens.verify(token, self._settings.trusted.signing, audience, message.data)
            act = self._act(None, actor, message)
            request = _parse(kind, message.data)
            act = self._act(request, actor, message)
            self._must_serve(actor)
            told = await discreet(await handler(request, act), self.may_locate, act)
        except (NotAuthentic, StaleRequest, AccessDenied, Unknown) as refusal:
            await self._denied(request, kind.name, act, POLICY_FAILED if failed else refusal.code)
            raise
        if failed:
            await self._denied(request, kind.name, act, POLICY_FAILED)
        return told

    def _must_serve(self, actor: Actor) -> None:
        """Raises Unknown for a municipality that is not among ours."""
        if actor.kommune not in self._served:
            raise Unknown

    def _act(self, request: Request | None, actor: Actor | None, message: Msg) -> Act:
        fresh = uuid.uuid7()
        return Act(
            by=actor or Actor(id="unknown", role=Role.SYSTEM, kommune="0000", owner=self._settings.owner),
            at=datetime.now(UTC),
            id=request.id if isinstance(request, Command) else fresh,
            correlation=_uuid((message.headers or {}).get(CORRELATION)) or fresh,
        )


def _parse(kind: type[Request], body: bytes) -> Request:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        # Without the cause: pydantic's text repeats the input.
        raise InvalidRequest from None


def problem(refusal: Refused) -> NatsResponse:
    """What is not there is refused in the same bytes as what is not theirs; the audit row alone tells which it was."""
    refusal = AccessDenied() if isinstance(refusal, Unknown) else refusal
    body: dict[str, Any] = {"code": refusal.code, "detail": str(refusal), "retryable": refusal.retryable}
    if isinstance(refusal, AccessDenied) and refusal.decision:
        body["why"] = list(zip(refusal.decision.texts, refusal.decision.legal_basis, strict=True))
    return NatsResponse(orjson.dumps(body), headers={STATUS: str(refusal.status), CODE: refusal.code})


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


# --- Asking ---------------------------------------------------------------------------------------


class Client:
    """Asks other services, on a person's behalf or as this service itself."""

    def __init__(self, broker: NatsBroker, settings: Settings) -> None:
        self._broker, self._settings = broker, settings

    def itself(self, kommune: str) -> Actor:
        """The service as an actor: it may do what a service may, never what a person may."""
        return Actor(id=self._settings.identity, role=Role.SYSTEM, kommune=kommune, owner=self._settings.owner)

    async def ask(
        self, request: Request, *, owner: str, actor: Actor, correlation: UUID | None = None, patience: float = 5.0
    ) -> Any:
        """The answer, of type `request.reply`.

        Raises RemoteRefused with the other service's code, and Unavailable when nobody answers within `patience`
        seconds; a command may then have been carried out, and asking again with the same id is safe.
        """
        body = request.model_dump_json().encode()
        audience = f"{request.service}.{owner}"
        token = tokens.mint(self._settings.signing_key, self._settings.identity, audience, actor, body)
        headers = {tokens.HEADER: token} | ({CORRELATION: str(correlation)} if correlation else {})
        reply = await self._send(subject(type(request), owner), body, headers, patience)
        if status := reply.headers.get(STATUS):
            problem = orjson.loads(reply.body)
            raise RemoteRefused(
                problem["code"], int(status), retryable=problem["retryable"], why=problem.get("why", ())
            )
        return request.reply.model_validate_json(reply.body)

    async def _send(self, where: str, body: bytes, headers: dict[str, str], patience: float) -> NatsMessage:
        for last in (False, True):
            try:
                return await self._broker.request(body, where, headers=dict(headers), timeout=patience)
            except NoRespondersError as error:
                if last:  # once may be a subscription that has not reached the server yet
                    raise Unavailable from error
            except (NatsTimeoutError, NatsError, TimeoutError, IncorrectState) as error:  # the last: not connected yet
                raise Unavailable from error
        raise Unavailable
