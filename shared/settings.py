"""What a process is told when it starts: the environment says where, files in `secrets` say with what credentials."""

import base64
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import BaseModel
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from `STAFETT_*`. Secrets are files, because an environment leaks in tracebacks and in /proc."""

    model_config = SettingsConfigDict(env_prefix="STAFETT_", frozen=True, extra="ignore")

    identity: str
    service: str
    owner: str
    database: str
    nats: str
    secrets: Path
    trust: Path
    municipalities: Path
    host: str = "127.0.0.1"
    port: int
    otlp: str | None = None
    smtp: str | None = None
    mail_sink: Path | None = None
    public_url: str | None = None
    demo: bool = False

    @property
    def dsn(self) -> str:
        """The database address with its password."""
        parts = urlsplit(self.database)
        where = parts.netloc.rpartition("@")[2]
        who = f"{quote(parts.username or '')}:{quote(self.secret('database.password'))}@{where}"
        return urlunsplit(parts._replace(netloc=who))

    @property
    def nats_seed(self) -> str:
        return self.secret("nats.seed")

    @cached_property
    def signing_key(self) -> Ed25519PrivateKey:
        key = load_pem_private_key((self.secrets / "signing.pem").read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("signing.pem must hold an Ed25519 key")
        return key

    @cached_property
    def hpke_key(self) -> X25519PrivateKey:
        key = load_pem_private_key((self.secrets / "hpke.pem").read_bytes(), None)
        if not isinstance(key, X25519PrivateKey):
            raise TypeError("hpke.pem must hold an X25519 key")
        return key

    @cached_property
    def trusted(self) -> "Trust":
        return Trust.read(self.trust)

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text(encoding="ascii").strip()


class _Identity(BaseModel):
    signing: str
    hpke: str


class Trust:
    """The public keys of every identity of the installation."""

    def __init__(self, identities: dict[str, _Identity]) -> None:
        self._identities = identities
        self._signing: dict[str, Ed25519PublicKey] = {}

    @classmethod
    def read(cls, path: Path) -> "Trust":
        raw = orjson.loads(path.read_bytes())
        return cls({name: _Identity.model_validate(keys) for name, keys in raw.items()})

    def signing(self, identity: str) -> Ed25519PublicKey | None:
        """None: no such identity."""
        if identity not in self._signing and identity in self._identities:
            raw = base64.b64decode(self._identities[identity].signing)
            self._signing[identity] = Ed25519PublicKey.from_public_bytes(raw)
        return self._signing.get(identity)

    def hpke(self, identity: str) -> X25519PublicKey | None:
        known = self._identities.get(identity)
        return known and X25519PublicKey.from_public_bytes(base64.b64decode(known.hpke))
