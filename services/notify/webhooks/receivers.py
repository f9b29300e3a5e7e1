"""Whom a municipality lets its news be told to: fagsystemer, in `webhooks.yaml` of its folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from shared.contracts.common import Kommune, Owner, Slug
from shared.municipality import BadMunicipality, Municipality, checked, folders, named, read

FILE = "webhooks.yaml"
Key = tuple[Kommune, Slug]


class Receiver(BaseModel):
    """owner: whose news it hears of. private: the address may be one of the municipality's own network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    owner: Owner
    url: str
    private: bool = False


class Receivers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kommune: Kommune
    webhooks: tuple[Receiver, ...]


def load(folder: Path, *, demo: bool) -> Mapping[Key, Receiver]:
    """Raises BadMunicipality."""
    return {
        (kommune.kommune, one.id): one
        for where, kommune in folders(folder).items()
        for one in _told(where / FILE, kommune, demo=demo)
    }


def _told(path: Path, kommune: Municipality, *, demo: bool) -> Iterator[Receiver]:
    if not path.exists():
        return
    found = checked(Receivers, path, read(path))
    if found.kommune != kommune.kommune:
        raise BadMunicipality(f"{named(path)}: kommune: it is another one")
    if len({one.id for one in found.webhooks}) < len(found.webhooks):
        raise BadMunicipality(f"{named(path)}: webhooks: two are called the same")
    for one in found.webhooks:
        if one.owner not in kommune.services:
            raise BadMunicipality(f"{named(path)}: webhooks: {one.id} is of a service that is not named")
        if not _callable(one.url, demo=demo):
            raise BadMunicipality(f"{named(path)}: webhooks: {one.id}: url must be an https address and nothing else")
        yield one


def _callable(url: str, *, demo: bool) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    plain = parts.hostname and not (parts.username or parts.password or parts.fragment)
    return bool(plain) and (parts.scheme == "https" or (demo and parts.scheme == "http"))
