"""`python -m deploy.fiks`: KS Fiks Bekymringsmelding as its client sees it, on this machine, with its moods.

It checks what it is sent as its readers would: token, container, digests, signature, the schema's required fields.
"""

import argparse
import asyncio
import hashlib
import io
import re
import xml.etree.ElementTree as ET  # reads only manifests that our own client has signed
import zipfile
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import orjson
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    load_der_pkcs7_certificates,
    pkcs7_decrypt_der,
)
from cryptography.x509.oid import NameOID
from fastapi import FastAPI, File, Form, Header, HTTPException, Request, UploadFile

from deploy.process import ROOT
from deploy.topology import Topology
from shared.municipality import load

Auth = Annotated[str, Header(alias="Authorization")]
Integration = Annotated[str, Header(alias="IntegrasjonId")]
DIGEST = "{http://www.w3.org/2000/09/xmldsig#}DigestValue"
PARTS = "{http://uri.etsi.org/02918/v1.2.1#}DataObjectReference"
REQUIRED = {
    "kommunenummer", "kommunenavn", "bydelsnummer", "bydelsnavn", "offentligMelder", "offentligBarn", "foresatte",
    "melding", "sendingstidspunkt", "leveringskanal",
}  # fmt: skip
UNDER_WAY = timedelta(seconds=1)  # until a report that was taken is delivered


