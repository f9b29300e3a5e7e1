"""Where people of a municipality show who they are: shapes shipped with the portal, and what the municipality adds."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from joserfc.jwk import ECKey, OKPKey, RSAKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.contracts.common import Kommune, Slug
from shared.municipality import BadMunicipality, checked, folders, named, read
from shared.settings import Settings

SHAPES = Path(__file__).parent / "shapes"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Algorithm = Literal["RS256", "PS256", "ES256", "Ed25519"]  # never a shared secret, and never none
PrivateKey = RSAKey | ECKey | OKPKey
TYPES: Mapping[str, type[PrivateKey]] = {"RS256": RSAKey, "PS256": RSAKey, "ES256": ECKey, "Ed25519": OKPKey}


def over_tls(address: str) -> str:
    """Raises ValueError. On this machine alone, for a trial, nobody listens between."""
    parts = urlsplit(address)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)) or not parts.hostname:
        raise ValueError("must be an https address")
    if parts.username or parts.fragment:
        raise ValueError("must be a plain address")
    return address


Address = Annotated[str, AfterValidator(over_tls)]


class Strength(BaseModel, frozen=True, extra="forbid"):
    """The claim that says how surely somebody has shown who they are, and which of its values are enough."""

    claim: str = "acr"
    enough: tuple[str, ...] = Field(min_length=1)


class Provider(BaseModel):
    """One OpenID Connect provider, as one municipality uses it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    who: Literal["family", "staff"]
    issuer: Address
    client: str = Field(min_length=1)
    subject: str  # the claim that leads to a person: a birth number (family), or what the list of staff has (staff)
    strength: Strength
    level: Slug  # what a sign-in that is strong enough is called in a consent
    scope: str = "openid"
    asks: Mapping[str, str] = {}  # further parameters of the question
    expects: Mapping[str, str] = {}  # claims that must be exactly so
    algorithms: tuple[Algorithm, ...] = Field(min_length=1)  # of its own signatures
    signs_with: Algorithm  # of ours
    key_id: str | None = None  # of our key, where the provider has given it one; otherwise its thumbprint
    certificate: str | None = None  # its x5t#S256, for a provider that knows our key by that
    assertion_for: Literal["issuer", "token_endpoint"] = "issuer"
    pushed: bool = True  # the question goes by the back way (RFC 9126)
    names_itself: bool = True  # in the answer (RFC 9207)
    dpop: bool = False
    fresh: bool = False  # no sign-in for another site counts
    max_age: int = Field(default=28800, ge=0)  # seconds since they showed who they are


class Door(BaseModel):
    """A provider with the key that the portal is known by there."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    kommune: Kommune
    id: Slug
    provider: Provider
    key: Any

    @property
    def path(self) -> str:
        return f"/inn/{self.kommune}/{self.id}"

    @property
    def public_key(self) -> dict[str, Any]:
        provider = self.provider
        kid = provider.key_id or self.key.thumbprint()
        return {**self.key.as_dict(private=False), "kid": kid, "use": "sig", "alg": provider.signs_with}


def load(settings: Settings) -> list[Door]:
    """As every municipality's `sign_in.yaml` says. Raises BadMunicipality: which file, which field, what is wrong."""
    found = []
    for folder, one in folders(settings.municipalities).items():
        path = folder / "sign_in.yaml"
        told = read(path).get("providers", {}) if path.exists() else {}
        found += [_door(settings, path, one.kommune, name, own) for name, own in told.items()]
    if found and not settings.public_url:
        raise BadMunicipality("STAFETT_PUBLIC_URL must say where providers send people back to")
    return found


def _door(settings: Settings, path: Path, kommune: Kommune, name: str, own: Mapping[str, Any]) -> Door:
    shape = SHAPES / f"{own.get('builds_on', name)}.yaml"
    said = {key: value for key, value in own.items() if key != "builds_on"}
    told = {**(read(shape) if shape.parent == SHAPES and shape.exists() else {}), **said}
    provider = checked(Provider, path, told, "providers", name)
    return Door(kommune=kommune, id=name, provider=provider, key=_key(settings, f"{kommune}.{name}", provider, path))


def _key(settings: Settings, name: str, provider: Provider, path: Path) -> PrivateKey:
    """Of the portal's secrets: `sign-in.<kommune>.<provider>.pem`."""
    file = settings.secrets / f"sign-in.{name}.pem"
    kind = TYPES[provider.signs_with]
    try:
        key = kind.import_key(file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise BadMunicipality(f"{named(path)}: {file.name} among the portal's secrets must hold a key") from error
    if not key.is_private:
        raise BadMunicipality(f"{named(path)}: {file.name} must hold a private key for {provider.signs_with}")
    return key
