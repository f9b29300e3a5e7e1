"""The undringssamtale: prepared, held and written down by the unit; prepared by the parents if they wish.

Parents ask the owner that invited them: at nivå 0 nothing is shared yet, so what they write belongs where it is read.
They reach the invitation addressed to them and their own answer to it, and nothing else of the casework.
"""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.case.casework import Worry
from shared.contracts.common import Id, Line, Locating, Moment, Personal, Reply, Text


class PrepareConversation(CaseCommand):
    """The unit's own sheet. Sent again, it replaces what was there. interpreter: the language, if one is needed."""

    name: ClassVar[str] = "prepare-conversation"
    case: Id
    episodes: Personal[tuple[Text, ...]] = Field(default=(), max_length=10)  # concrete, as they were written down
    questions: Personal[tuple[Line, ...]] = Field(default=(), max_length=10)  # open ones
    phrases: Personal[tuple[Line, ...]] = Field(default=(), max_length=10)  # that wonder rather than blame
    parents_may_wish: Personal[Text] | None = None
    interpreter: Personal[Line] | None = None


class InviteToConversation(CaseCommand):
    """To guardians by name. They see the time, the place and the message."""

    name: ClassVar[str] = "invite-to-conversation"
    case: Id
    invitation: Id
    meets_at: Moment
    place: Personal[Line]
    message: Personal[Text] | None = None
    guardians: tuple[Id, ...] = Field(min_length=1, max_length=8)


class CancelConversation(CaseCommand):
    """Takes an invitation back; the parents see that it is off, and never why."""

    name: ClassVar[str] = "cancel-conversation"
    case: Id
    invitation: Id


class RecordConversation(CaseCommand):
    """The undringssamtale, as it was held. The child's own view, or why it was not asked for."""

    name: ClassVar[str] = "record-conversation"
    case: Id
    held_on: date
    parents_view: Personal[Text]
    childs_view: Personal[Text] | None = None
    not_heard_because: Personal[Text] | None = None
    parents_worry: Personal[Worry | None] = None
    childs_worry: Personal[Worry | None] = None


# --- The parents' side ----------------------------------------------------------------------------


class PrepareForConversation(CaseCommand):
    """A parent's own words before the conversation. Sent again before it begins, it replaces what was there."""

    name: ClassVar[str] = "prepare-for-conversation"
    invitation: Id
    works_well: Personal[Text] | None = None
    wondering: Personal[Text] | None = None
    wishes: Personal[Text] | None = None
    interpreter: Personal[Line] | None = None


class ParentsAnswer(BaseModel, frozen=True):
    guardian: Id
    at: Moment
    works_well: Personal[Text] | None = None
    wondering: Personal[Text] | None = None
    wishes: Personal[Text] | None = None
    interpreter: Personal[Line] | None = None


class ConversationInvitation(BaseModel, frozen=True):
    """`answer`: the asking parent's own. place: None for those who need not know it while the address is protected."""

    invitation: Id
    child: Id
    meets_at: Moment
    place: Personal[Locating[Line | None]]
    message: Personal[Text] | None
    cancelled: bool
    answer: ParentsAnswer | None


class Conversations(Reply):
    """Newest first."""

    invitations: tuple[ConversationInvitation, ...]


class MyConversations(CaseQuery):
    """The conversations that the asked service has invited the asking parent to."""

    name: ClassVar[str] = "my-conversations"
    reply: ClassVar[type[BaseModel]] = Conversations
