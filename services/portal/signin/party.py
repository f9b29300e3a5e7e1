"""The portal as an OpenID Connect relying party of one provider: asks by the back way, and proves what comes back."""

import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from pydantic import BaseModel, ValidationError

from services.portal.signin.attempts import Attempt
from services.portal.signin.proofs import Shown, id_token, known_key, logout_token
from services.portal.signin.providers import Address, Door
from services.portal.signin.refusals import NotLetIn, Unproven, Why

KEPT = 3600.0  # seconds for which what a provider says of itself holds
PAUSE = 30.0  # seconds between two looks for a key that is new to us
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NONCE = "use_dpop_nonce"


class Metadata(BaseModel, frozen=True):
    issuer: str
    authorization_endpoint: Address
    token_endpoint: Address
    jwks_uri: Address
    pushed_authorization_request_endpoint: Address | None = None
    end_session_endpoint: Address | None = None


class Party:
    def __init__(self, door: Door, http: httpx.AsyncClient, home: str) -> None:
        """home: our own address, where the provider sends people back to."""
        self.door, self._http, self._home = door, http, home.rstrip("/")
        self._metadata: Metadata | None = None
        self._keys, self._looked, self._fetched = KeySet([]), 0.0, 0.0

    @property
    def _returns(self) -> str:
        return f"{self._home}{self.door.path}/svar"

    async def begin(self, attempt: Attempt) -> str:
        """Where the browser is sent."""
        of, known = self.door.provider, await self._known()
        fresh = attempt.fresh or of.fresh
        asked = {
            "response_type": "code", "client_id": of.client, "redirect_uri": self._returns, "scope": of.scope,
            "state": attempt.state, "nonce": attempt.nonce, "code_challenge": attempt.challenge,
            "code_challenge_method": "S256", "max_age": str(0 if fresh else of.max_age),
            **({"prompt": "login"} if fresh else {}), **of.asks,
        }  # fmt: skip
        if of.pushed:
            if known.pushed_authorization_request_endpoint is None:
                raise NotLetIn(Why.AWAY, "no-pushed-requests")
            answer = await self._post(known.pushed_authorization_request_endpoint, known, asked)
            asked = {"client_id": of.client, "request_uri": str(_of(answer, "request_uri"))}
        return f"{known.authorization_endpoint}?{urlencode(asked)}"

    async def finish(self, attempt: Attempt, told: Mapping[str, str]) -> Shown:
        """told: what the browser brought back."""
        of = self.door.provider
        if not hmac.compare_digest(told.get("state", "").encode(), attempt.state.encode()):
            raise Unproven("wrong-state")
        if told.get("iss", None if of.names_itself else of.issuer) != of.issuer:
            raise Unproven("wrong-sender")  # another provider's answer, sent here (mix-up)
        if "error" in told:
            raise NotLetIn(Why.STOPPED if told["error"] == "access_denied" else Why.AWAY, "provider-says-no")
        known = await self._known()
        answer = await self._post(known.token_endpoint, known, {
            "grant_type": "authorization_code", "code": told.get("code", ""), "redirect_uri": self._returns,
            "code_verifier": attempt.verifier,
        })  # fmt: skip
        if str(_of(answer, "token_type")).lower() != ("dpop" if of.dpop else "bearer"):
            raise Unproven("unbound-token")
        token = str(_of(answer, "id_token"))
        return id_token(token, of, await self._keys_for(token, known), attempt, time.time())

    async def ended(self, token: str) -> tuple[str | None, str | None]:
        """What a logout token says: sub and sid."""
        known = await self._known()
        return logout_token(token, self.door.provider, await self._keys_for(token, known), time.time())

    async def way_out(self, token: str) -> str | None:
        """Where the browser ends the provider's own session; None: where it has no such address."""
        known = await self._known()
        if known.end_session_endpoint is None:
            return None
        told = {"id_token_hint": token, "client_id": self.door.provider.client}
        return f"{known.end_session_endpoint}?{urlencode({**told, 'post_logout_redirect_uri': f'{self._home}/ut'})}"

    async def _known(self) -> Metadata:
        if self._metadata is None or time.monotonic() - self._looked > KEPT:
            where = f"{self.door.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            told = await self._get(where)
            try:
                metadata = Metadata.model_validate(told)
            except ValidationError as error:
                raise NotLetIn(Why.AWAY, "bad-metadata") from error
            if metadata.issuer != self.door.provider.issuer:
                raise NotLetIn(Why.AWAY, "metadata-of-another")
            self._metadata, self._looked = metadata, time.monotonic()
        return self._metadata

    async def _keys_for(self, token: str, known: Metadata) -> KeySet:
        """A key that is not known may be new; a flood of unknown ones makes no flood of questions."""
        age = time.monotonic() - self._fetched
        if not self._keys or age > KEPT or (age > PAUSE and not known_key(self._keys, token)):
            try:
                self._keys = KeySet.import_key_set(await self._get(known.jwks_uri))  # type: ignore[arg-type] # theirs
            except (ValueError, LookupError, TypeError) as error:
                raise NotLetIn(Why.AWAY, "bad-keys") from error
            self._fetched = time.monotonic()
        return self._keys

    async def _get(self, where: str) -> dict[str, Any]:
        try:
            return _json(await self._http.get(where, headers={"accept": "application/json"}))
        except httpx.HTTPError as error:
            raise NotLetIn(Why.AWAY, "no-answer") from error

    async def _post(self, where: str, known: Metadata, told: Mapping[str, str]) -> dict[str, Any]:
        """As the client that we are. A provider that wants its own nonce in a proof says which, and is asked again."""
        proof = ECKey.generate_key("P-256") if self.door.provider.dpop and where == known.token_endpoint else None
        reply = await self._posted(where, known, told, proof, None)
        if proof and reply.is_client_error and NONCE in reply.text and "dpop-nonce" in reply.headers:
            reply = await self._posted(where, known, told, proof, reply.headers["dpop-nonce"])
        if reply.status_code == httpx.codes.UNAUTHORIZED:
            raise NotLetIn(Why.AWAY, "client-refused")  # our own key or name: no fault of the person's
        if reply.is_client_error:
            raise Unproven("provider-refused")
        return _json(reply)

    async def _posted(
        self, where: str, known: Metadata, told: Mapping[str, str], proof: ECKey | None, nonce: str | None
    ) -> httpx.Response:
        headers = {"accept": "application/json"} | ({"dpop": _dpop(proof, where, nonce)} if proof else {})
        body = {
            **told, "client_id": self.door.provider.client, "client_assertion_type": ASSERTION,
            "client_assertion": self._assertion(known),
        }  # fmt: skip
        try:
            return await self._http.post(where, data=body, headers=headers)
        except httpx.HTTPError as error:
            raise NotLetIn(Why.AWAY, "no-answer") from error

    def _assertion(self, known: Metadata) -> str:
        """Proves that we are the client (RFC 7523), for this minute and once."""
        of, now = self.door.provider, int(time.time())
        audience = known.issuer if of.assertion_for == "issuer" else known.token_endpoint
        claims = {"iss": of.client, "sub": of.client, "aud": audience, "iat": now, "exp": now + 60, "jti": uuid4().hex}
        head = {"alg": of.signs_with, "typ": "JWT", "kid": self.door.public_key["kid"]}
        head |= {"x5t#S256": of.certificate} if of.certificate else {}
        return jwt.encode(head, claims, self.door.key, algorithms=[of.signs_with])


def _dpop(key: ECKey, where: str, nonce: str | None) -> str:
    """Proves that whoever asks holds the key to which what is given is bound (RFC 9449)."""
    head = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    claims = {"htm": "POST", "htu": where, "iat": int(time.time()), "jti": uuid4().hex}
    return jwt.encode(head, claims | ({"nonce": nonce} if nonce else {}), key, algorithms=["ES256"])


def _json(reply: httpx.Response) -> dict[str, Any]:
    if not reply.is_success:
        raise NotLetIn(Why.AWAY, "no-answer")
    try:
        told = reply.json()
    except ValueError as error:
        raise NotLetIn(Why.AWAY, "no-json") from error
    if not isinstance(told, dict):
        raise NotLetIn(Why.AWAY, "no-json")
    return told


def _of(answer: Mapping[str, Any], name: str) -> Any:
    if not isinstance(answer.get(name), str):
        raise Unproven("nothing-given")
    return answer[name]
