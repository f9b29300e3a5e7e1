"""The national interface, KS Fiks Bekymringsmelding (REST, v2), as KS' own client speaks it. See docs/reports.md."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import Certificate, load_pem_x509_certificate
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import BaseModel, TypeAdapter, ValidationError

from services.case.report import package
from services.case.report.port import Parcel, Status, TurnedAway, Unreachable
from shared.contracts.case.report import Delivery
from shared.contracts.common import Id, Owner
from shared.settings import Settings

OSLO = ZoneInfo("Europe/Oslo")  # its times have no zone
PATIENCE = 20.0  # seconds
STATES = {"mottatt": Delivery.RECEIVED, "levert": Delivery.RECEIVED, "feilet": Delivery.FAILED}
"""What a `tilstand` means, by the names of the message types; any other is somewhere on the way."""
ASKS_AGAIN = {408, 409, 425, 429}


class Account(BaseModel, frozen=True):
    """What KS and Digdir give a municipality."""

    organisation: UUID
    integration: str
    password: str
    maskinporten_client: str
    maskinporten: str  # the token endpoint


class District(BaseModel, frozen=True):
    bydelsnummer: str
    bydelsnavn: str
    standardMottaker: bool = False  # noqa: N815 - theirs


class Key(BaseModel, frozen=True):
    nokkel: str

    @property
    def certificate(self) -> Certificate:
        return load_pem_x509_certificate(self.nokkel.encode())


class Keys(BaseModel, frozen=True):
    printOffentligNokkel: Key  # noqa: N815
    fiksIOOffentligNokkel: Key  # noqa: N815


class Known(BaseModel, frozen=True):
    uuid: UUID


class History(BaseModel, frozen=True):
    tidspunkt: datetime
    tilstand: str


@dataclass(frozen=True)
class Credentials:
    account: Account
    key: RSAPrivateKey
    certificate: Certificate

    @classmethod
    def read(cls, settings: Settings) -> "Credentials":
        key = load_pem_private_key(settings.secret("fiks.key.pem").encode(), None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("fiks.key.pem must hold an RSA key")
        certificate = load_pem_x509_certificate(settings.secret("fiks.cert.pem").encode())
        return cls(Account.model_validate_json(settings.secret("fiks.json")), key, certificate)


class Fiks:
    channel: Owner = "fiks"

    def __init__(self, address: str, credentials: Credentials, client: httpx.AsyncClient) -> None:
        self._address, self._own, self._client = address.rstrip("/"), credentials, client
        self._token, self._until = "", 0.0

    async def send(self, parcel: Parcel) -> Id:
        district = await self._district(parcel)
        where = f"{parcel.kommune}/{district.bydelsnummer}"
        keys = await self._get(f"mottak/fagsystem/{where}/krypteringsnokler", TypeAdapter(Keys))
        told = package.as_json(parcel, district.bydelsnummer, district.bydelsnavn)
        files = await asyncio.to_thread(self._closed, told, keys)
        organisation = self._own.account.organisation
        reply = await self._ask(
            "POST", f"mottak/fagsystem/{organisation}/{where}/offentlig", files=files, message=parcel.message
        )
        return str(_read(TypeAdapter(Known), reply).uuid)

    async def history(self, reference: Id) -> Sequence[Status]:
        where = f"mottak/fagsystem/{self._own.account.organisation}/bekymringsmelding/{reference}/status"
        lines = await self._get(where, TypeAdapter(list[History]))
        return [
            Status(_at(line.tidspunkt), STATES.get(line.tilstand.lower(), Delivery.ACCEPTED))
            for line in sorted(lines, key=lambda line: _at(line.tidspunkt))
        ]

    async def _district(self, parcel: Parcel) -> District:
        """The one that is asked for, or the usual receiver. Raises TurnedAway for a municipality that takes none."""
        districts = TypeAdapter(list[District])
        found: list[District] = await self._get(f"kommuner/{parcel.kommune}/bydeler", districts)
        wanted = [one for one in found if one.bydelsnummer == parcel.draft.district]
        usual = [one for one in found if one.standardMottaker]
        for one in (*wanted, *(() if parcel.draft.district else (*usual, *found))):
            return one
        raise TurnedAway

    def _closed(self, told: dict[str, Any], keys: Keys) -> dict[str, tuple[str, bytes]]:
        """The paper for whoever prints, the container for whoever reads by machine: names and order as KS' client."""
        pdf = package.as_pdf(told)
        files = {"bekymringsmelding.json": orjson.dumps(told), "bekymringsmelding.pdf": pdf}
        container = package.asice(files, self._own.key, self._own.certificate)
        return {
            "bekymringsmelding": ("bekymringsmelding.pdf", package.closed(pdf, keys.printOffentligNokkel.certificate)),
            "asice": ("asice.zip", package.closed(container, keys.fiksIOOffentligNokkel.certificate)),
        }

    async def _get(self, where: str, kind: TypeAdapter[Any]) -> Any:
        return _read(kind, await self._ask("GET", where))

    async def _ask(self, method: str, where: str, *, files: Any = None, message: UUID | None = None) -> httpx.Response:
        account = self._own.account
        try:
            headers = {
                "IntegrasjonId": account.integration, "IntegrasjonPassord": account.password,
                "Authorization": f"Bearer {await self._bearer()}", "Accept": "application/json",
                **({"Idempotency-Key": str(message)} if message else {}),
            }  # fmt: skip
            reply = await self._client.request(
                method, f"{self._address}/api/v2/{where}", headers=headers, files=files, timeout=PATIENCE
            )
        except httpx.HTTPError as error:
            raise Unreachable from error
        return _taken(reply)

    async def _bearer(self) -> str:
        """From Maskinporten, by a grant under the municipality's certificate; kept until shortly before it ends."""
        if time.monotonic() < self._until:
            return self._token
        now, account = int(time.time()), self._own.account
        claims = {
            "aud": account.maskinporten.removesuffix("token"), "iss": account.maskinporten_client, "scope": "ks:fiks",
            "iat": now, "exp": now + 100, "jti": str(uuid4()),
        }  # fmt: skip
        header = {"alg": "RS256", "x5c": [_x5c(self._own.certificate)]}
        grant = jwt.encode(header, claims, RSAKey.import_key(self._own.key), algorithms=["RS256"])
        asked = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": grant}
        reply = _taken(await self._client.post(account.maskinporten, data=asked, timeout=PATIENCE))
        told = reply.json()
        self._token, self._until = str(told["access_token"]), time.monotonic() + float(told["expires_in"]) - 10
        return self._token


def _taken(reply: httpx.Response) -> httpx.Response:
    """Raises Unreachable for what may go through later, TurnedAway for what will not."""
    if reply.is_server_error or reply.status_code in ASKS_AGAIN:
        raise Unreachable
    if reply.is_error:
        raise TurnedAway
    return reply


def _read(kind: TypeAdapter[Any], reply: httpx.Response) -> Any:
    try:
        return kind.validate_json(reply.content)
    except ValidationError:
        raise Unreachable from None  # its text repeats what came


def _at(told: datetime) -> datetime:
    return told if told.tzinfo else told.replace(tzinfo=OSLO)


def _x5c(certificate: Certificate) -> str:
    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    return "".join(pem.splitlines()[1:-1])
