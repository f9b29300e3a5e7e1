"""Roots in OpenBao (or Vault): versions of one transit key, which never leaves it.

The key is derived (`derived=true`): what a data key is bound to goes in as `context`, because `rewrap` takes no
`associated_data`. Its policy needs update on encrypt, decrypt, rewrap and on rotate, config and trim of this key, and
read on the key itself.
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from services.consent.keys.roots import KnownRoot, Wrapped
from shared.contracts.common import Kommune
from shared.errors import Unavailable
from shared.root_key import bound_to
from shared.sealing import DataKey, KeyId, SealBroken
from shared.settings import Settings

Json = dict[str, Any]
PATIENCE = 5.0  # seconds


class Login:
    """A token that was handed to us, or AppRole's, asked for again when it has run out."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.renewable = not (settings.secrets / "transit.token").exists()
        self.token = "" if self.renewable else settings.secret("transit.token")

    async def renew(self, client: httpx.AsyncClient) -> None:
        named = {name: self._settings.secret(f"transit.{name}") for name in ("role_id", "secret_id")}
        answer = await client.post("auth/approle/login", json=named)
        if answer.status_code != httpx.codes.OK:
            raise Unavailable
        self.token = answer.json()["auth"]["client_token"]


class TransitRoots:
    def __init__(self, client: httpx.AsyncClient, login: Login, key: str) -> None:
        self._client, self.login, self._key = client, login, key

    @classmethod
    def of(cls, settings: Settings) -> "TransitRoots":
        """At `settings.transit`, whose certificate `transit.ca.pem` vouches for where it is given."""
        authority = settings.secrets / "transit.ca.pem"
        trusted = httpx.create_ssl_context(verify=str(authority)) if authority.exists() else True
        client = httpx.AsyncClient(base_url=f"{settings.transit}/v1/", timeout=PATIENCE, verify=trusted)
        return cls(client, Login(settings), settings.transit_key)

    async def wrap(self, kommune: Kommune, keys: Sequence[DataKey]) -> list[Wrapped]:
        batch = [_context(kommune, key.id) | {"plaintext": _text(key.secret)} for key in keys]
        results = await self._batch("encrypt", batch)
        return [_wrapped(kommune, key.id, result) for key, result in zip(keys, results, strict=True)]

    async def unwrap(self, wrapped: Sequence[Wrapped]) -> list[DataKey]:
        results = await self._batch("decrypt", [_closed(one) for one in wrapped])
        return [
            DataKey(one.key, base64.b64decode(result["plaintext"]))
            for one, result in zip(wrapped, results, strict=True)
        ]

    async def rewrap(self, wrapped: Sequence[Wrapped]) -> list[Wrapped]:
        results = await self._batch("rewrap", [_closed(one) for one in wrapped])
        return [_wrapped(one.kommune, one.key, result) for one, result in zip(wrapped, results, strict=True)]

    async def known(self) -> list[KnownRoot]:
        versions = (await self._ask("GET", f"transit/keys/{self._key}"))["keys"]
        return [
            KnownRoot(str(version), datetime.fromtimestamp(versions[str(version)], UTC))
            for version in sorted(map(int, versions))
        ]

    async def roll(self) -> None:
        await self._ask("POST", f"transit/keys/{self._key}/rotate")

    async def destroy(self, root: str) -> None:
        """With every older one. First it opens nothing more, then it is not there any more."""
        first = int(root) + 1
        oldest = {"min_decryption_version": first, "min_encryption_version": first}
        await self._ask("POST", f"transit/keys/{self._key}/config", oldest)
        await self._ask("POST", f"transit/keys/{self._key}/trim", {"min_available_version": first})

    async def close(self) -> None:
        await self._client.aclose()

    async def _batch(self, act: str, batch: Sequence[Json]) -> list[Json]:
        if not batch:
            return []
        results: list[Json] = (await self._ask("POST", f"transit/{act}/{self._key}", {"batch_input": batch}))[
            "batch_results"
        ]
        if any(result.get("error") for result in results):
            raise SealBroken
        return results

    async def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        try:
            answer = await self._send(method, path, body)
            if answer.status_code == httpx.codes.FORBIDDEN and self.login.renewable:
                await self.login.renew(self._client)
                answer = await self._send(method, path, body)
        except httpx.TransportError as error:
            raise Unavailable from error
        told: Json = answer.json().get("data") or {} if answer.content else {}
        if answer.is_error and "batch_results" not in told:  # a batch with one that does not open is a 400
            raise Unavailable
        return told

    async def _send(self, method: str, path: str, body: Json | None) -> httpx.Response:
        return await self._client.request(method, path, json=body, headers={"X-Vault-Token": self.login.token})


def _context(kommune: Kommune, key: KeyId) -> Json:
    return {"context": _text(bound_to(kommune, key))}


def _closed(one: Wrapped) -> Json:
    return _context(one.kommune, one.key) | {"ciphertext": one.closed.decode("ascii")}


def _wrapped(kommune: Kommune, key: KeyId, result: Json) -> Wrapped:
    return Wrapped(kommune, key, str(result["key_version"]), result["ciphertext"].encode("ascii"))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
