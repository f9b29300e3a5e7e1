"""What a process is told when it starts: the environment says where, files in `secrets` say with what credentials."""

import base64
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
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
    handlingsveileder: Path | None = None
    rules: Path | None = None
    population: Path | None = None  # a folder that stands for the population register, in a demo
    host: str = "127.0.0.1"
    port: int
    otlp: str | None = None
    smtp: str | None = None
    fiks: str | None = None  # address of the national interface for reports to barnevernet
    mail_sink: Path | None = None
    public_url: str | None = None
    roots: Path | None = None  # consent's root keys; where nothing is said, the folder `roots` among its secrets
    root_days: float = 1  # how old the newest root becomes
    old_root_days: float = 7  # for how long one that was replaced is kept: so long a backup of the keys is of use
    transit: str | None = None  # address of OpenBao or Vault, where the roots are instead
    transit_key: str = "stafett"
    archive: Path | None = None  # where a municipality without an archive of its own has its packages
    demo: bool = False

    @property
    def guides(self) -> Path:
        """The texts that municipalities build on; where nothing is said, the folder beside theirs."""
        return self.handlingsveileder or self.municipalities.parent / "handlingsveileder"

    @property
    def law(self) -> Path:
        """The dated rules about who decides for a child; where nothing is said, the folder beside theirs."""
        return self.rules or self.municipalities.parent / "rules"

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
        return self.ed25519("signing")

    def ed25519(self, use: str) -> Ed25519PrivateKey:
        """The private key in `<use>.pem`."""
        key = load_pem_private_key((self.secrets / f"{use}.pem").read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"{use}.pem must hold an Ed25519 key")
        return key

    @cached_property
    def hpke_key(self) -> X25519PrivateKey:
        key = load_pem_private_key((self.secrets / "hpke.pem").read_bytes(), None)
        if not isinstance(key, X25519PrivateKey):
            raise TypeError("hpke.pem must hold an X25519 key")
        return key

    @cached_property
    def trusted(self) -> "Trust":
        return Trust(self.trust)

    def secret(self, name: str) -> str:
        return (self.secrets / name).read_text(encoding="ascii").strip()


class Trust:
    """The public keys of every identity of the installation."""

    def __init__(self, path: Path) -> None:
        self._path, self._read_at = path, 0
        self._known: dict[str, tuple[Ed25519PublicKey, X25519PublicKey]] = {}

    def signing(self, identity: str) -> Ed25519PublicKey | None:
        """None: no such identity."""
        keys = self._keys(identity)
        return keys[0] if keys else None

    def hpke(self, identity: str) -> X25519PublicKey | None:
        keys = self._keys(identity)
        return keys[1] if keys else None

    def raw(self, identity: str, use: str) -> bytes | None:
        """An Ed25519 key for something else than messages. None: it has none."""
        key = orjson.loads(self._path.read_bytes()).get(identity, {}).get(use)
        return base64.b64decode(key) if key else None

    def _keys(self, identity: str) -> tuple[Ed25519PublicKey, X25519PublicKey] | None:
        """An identity added while this process runs is found when it is first met."""
        if identity not in self._known and (changed := self._path.stat().st_mtime_ns) != self._read_at:
            self._known = {name: _public(keys) for name, keys in orjson.loads(self._path.read_bytes()).items()}
            self._read_at = changed
        return self._known.get(identity)


def _public(keys: dict[str, str]) -> tuple[Ed25519PublicKey, X25519PublicKey]:
    signing, hpke = (base64.b64decode(keys[use]) for use in ("signing", "hpke"))
    return Ed25519PublicKey.from_public_bytes(signing), X25519PublicKey.from_public_bytes(hpke)
