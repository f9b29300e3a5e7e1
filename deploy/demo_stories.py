"""Lets the demo's invented people live a little: real commands, sent as each of them would send them from the pages.

Told once, told again, or broken off and told again: it comes to the same, for every command has its id from the story.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from deploy.demo_past import done_then
from shared import bus
from shared.contracts import case, consent
from shared.contracts.common import Actor, Command, Done, Owner, Request, Role
from shared.errors import RemoteRefused, Unavailable
from shared.municipality import Demo, DemoChild, checked, load_demo, read
from shared.settings import Settings

FAMILY: Owner = "familie"
AT_ONCE = 4  # stories; each is told one command after the other
TRIES = 5  # what was said to one service may still be on its way to another
OSLO = ZoneInfo("Europe/Oslo")
DAY = re.compile(r"^([+-]\d+) days?(?: at (\d\d):(\d\d))?$")
SettingsOf = Callable[[str], Settings]
COMMANDS: Mapping[str, type[Command]] = {
    kind.name: kind for kind in (*case.REQUESTS, *consent.REQUESTS) if issubclass(kind, Command)
}


class Broken(Exception):
    """A story that a service would not let happen."""


class Step(BaseModel):
    """One command. `said`: its fields; `of`: whose service is asked, where that is not plain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    do: str
    of: Owner | None = None
    days_ago: int = Field(default=0, ge=0, le=60)
    said: dict[str, Any] = Field(default_factory=dict)


class Story(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    child: str
    about: str
    steps: tuple[Step, ...]


class Stories(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Cast:
    """The people of one municipality by name, and how a story's words become a command's fields.

    `@Kari Nes` is a person, `$undring` an id of this child's, `+14 days` a date, `+3 days at 14:30` a time.
    """

    demo: Demo
    today: datetime
    actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kommune = self.demo.kommune
        for one in self.demo.staff:
            self.actors[one.name] = Actor(id=one.id, role=one.role, kommune=kommune, owner=one.owner, unit=one.unit)
        for child in self.demo.children:
            self.actors[child.name] = Actor(id=child.id, role=Role.YOUTH, kommune=kommune, owner=FAMILY)
            for guardian in child.guardians:
                self.actors[guardian.name] = Actor(id=guardian.id, role=Role.GUARDIAN, kommune=kommune, owner=FAMILY)

    def child(self, name: str) -> DemoChild:
        return next(child for child in self.demo.children if child.name == name)

    def id(self, child: DemoChild, *what: object) -> UUID:
        return uuid5(NAMESPACE_URL, "/".join(("stafett", self.demo.kommune, child.id, *map(str, what))))

    def command(self, child: DemoChild, number: int, step: Step) -> Command:
        """Raises ValidationError for a step that is not such a command."""
        kind = COMMANDS[step.do]
        usual = {
            "child": child.id, "case": self._word(child, "$undring"), "stafettlogg": self._word(child, "$logg"),
            "opener_name": step.who, "participant_name": step.who,
        }  # fmt: skip
        said = {name: value for name, value in usual.items() if name in kind.model_fields}
        said |= {name: self._resolved(child, value) for name, value in step.said.items()}
        return kind.model_validate({"id": self.id(child, number, step.do), **said})

    def _resolved(self, child: DemoChild, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(child, one) for one in value]
        if isinstance(value, dict):
            return {name: self._resolved(child, one) for name, one in value.items()}
        return self._word(child, value) if isinstance(value, str) else value

    def _word(self, child: DemoChild, word: str) -> str:
        if word.startswith("@"):
            return self.actors[word[1:]].id
        if word.startswith("$"):
            return str(self.id(child, word[1:]))
        if found := DAY.match(word):
            day = (self.today + timedelta(days=int(found[1]))).date()
            clock = time(int(found[2]), int(found[3])) if found[2] else None
            return datetime.combine(day, clock, OSLO).isoformat() if clock else day.isoformat()
        return word


def stories(folder: Path, kommune: str) -> tuple[Story, ...]:
    """Those of a municipality. Raises BadMunicipality."""
    for path in sorted(folder.glob("*/stories.yaml")):
        if str(read(path.with_name("municipality.yaml")).get("kommune")) == kommune:
            return checked(Stories, path, read(path)).stories
    return ()


def whose(command: Request, step: Step, actor: Actor) -> Owner:
    """A log's spine is the family's, a contribution its writer's, casework the unit's."""
    if step.of or command.service != "case":
        return step.of or command.service
    about_the_log = hasattr(command, "stafettlogg") and not hasattr(command, "contribution")
    return FAMILY if about_the_log else actor.owner


async def tell(settings: Settings, of: SettingsOf | None = None) -> int:
    """Returns how many stories there are. Raises Broken.

    settings: the portal's. of: an identity's settings, where we have them all; without, what was days ago is today.
    """
    broker = bus.connect(settings)
    await broker.connect()
    try:
        client, room = bus.Client(broker, settings), asyncio.Semaphore(AT_ONCE)
        today = datetime.now(OSLO)
        told = [
            _tell(client, room, Cast(demo, today), story, of)
            for demo in load_demo(settings.municipalities)
            for story in stories(settings.municipalities, demo.kommune)
        ]
        await asyncio.gather(*told)
        return len(told)
    finally:
        await broker.stop()


async def _tell(client: bus.Client, room: asyncio.Semaphore, cast: Cast, story: Story, of: SettingsOf | None) -> None:
    child, seen = cast.child(story.child), None
    async with room:
        for number, told in enumerate(story.steps):
            actor = cast.actors[told.who]
            answers = told.do == consent.AnswerConsent.name
            step = await _with_consent(client, child, actor, told) if answers else told
            command = cast.command(child, number, step)
            if step.days_ago and of:
                done = await done_then(of(f"case-{actor.owner}"), command, actor, step.days_ago)
                seen = done.event or seen
            else:
                seen = await _say(client, command, step, actor, seen) or seen


async def _with_consent(client: bus.Client, child: DemoChild, actor: Actor, step: Step) -> Step:
    """A parent answers for one service; which consent that is, stands on their page."""
    found: consent.Consents = await client.ask(consent.ReadConsents(child=child.id), owner="consent", actor=actor)
    which = next(one.consent for one in found.consents if one.service == step.said["service"])
    freely = {"told_of_rights": True, "said_freely": True}
    heard = {"child_heard": {"how": step.said["heard"], "by": actor.id}} if "heard" in step.said else {}
    return step.model_copy(update={"said": {"consent": which, "yes": step.said["yes"], **freely, **heard}})


async def _say(client: bus.Client, command: Command, step: Step, actor: Actor, seen: str | None) -> str | None:
    """seen: what the story has come to, which the asked service must have heard of first."""
    owner = whose(command, step, actor)
    for left in reversed(range(TRIES)):
        try:
            if command.service == "case" and actor.owner == owner:
                await client.ask(case.MyLogs(seen=seen), owner=owner, actor=actor)
            done: Done = await client.ask(command, owner=owner, actor=actor)
        except (Unavailable, RemoteRefused) as error:
            if not left or not (error.retryable or error.code == "AccessDenied"):
                raise Broken(f"{step.who}: {step.do}: {error.code}") from error
            await asyncio.sleep(1)
        else:
            return done.event
    return None
