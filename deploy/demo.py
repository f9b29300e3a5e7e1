"""Tells the services of the demo's invented people, as each municipality's registers would."""

import asyncio
from collections.abc import Iterator
from itertools import chain
from uuid import NAMESPACE_URL, uuid5

from deploy.topology import REGISTER
from shared import bus
from shared.contracts.case import EnrolChild, Household
from shared.contracts.common import Actor, Command, Role
from shared.contracts.consent import GuardianEntry, RegisterFamily
from shared.contracts.notify import RegisterContact
from shared.errors import RemoteRefused, Unavailable
from shared.municipality import Demo, DemoChild, load_demo
from shared.settings import Settings


async def load(settings: Settings) -> int:
    """Returns how many children there are. Loading again changes nothing: each command has its id from what it says."""
    broker = bus.connect(settings)
    await broker.connect()
    try:
        client = bus.Client(broker, settings)
        demos = load_demo(settings.municipalities)
        for demo in demos:
            actor = Actor(id=REGISTER, role=Role.REGISTER, kommune=demo.kommune, owner=REGISTER)
            everything = chain(_contacts(demo), *(told(demo, child) for child in demo.children))
            for owner, command in everything:
                await _ask(client, command, owner, actor)
        return sum(len(demo.children) for demo in demos)
    finally:
        await broker.stop()


async def _ask(client: bus.Client, command: Command, owner: str, actor: Actor, tries: int = 5) -> None:
    """A service that was ready a moment ago may just be starting again."""
    for left in reversed(range(tries)):
        try:
            await client.ask(command, owner=owner, actor=actor)
        except (Unavailable, RemoteRefused) as error:
            if not left or not error.retryable:
                raise
            await asyncio.sleep(1)
        else:
            return


def _contacts(demo: Demo) -> Iterator[tuple[str, Command]]:
    for one in demo.staff:
        yield "notify", RegisterContact(id=_id(demo, "contact", one.id), person=one.id, email=one.email)


def told(demo: Demo, child: DemoChild) -> Iterator[tuple[str, Command]]:
    """Whom each command is for, and the command. The family first: keys belong to a child that is known."""
    guardians = tuple(
        GuardianEntry(
            person=guardian.id,
            person_name=guardian.name,
            birth_number=guardian.birth_number,
            relation=guardian.relation,
            parental_responsibility=guardian.parental_responsibility,
        )
        for guardian in child.guardians
    )
    yield (
        "consent",
        RegisterFamily(
            id=_id(demo, "family", child.id),
            child=child.id,
            child_name=child.name,
            birth_number=child.birth_number,
            born=child.born,
            guardians=guardians,
            units=((child.owner, child.unit),),
        ),
    )
    enrol = EnrolChild(
        id=_id(demo, "enrolled", child.id), child=child.id, unit=child.unit, child_name=child.name, born=child.born,
        household=Household(
            guardians=tuple(one.name for one in child.guardians),
            addresses=tuple(dict.fromkeys(one.address for one in child.guardians)),
            phones=tuple(one.phone for one in child.guardians),
        ),
    )  # fmt: skip
    yield child.owner, enrol
    for guardian in child.guardians:
        yield "notify", RegisterContact(id=_id(demo, "contact", guardian.id), person=guardian.id, email=guardian.email)


def _id(demo: Demo, what: str, who: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"stafett:{demo.kommune}:{what}:{who}"))
