"""What the notify service takes. A notice says only that there is something to see."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import Command, Id, Moment, Personal, Query, Reply, Request


class RegisterContact(Command):
    """From the contact register: where a person is reached, and in which language."""

    name: ClassVar[str] = "register-contact"
    service: ClassVar[str] = "notify"
    person: Id
    email: Personal[str] = Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$")
    language: str = Field(default="nb", pattern="^[a-z]{2,3}$")


class Remind(Command):
    """From the audit service: something of this person's must be seen to today. about: why, by its id."""

    name: ClassVar[str] = "remind"
    service: ClassVar[str] = "notify"
    person: Id
    about: Id


class Delivery(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Notice(BaseModel, frozen=True):
    notice: Id
    created_at: Moment
    due_at: Moment
    state: Delivery
    sent_at: Moment | None


class Notices(Reply):
    notices: tuple[Notice, ...]


class MyNotices(Query):
    """The asking person's own notices, newest first."""

    name: ClassVar[str] = "my-notices"
    service: ClassVar[str] = "notify"
    reply: ClassVar[type[BaseModel]] = Notices


REQUESTS: tuple[type[Request], ...] = (RegisterContact, Remind, MyNotices)
