"""What a family may know of who has looked, and asking why."""

from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.common import Command, Id, Moment, Owner, Query, Reply, Role, Wording


class Look(Reply):
    """One person's looks at the stafettlogg in one day. look: the newest of them. rules: why they might."""

    look: Id
    owner: Owner  # the service whose person it was
    role: Role
    last_at: Moment
    times: int
    rules: tuple[Wording, ...]
    asked: bool = False  # for an explanation
    answered: bool = False


class Looks(Reply):
    looks: tuple[Look, ...]


class WhoHasLooked(Query):
    """What a guardian or the youth may always know; never anything of the shielded track."""

    name: ClassVar[str] = "who-has-looked"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = Looks
    child: Id


class AskExplanation(Command):
    """Becomes something that the personvernombud should look at."""

    name: ClassVar[str] = "ask-explanation"
    service: ClassVar[str] = "audit"
    child: Id
    look: Id
