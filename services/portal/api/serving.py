"""One request of a fagsystem: who it acts for, what it asks, and the service's own answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson
import uuid_utils.compat as uuid
from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from services.portal.api import problems
from services.portal.api.clients import Clients
from services.portal.api.grants import Grant, Grants, digest
from services.portal.api.offered import OPERATIONS, Operation
from services.portal.directory import Directory
from services.portal.metering import Meter
from shared.audit_trail import AuditTrail
from shared.bus import Client
from shared.contracts.common import Actor, Command, Owner
from shared.contracts.common import Request as Ask
from shared.decider import Act
from shared.errors import InvalidRequest, Unknown
from shared.ids import derived

JSON = "application/json"
BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Api:
    """home: our own address. at_the_door counts tries to get a token by address, in_use requests by client."""

    client: Client
    trail: AuditTrail
    clients: Clients
    grants: Grants
    directory: Directory
    home: str
    at_the_door: Meter
    in_use: Meter


def api_of(request: Request) -> Api:
    api: Api = request.app.state.api
    return api


async def serve(request: Request) -> Response:
    api = api_of(request)
    grant = await _caller(request, api)
    if api.in_use.full(grant.client):
        raise problems.TooMany
    operation, owner = _asked_for(request, api, grant.actor)
    try:
        asked = _read(operation, request) if operation.method == "GET" else await _sent(operation, request)
    except ValidationError as error:
        return problems.invalid(error)
    if isinstance(asked, Command):
        asked = await _once(api, grant, owner, asked, request)
    answer: BaseModel = await api.client.ask(asked, owner=owner, actor=grant.actor)
    return Response(answer.model_dump_json(), media_type=JSON)


async def _caller(request: Request, api: Api) -> Grant:
    """A browser's cookie is no proof here."""
    told = request.headers.get("authorization", "")
    grant = await api.grants.find(told.removeprefix(BEARER)) if told.startswith(BEARER) else None
    if grant is None or not api.clients.still(grant.client, grant.actor):
        raise problems.NoToken
    return grant


def _asked_for(request: Request, api: Api, who: Actor) -> tuple[Operation, Owner]:
    """Raises Unknown also for a service that the municipality does not have."""
    owner, operation = request.path_params["owner"], OPERATIONS.get(request.path_params["name"])
    if operation is None or owner not in operation.asked_of(api.directory.municipality(who.kommune).services):
        raise Unknown
    if request.method not in {operation.method, "HEAD" if operation.method == "GET" else ""}:
        raise problems.OtherMethod
    return operation, owner


def _read(operation: Operation, request: Request) -> Ask:
    told = request.query_params.multi_items()
    if len(dict(told)) < len(told):
        raise InvalidRequest
    return operation.asks.model_validate(dict(told))


async def _sent(operation: Operation, request: Request) -> Ask:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise problems.NotJson
    body = await request.body()
    try:
        told = orjson.loads(body)
    except ValueError as error:
        raise InvalidRequest from error
    if not isinstance(told, dict) or (operation.changes and "id" in told) or request.query_params:
        raise InvalidRequest  # the id of a command is its Idempotency-Key
    return operation.asks.model_validate_json(body)


async def _once(api: Api, grant: Grant, owner: Owner, command: Command, request: Request) -> Command:
    """With the id that makes sending it again harmless."""
    try:
        key = UUID(request.headers.get("idempotency-key", ""))
    except ValueError as error:
        raise problems.KeyMissing from error
    said = digest(owner, command.name, command.model_dump_json(exclude={"id"}))
    await api.grants.ask_once(grant, str(key), said)
    return command.model_copy(update={"id": derived(key, grant.client, grant.actor.id, said.hex())})


async def noted(api: Api, who: Actor, action: str) -> None:
    once = uuid.uuid7()
    act = Act(by=who, at=datetime.now(UTC), id=once, correlation=once)
    await api.trail.record(api.trail.entry(act, action))
