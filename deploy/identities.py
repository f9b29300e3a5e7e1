"""Who is who: each identity's secrets in a folder of its own, and everybody's public keys in `trust.json`."""

import base64
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

import nkeys
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

Key = Ed25519PrivateKey | X25519PrivateKey


def make_identities(folder: Path, identities: Iterable[str]) -> None:
    """Idempotent: what is there stays; a key is never replaced, because data is sealed under it."""
    trust = {identity: _identity(folder / identity) for identity in identities}
    _write(folder / "trust.json", orjson.dumps(trust, option=orjson.OPT_INDENT_2).decode(), mode=0o644)


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """A secret's text; made once, readable by us alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, make())
    return path.read_text(encoding="ascii").strip()


def _identity(folder: Path) -> dict[str, str]:
    for name in ("database", "owner"):
        read_or_make(folder / f"{name}.password", lambda: secrets.token_urlsafe(24))
    seed = read_or_make(folder / "nats.seed", _seed)
    if folder.name == "consent":
        for name in ("root.key", "index.key"):
            read_or_make(folder / name, lambda: secrets.token_hex(32))
    signing = read_or_make(folder / "signing.pem", lambda: _pem(Ed25519PrivateKey.generate()))
    hpke = read_or_make(folder / "hpke.pem", lambda: _pem(X25519PrivateKey.generate()))
    nats = nkeys.from_seed(seed.encode()).public_key.decode()
    return {"signing": _public(signing), "hpke": _public(hpke), "nats": nats}


def _seed() -> str:
    made: bytes = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)
    return made.decode("ascii")


def _pem(key: Key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _public(pem: str) -> str:
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, Key)  # noqa: S101 - we wrote it
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode("ascii")


def _write(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Whole or not at all, and never for a moment readable by others."""
    part = path.with_suffix(path.suffix + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="ascii") as file:
        file.write(text)
    part.rename(path)
