"""The providers of every municipality, and who it is that has come through one of them."""

from collections.abc import Iterable

import httpx

from services.portal.directory import Directory, Person
from services.portal.metering import Meter
from services.portal.signin.attempts import Attempts
from services.portal.signin.party import Party
from services.portal.signin.proofs import Shown
from services.portal.signin.providers import Door
from services.portal.signin.refusals import NotLetIn, Why
from shared.bus import Client
from shared.contracts.common import Actor, Kommune, Role
from shared.contracts.consent import FindPerson, FoundPerson
from shared.errors import AccessDenied, Refused, RemoteRefused

BIRTH_NUMBER = 11  # digits
BEGINNINGS = 300  # sign-ins in a minute that begin at one address, which a whole municipality may share


class Doors:
    def __init__(self, doors: Iterable[Door], attempts: Attempts, http: httpx.AsyncClient, home: str | None) -> None:
        self.attempts, self.begun = attempts, Meter(BEGINNINGS)
        self._parties = {door.path: Party(door, http, home or "") for door in doors}

    @staticmethod
    def cookie(*, tls: bool) -> str:
        """Of a sign-in under way; never that of a session."""
        return "__Host-inn" if tls else "inn"

    def party(self, path: str | None) -> Party | None:
        return self._parties.get(path or "")

    def by_place(self) -> list[tuple[Kommune, list[Door]]]:
        """Parents' doors first."""
        found: dict[Kommune, list[Door]] = {}
        for party in self._parties.values():
            found.setdefault(party.door.kommune, []).append(party.door)
        return [(kommune, sorted(own, key=_parents_first)) for kommune, own in found.items()]


def _parents_first(door: Door) -> tuple[bool, str]:
    return door.provider.who != "family", door.provider.name


async def person_of(door: Door, shown: Shown, directory: Directory, client: Client) -> tuple[Person, str | None]:
    """And their name, where no list of ours has it. Raises NotLetIn."""
    if door.provider.who == "staff":
        person = directory.employee(door.kommune, door.id, shown.subject)
        if person is None:
            raise NotLetIn(Why.NOBODY, "no-such-employee")
        return person, None
    found = await _of_family(door.kommune, shown.subject, client)
    known = directory.youth if found.itself else directory.guardian
    return known(found.person, found.person_name, door.kommune), found.person_name


async def _of_family(kommune: Kommune, number: str, client: Client) -> FoundPerson:
    """The number goes to the consent service, which alone knows whose it is, and stays nowhere on the way."""
    if len(number) != BIRTH_NUMBER or not number.isascii() or not number.isdigit():
        raise NotLetIn(Why.NO_SUBJECT, "no-birth-number")
    actor = Actor(id="portal", role=Role.DOOR, kommune=kommune, owner="portal")
    try:
        found: FoundPerson = await client.ask(FindPerson(birth_number=number), owner="consent", actor=actor)
    except RemoteRefused as refused:
        if refused.status != AccessDenied.status:
            raise
        raise NotLetIn(Why.NOBODY, "no-such-parent") from None  # the cause would say what was asked
    except Refused:
        raise NotLetIn(Why.AWAY, "consent-away") from None
    return found
