"""Each identity's credentials as files that only it may read, and the public keys that everybody may."""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

import nkeys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from deploy.topology import OPERATOR, REGISTER, Topology
from shared.witnessing import KEEPER, witness_key


def create(folder: Path, topology: Topology) -> None:
    """Make what is missing; nothing that exists is made anew, because data are sealed under it."""
    trust = {identity: _identity(folder / identity) for identity in topology.identities}
    for service in topology.services:
        if service.peers:
            _file(folder / service.identity / "shielded.key", _hex)
    _roots(folder / "consent")
    for service in topology.services:
        owner_password(folder, service.identity)
    _write(folder / "trust.json", json.dumps(trust, indent=1), 0o644)
    _write(folder / "policy", _policy(trust, topology, folder / "witnesses"), 0o644)


def password(folder: Path, identity: str) -> str:
    """Of the identity's role in PostgreSQL; the operator's is the superuser."""
    return _file(folder / identity / "database.password", _password)


def owner_password(folder: Path, identity: str) -> str:
    """Of the role that owns the service's schema. It lies with the operator: the service must not have it."""
    return _file(folder / OPERATOR / f"{identity}.owner.password", _password)


def nats_seed(folder: Path, identity: str) -> str:
    return _file(folder / identity / "nats.seed", _seed)


def _identity(folder: Path) -> dict[str, str]:
    """Returns its public keys."""
    made = {name: _file(folder / name, make) for name, make in _files(folder.name).items()}
    return {
        **{name.removesuffix(".pem"): _public(pem) for name, pem in made.items() if name.endswith(".pem")},
        "nats": nkeys.from_seed(bytearray(made["nats.seed"], "ascii")).public_key.decode(),
    }


def _roots(consent: Path) -> None:
    """A folder in which the service makes its own roots. An older installation has one, `root.key`."""
    roots, only = consent / "roots", consent / "root.key"
    roots.mkdir(mode=0o700, exist_ok=True)
    roots.chmod(0o700)  # it may be a volume's
    if only.exists():
        only.replace(roots / "19700101T000000000000Z.key")


def _files(identity: str) -> Mapping[str, Callable[[], str]]:
    return {
        "database.password": _password,
        "nats.seed": _seed,
        "signing.pem": lambda: _pem(Ed25519PrivateKey.generate()),
        "hpke.pem": lambda: _pem(X25519PrivateKey.generate()),
        **({"index.key": _hex} if identity == "consent" else {}),
        **({"webhook.pem": lambda: _pem(Ed25519PrivateKey.generate())} if identity == "notify" else {}),
        **({use: lambda: _pem(Ed25519PrivateKey.generate())} if (use := _vouches(identity)) else {}),
    }


def _vouches(identity: str) -> str | None:
    """The file of its key in the audit log: one service keeps the log, every other one witnesses it."""
    if identity == KEEPER:
        return "log.pem"
    return None if identity in {REGISTER, OPERATOR} else "witness.pem"


def _policy(trust: Mapping[str, Mapping[str, str]], topology: Topology, others: Path) -> str:
    """Who must have seen a checkpoint (C2SP tlog-policy): more than half of the services.

    others: lines of witnesses outside, as the personvernombud's; what they have seen is never denied either.
    """
    owners = {one.owner: trust[one.identity]["witness"] for one in topology.services if one.identity != KEEPER}
    keys = {owner: witness_key(owner, base64.b64decode(public)) for owner, public in owners.items()}
    lines = [f"witness {owner} {key}" for owner, key in keys.items()]
    lines += others.read_text(encoding="ascii").splitlines() if others.exists() else []
    lines += [f"group tjenester {len(keys) // 2 + 1} {' '.join(keys)}", "quorum tjenester", ""]
    return "\n".join(lines)


def _file(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, make(), 0o600)
    return path.read_text(encoding="ascii").strip()


def _write(path: Path, text: str, mode: int) -> None:
    """Whole or not at all, and never for a moment readable by others."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _password() -> str:
    return secrets.token_urlsafe(32)


def _hex() -> str:
    return secrets.token_hex(32)


def _seed() -> str:
    return str(nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER), "ascii")


def _pem(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _public(pem: str) -> str:
    raw = load_pem_private_key(pem.encode(), None).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode("ascii")
