"""The token endpoint: a fagsystem proves itself by its key (RFC 7523) and says for whom it asks (RFC 8693)."""

import logging
import time
from urllib.parse import parse_qsl

import orjson
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from joserfc import jws
from joserfc.errors import JoseError

from services.portal.api.clients import Clients, Registered, speaking
from services.portal.api.grants import LIFETIME
from services.portal.api.problems import TooMany
from services.portal.api.serving import Api, api_of, noted
from services.portal.security import FORM
from services.portal.signin.party import ASSERTION
from services.portal.signin.proofs import SKEW, Claims, header, moment, signed
from services.portal.signin.providers import TYPES
from services.portal.signin.refusals import Unproven
from shared.municipality import BadMunicipality

log = logging.getLogger(__name__)
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
PERSON = "urn:stafett:token-type:person"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
LONGEST = 60  # seconds that an assertion may live
SHORTEST_ID, LONGEST_ID = 16, 128  # characters of a jti
PATH = "/api/v1/token"


class Denied(Exception):
    """error: a code of RFC 6749; why: which check, in a word of ours, for the log."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.error, self.why = error, why


async def token(request: Request) -> Response:
    api = api_of(request)
    if api.at_the_door.full(request.client.host if request.client else ""):
        raise TooMany
    try:
        return JSONResponse(await _granted(request, api))
    except Denied as no:
        log.warning("client refused", extra={"kind": no.error, "code": no.why})
        return JSONResponse({"error": no.error}, 401 if no.error == "invalid_client" else 400)


async def _granted(request: Request, api: Api) -> dict[str, str | int]:
    told = await _form(request)
    if told.get("grant_type") != EXCHANGE:
        raise Denied("unsupported_grant_type", "another-grant")
    registered = await _client(told, api)
    if told.get("subject_token_type") != PERSON:
        raise Denied("invalid_request", "another-subject")
    person = api.clients.person(registered, told.get("subject_token", ""))
    if person is None:
        raise Denied("invalid_request", "nobody-it-may-be")
    actor = speaking(registered, person)
    given = await api.grants.give(registered.name, actor)
    await noted(api, actor, "sign-in")
    return {
        "access_token": given, "issued_token_type": ACCESS, "token_type": "Bearer",
        "expires_in": int(LIFETIME.total_seconds()),
    }  # fmt: skip


async def _form(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Denied("invalid_request", "no-form")
    try:
        pairs = parse_qsl((await request.body()).decode(), max_num_fields=20)
    except ValueError as error:
        raise Denied("invalid_request", "no-form") from error
    if len(dict(pairs)) < len(pairs):
        raise Denied("invalid_request", "said-twice")
    return dict(pairs)


async def _client(told: dict[str, str], api: Api) -> Registered:
    if told.get("client_assertion_type") != ASSERTION:
        raise Denied("invalid_client", "no-assertion")
    try:
        registered, jti = proven(told.get("client_assertion", ""), api.clients, f"{api.home}{PATH}", time.time())
    except (Unproven, BadMunicipality) as error:
        raise Denied("invalid_client", error.detail if isinstance(error, Unproven) else "no-keys") from error
    if told.get("client_id", registered.name) != registered.name:
        raise Denied("invalid_client", "another-client")
    if not await api.grants.spend(registered.name, jti):
        raise Denied("invalid_client", "used-before")
    return registered


def proven(assertion: str, clients: Clients, audience: str, now: float) -> tuple[Registered, str]:
    """Who has signed it, and its own id. Source: RFC 7523, section 3. Raises Unproven and BadMunicipality."""
    head = header(assertion)
    if head.get("typ", "JWT") not in {"JWT", "client-authentication+jwt"} or not isinstance(head.get("kid"), str):
        raise Unproven("another-kind-of-token")
    registered = clients.find(_claimed(assertion))
    if registered is None:
        raise Unproven("no-such-client")
    claims = signed(assertion, tuple(TYPES), clients.keys(registered))
    if claims.get("iss") != registered.name or claims.get("sub") != registered.name:
        raise Unproven("wrong-issuer")
    if claims.get("aud") != audience:
        raise Unproven("wrong-audience")
    _of_now(claims, now)
    return registered, _once(claims)


def _claimed(assertion: str) -> str:
    """Unproven: only to find whose keys to prove it by."""
    try:
        return str(orjson.loads(jws.extract_compact(assertion.encode()).payload)["iss"])
    except (JoseError, ValueError, TypeError, LookupError) as error:
        raise Unproven("not-a-token") from error


def _of_now(claims: Claims, now: float) -> None:
    expires, issued = moment(claims, "exp"), moment(claims, "iat")
    if not now < expires + SKEW:
        raise Unproven("expired")
    if expires - issued > LONGEST or not issued <= now + SKEW:
        raise Unproven("lives-too-long")
    if "nbf" in claims and now + SKEW < moment(claims, "nbf"):
        raise Unproven("not-yet")


def _once(claims: Claims) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not SHORTEST_ID <= len(jti) <= LONGEST_ID:
        raise Unproven("no-id")
    return jti
