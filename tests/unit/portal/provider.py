"""A provider in this process with real keys: what it says can be bent, claim by claim and step by step."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey, import_key

from services.portal.signin.providers import Door

ALGORITHMS = ["RS256", "ES256", "PS256"]


@dataclass
class Elsewhere:
    """claims: in place of what an honest token says, None leaves one out; head: of its header."""

    door: Door
    key: RSAKey
    claims: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    signing: RSAKey | None = None  # instead of its own
    issued: str | None = None  # instead of a token that it makes
    token_type: str | None = None
    away: bool = False
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    assertions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return self.door.provider.issuer

    def at(self, part: str) -> str:
        return f"{self.issuer}/{part}"

    # --- The front: what a browser does there ---------------------------------------------------------

    def question(self, address: str) -> dict[str, str]:
        """What was asked, when somebody comes with this address."""
        told = dict(parse_qsl(urlsplit(address).query))
        return self.asked.pop(told["request_uri"]) if "request_uri" in told else told

    def consent(self, address: str) -> dict[str, str]:
        """Somebody signs in. Returns what the browser brings back."""
        asked = self.question(address)
        code = uuid4().hex
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    # --- The back -------------------------------------------------------------------------------------

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.rpartition("/")[2]
        self.seen.append(path)
        if self.away:
            raise httpx.ConnectError("away")
        if path == "openid-configuration":
            return httpx.Response(200, json=self._about() | self.metadata)
        if path == "jwks":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False) | {"use": "sig"}]})
        told = dict(parse_qsl(request.content.decode()))
        if not self._knows(told):
            return httpx.Response(401, json={"error": "invalid_client"})
        if path == "par":
            where = f"urn:ietf:params:oauth:request_uri:{uuid4().hex}"
            self.asked[where] = told
            return httpx.Response(201, json={"request_uri": where, "expires_in": 60})
        return self._token(request, told)

    def _about(self) -> dict[str, Any]:
        ends = {
            "authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks",
            "pushed_authorization_request_endpoint": "par", "end_session_endpoint": "leave",
        }  # fmt: skip
        return {"issuer": self.issuer, **{name: self.at(part) for name, part in ends.items()}}

    def _knows(self, told: Mapping[str, str]) -> bool:
        """Its client by the key that it serves, once."""
        assertion = jwt.decode(told["client_assertion"], import_key(self.door.public_key), algorithms=ALGORITHMS)
        self.assertions.append(assertion.claims)
        return (
            assertion.claims["aud"] in {self.issuer, self.at("token")} and assertion.claims["sub"] == told["client_id"]
        )

    def _token(self, request: httpx.Request, told: Mapping[str, str]) -> httpx.Response:
        if (wrong := self._unbound(request)) is not None:
            return wrong
        asked = self.codes.pop(told["code"], None)  # once
        if (
            asked is None
            or asked["redirect_uri"] != told["redirect_uri"]
            or _challenge(told) != asked["code_challenge"]
        ):
            return httpx.Response(400, json={"error": "invalid_grant"})
        kind = self.token_type or ("DPoP" if self.door.provider.dpop else "Bearer")
        token = self.issued or self.token(asked["nonce"])
        return httpx.Response(200, json={"token_type": kind, "access_token": uuid4().hex, "id_token": token})

    def _unbound(self, request: httpx.Request) -> httpx.Response | None:
        if not self.door.provider.dpop:
            return None
        proof = request.headers["dpop"]
        head = jws.extract_compact(proof.encode()).headers()
        claims = jwt.decode(proof, ECKey.import_key(head["jwk"]), algorithms=["ES256"]).claims
        assert (head["typ"], claims["htm"], claims["htu"]) == ("dpop+jwt", "POST", self.at("token"))
        if claims.get("nonce") == "its-own-nonce":
            return None
        return httpx.Response(400, json={"error": "use_dpop_nonce"}, headers={"dpop-nonce": "its-own-nonce"})

    def token(self, nonce: str) -> str:
        of, now = self.door.provider, int(time.time())
        told = {
            "iss": self.issuer, "aud": of.client, "sub": "s-1", "sid": "session-1", "iat": now, "exp": now + 120,
            "nonce": nonce, "auth_time": now, of.strength.claim: of.strength.enough[0], **self.claims,
        }  # fmt: skip
        return self.signed({name: value for name, value in told.items() if value is not None})

    def signed(self, claims: dict[str, Any]) -> str:
        key = self.signing or self.key
        head = {"alg": "RS256", "kid": self.key.kid, **self.head}
        return jwt.encode(head, claims, key, algorithms=ALGORITHMS)


def _challenge(told: Mapping[str, str]) -> str:
    digest = sha256(told.get("code_verifier", "").encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def web(*providers: Elsewhere) -> httpx.MockTransport:
    by_host = {urlsplit(one.issuer).netloc: one for one in providers}
    return httpx.MockTransport(lambda request: by_host[request.url.netloc.decode()].answer(request))
