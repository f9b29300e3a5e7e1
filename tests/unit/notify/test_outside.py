"""A name may lead anywhere: the address that was looked at is called, as the name, and nothing else."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.notify.webhooks.outside import Forbidden, Outside
from services.notify.webhooks.receivers import Receiver

LEADS_TO = {
    "hook.test": ["127.0.0.1"],
    "other.test": ["127.0.0.1"],
    "inside.test": ["10.0.0.1"],
    "both.test": ["93.184.216.34", "10.0.0.1"],
}
LOOKED_UP = socket.getaddrinfo


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host not in LEADS_TO:
            return LOOKED_UP(host, port, *more, **named)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in LEADS_TO[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest_asyncio.fixture
async def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A receiver that can prove to be hook.test."""
    monkeypatch.setenv("SSL_CERT_FILE", str(_certificate(tmp_path)))
    proof = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    proof.load_cert_chain(tmp_path / "both.pem")
    server = await asyncio.start_server(_take, "127.0.0.1", 0, ssl=proof)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def _take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    known = b"\r\nhost: hook.test:" in head.lower()
    writer.write(f"HTTP/1.1 {204 if known else 400} Said\r\ncontent-length: 0\r\n\r\n".encode())
    writer.close()


def _certificate(folder: Path) -> Path:
    key, now = Ed25519PrivateKey.generate(), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hook.test")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    ).public_bytes(Encoding.PEM)  # fmt: skip
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(secret + made)
    (folder / "public.pem").write_bytes(made)
    return folder / "public.pem"


async def call(name: str, port: int, *, private: bool = False, demo: bool = True) -> int:
    receiver = Receiver(id="hook", owner="ppt", url=f"https://{name}:{port}/hook", private=private)
    return await Outside(demo=demo).post(receiver, {}, b"{}")


async def test_who_proves_to_be_the_name_is_told_and_the_name_is_asked_for_once(port: int, names: list[str]) -> None:
    assert await call("hook.test", port) == 204
    assert names == ["hook.test"]


async def test_who_cannot_prove_to_be_the_name_is_not_told(port: int) -> None:
    with pytest.raises(httpx.ConnectError, match="certificate"):
        await call("other.test", port)


@pytest.mark.parametrize("name", ["hook.test", "inside.test", "both.test"])
async def test_a_name_that_leads_into_a_network_of_ours_is_not_called(name: str, port: int) -> None:
    with pytest.raises(Forbidden):
        await call(name, port, demo=False)


async def test_what_is_on_this_machine_is_not_called_though_the_own_network_may_be(port: int) -> None:
    with pytest.raises(Forbidden):
        await call("hook.test", port, private=True, demo=False)
