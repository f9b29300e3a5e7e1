"""The fagsystemer that a municipality lets in: `clients.yaml`, and the public keys by which they are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from pydantic import Field

from services.portal.directory import Directory, Person
from services.portal.listed import List, Listed
from services.portal.signin.providers import TYPES
from shared.contracts.common import Actor, Contract, Id, Kommune, Owner, Role, Slug
from shared.municipality import BadMunicipality, folders
from shared.settings import Settings

LEAST_BITS = 2048  # of an RSA key
KINDS = tuple(set(TYPES.values()))


class Client(Contract):
    """people: the only ones that it may act for; None: everybody of its owner in one of the roles."""

    id: Slug
    name: str
    owner: Owner
    acts_for: tuple[Role, ...] = Field(min_length=1)
    people: tuple[Id, ...] | None = None


class ClientList(List):
    clients: tuple[Client, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    kommune: Kommune
    client: Client

    @property
    def name(self) -> str:
        """By which it knows itself."""
        return f"{self.kommune}.{self.client.id}"

    def may_be(self, person: Person) -> bool:
        of, known = self.client, (self.kommune, self.client.owner)
        named = of.people is None or person.id in of.people
        return (person.kommune, person.owner) == known and person.role in of.acts_for and named


class Clients:
    def __init__(self, lists: Iterable[Listed[ClientList]], secrets: Path, directory: Directory) -> None:
        self._lists, self._secrets, self._directory = {one.kommune: one for one in lists}, secrets, directory
        for one in self._lists.values():
            _ = one.told  # what is wrong with it is told at start

    @classmethod
    def read(cls, settings: Settings, directory: Directory) -> "Clients":
        places = folders(settings.municipalities).items()
        lists = [Listed(where / "clients.yaml", one.kommune, ClientList) for where, one in places]
        if any(one.told for one in lists) and not settings.public_url:
            raise BadMunicipality("STAFETT_PUBLIC_URL must say at which address fagsystemer ask for tokens")
        return cls(lists, settings.secrets, directory)

    def find(self, name: str) -> Registered | None:
        kommune, _, own = name.partition(".")
        told = self._lists[kommune].told if kommune in self._lists else None
        found = next((one for one in told.clients if one.id == own), None) if told else None
        return Registered(kommune, found) if found else None

    def person(self, registered: Registered, who: Id) -> Person | None:
        """None: nobody that this client may act for, whatever the reason."""
        found = self._directory.person(who)
        return found if found and registered.may_be(found) else None

    def still(self, name: str, actor: Actor) -> bool:
        """Both are still there, and nothing about them has changed."""
        registered = self.find(name)
        person = self.person(registered, actor.id) if registered else None
        return person is not None and speaking(registered, person) == actor

    def keys(self, registered: Registered) -> KeySet:
        """Of the portal's secrets: `client.<kommune>.<id>.jwks`. Read each time, as a key that was taken away is gone.

        Raises BadMunicipality.
        """
        file = self._secrets / f"client.{registered.name}.jwks"
        try:
            keys = KeySet.import_key_set(orjson.loads(file.read_bytes()))
        except (OSError, ValueError, LookupError, TypeError, JoseError) as error:
            raise BadMunicipality(f"{file.name} among the portal's secrets must hold public keys") from error
        if not all(_fit(key) for key in keys):
            raise BadMunicipality(f"{file.name}: a key is private, weak or of another kind")
        return keys


def speaking(registered: Registered | None, person: Person) -> Actor:
    return person.actor.model_copy(update={"client": registered.client.id if registered else None})


def _fit(key: object) -> bool:
    if not isinstance(key, KINDS) or key.is_private:
        return False
    return not isinstance(key, RSAKey) or key.public_key.key_size >= LEAST_BITS