@dataclass
class Identity:
    """A key and a certificate that it has signed itself."""

    name: str
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))

    @cached_property
    def certificate(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(datetime.now(UTC) - timedelta(days=1))
        return made.not_valid_after(datetime.now(UTC) + timedelta(days=3650)).sign(self.key, SHA256())

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode("ascii")


def credentials(secrets: Path, topology: Topology, address: str) -> None:
    """What KS and Digdir would give each service that reports, for this simulator."""
    for owner in topology.reporters:
        folder = secrets / f"case-{owner}"
        account = {
            "organisation": str(UUID(int=int(hashlib.sha256(owner.encode()).hexdigest()[:32], 16))),
            "integration": f"stafett-{owner}", "password": "demo", "maskinporten_client": f"stafett-{owner}",
            "maskinporten": f"{address}/token",
        }  # fmt: skip
        _write(folder / "fiks.json", orjson.dumps(account))
        if not (folder / "fiks.key.pem").exists():
            identity = Identity(f"Simulert {owner}")
            pem = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            _write(folder / "fiks.key.pem", pem)
            _write(folder / "fiks.cert.pem", identity.pem.encode())


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


@dataclass
class Taken:
    report: dict[str, Any]
    pages: int
    at: datetime
    fails: bool = False

    def history(self, uuid: UUID, now: datetime) -> list[dict[str, str]]:
        states = [("akseptert", self.at)]
        if now > self.at + UNDER_WAY:
            states.append(("feilet" if self.fails else "mottatt", self.at + UNDER_WAY))
        return [
            {
                "bekymringsmeldingId": str(uuid), "tidspunkt": at.replace(tzinfo=None).isoformat(), "tilstand": state,
                "beskrivelse": state,
            }
            for state, at in states
        ]  # fmt: skip


@dataclass
class Simulator:
    """moods: what happens to the next reports, in order: 500, timeout, lost-reply, rejected, feilet."""

    printing: Identity = field(default_factory=lambda: Identity("Print"))
    reading: Identity = field(default_factory=lambda: Identity("Fiks IO"))
    taken: dict[UUID, Taken] = field(default_factory=dict)
    by_message: dict[str, UUID] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    moods: list[str] = field(default_factory=list)

    def allowed(self, authorization: str, integration: str) -> None:
        if authorization.removeprefix("Bearer ") not in self.tokens or not integration:
            raise HTTPException(401)

    def take(self, message: str, pdf: bytes, asice: bytes) -> UUID:
        if message in self.by_message:
            return self.by_message[message]
        mood = self.moods[0] if self.moods else ""
        report, pages = self._opened(asice), self._paper(pdf)
        uuid = self.by_message.setdefault(message, uuid4()) if message else uuid4()
        self.taken[uuid] = Taken(report, pages, datetime.now(UTC), mood == "feilet")
        return uuid

    def _paper(self, pdf: bytes) -> int:
        opened = pkcs7_decrypt_der(pdf, self.printing.certificate, self.printing.key, [])
        if not opened.startswith(b"%PDF-"):
            raise HTTPException(400, "no PDF")
        return len(re.findall(rb"/Type\s*/Page[^s]", opened))

    def _opened(self, asice: bytes) -> dict[str, Any]:
        """Raises HTTPException for a container that its reader would throw away."""
        opened = pkcs7_decrypt_der(asice, self.reading.certificate, self.reading.key, [])
        with zipfile.ZipFile(io.BytesIO(opened)) as container:
            names = container.namelist()
            if names[0] != "mimetype" or not load_der_pkcs7_certificates(container.read("META-INF/signature.p7s")):
                raise HTTPException(400, "no container")
            manifest = ET.fromstring(container.read("META-INF/asicmanifest.xml"))  # noqa: S314 - see the import
            for part in manifest.iter(PARTS):
                digest = hashlib.sha256(container.read(part.attrib["URI"])).digest()
                if b64decode(part.findtext(DIGEST) or "") != digest:
                    raise HTTPException(400, "digest")
            report: dict[str, Any] = orjson.loads(container.read("bekymringsmelding.json"))
        if missing := REQUIRED - report.keys():
            raise HTTPException(400, f"missing {sorted(missing)}")
        return report


def application(simulator: Simulator, kommuner: tuple[str, ...] = ("4999",)) -> FastAPI:
    app, base = FastAPI(openapi_url=None), "/api/v2"

    @app.post("/token")
    async def token(grant_type: Annotated[str, Form()], assertion: Annotated[str, Form()]) -> dict[str, object]:
        if not grant_type.endswith("jwt-bearer") or assertion.count(".") != 2:  # noqa: PLR2004 - a JWS has three parts
            raise HTTPException(400)
        simulator.tokens.add(made := uuid4().hex)
        return {"access_token": made, "token_type": "Bearer", "expires_in": 119, "scope": "ks:fiks"}

    @app.get(f"{base}/kommuner/{{kommune}}/bydeler")
    async def districts(kommune: str, authorization: Auth, integration: Integration) -> list[dict[str, object]]:
        simulator.allowed(authorization, integration)
        one = {"bydelsnummer": "01", "bydelsnavn": "Hele kommunen", "standardMottaker": True}
        return [one] if kommune in kommuner else []

    @app.get(f"{base}/mottak/fagsystem/{{kommune}}/{{bydel}}/krypteringsnokler")
    async def keys(authorization: Auth, integration: Integration) -> dict[str, dict[str, str]]:
        simulator.allowed(authorization, integration)
        return {
            "printOffentligNokkel": {"nokkel": simulator.printing.pem},
            "fiksIOOffentligNokkel": {"nokkel": simulator.reading.pem},
        }

    @app.post(f"{base}/mottak/fagsystem/{{organisation}}/{{kommune}}/{{bydel}}/offentlig")
    async def send(
        authorization: Auth,
        integration: Integration,
        bekymringsmelding: Annotated[UploadFile, File()],
        asice: Annotated[UploadFile, File()],
        idempotency_key: Annotated[str, Header()] = "",
    ) -> dict[str, str]:
        simulator.allowed(authorization, integration)
        mood = simulator.moods[0] if simulator.moods else ""
        if mood in {"500", "rejected"}:
            simulator.moods.pop(0)
            raise HTTPException(500 if mood == "500" else 400)
        uuid = simulator.take(idempotency_key, await bekymringsmelding.read(), await asice.read())
        if mood:
            simulator.moods.pop(0)
        if mood == "lost-reply":
            raise HTTPException(502)
        if mood == "timeout":
            await asyncio.sleep(60)
        return {"uuid": str(uuid)}

    @app.get(f"{base}/mottak/fagsystem/{{organisation}}/bekymringsmelding/{{uuid}}/status")
    async def status(uuid: UUID, authorization: Auth, integration: Integration) -> list[dict[str, str]]:
        simulator.allowed(authorization, integration)
        if uuid not in simulator.taken:
            raise HTTPException(404)
        return simulator.taken[uuid].history(uuid, datetime.now(UTC))

    @app.post("/simulator/moods")
    async def moods(request: Request) -> list[str]:
        simulator.moods[:] = orjson.loads(await request.body())
        return simulator.moods

    @app.get("/simulator/taken")
    async def taken() -> list[dict[str, Any]]:
        return [{"uuid": str(uuid), "pages": one.pages, **one.report} for uuid, one in simulator.taken.items()]

    @app.get("/readyz")
    async def ready() -> str:
        return "ready"

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    told = parser.parse_args()
    served = tuple(load(ROOT / "deploy" / "municipalities"))
    uvicorn.run(application(Simulator(), served), host=told.host, port=told.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
