"""One consent as it stands: versioned, each version with the hash of the one before."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import rfc8785

from services.consent.events import ConsentAsked, ConsentEvent
from shared.contracts.common import Category, Id, Owner
from shared.contracts.consent import Heard, How, Kind, State
from shared.days import day_of

LIVE = frozenset({State.PROPOSED, State.PARTIAL, State.ACTIVE})


@dataclass(frozen=True, slots=True)
class Answer:
    """yes, no, withdrawn; when, and how it was given."""

    said: str
    at: datetime | None = None
    how: How | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """One service, let in or not. `version` counts what has happened to it; `previous` is the hash of the one before.

    whole: everything that was said since the first question builds on what stands here before it.
    """

    id: Id
    service: Owner
    purpose: str
    categories: tuple[Category, ...]
    asker: Id
    asked_by_owner: Owner
    givers: frozenset[Id]
    expires_on: date
    state: State = State.PROPOSED
    kind: Kind = Kind.SECRECY
    legal_basis: Id | None = None
    partners: frozenset[Owner] | None = None  # None: everybody the family has said yes to
    covers_from: date | None = None
    review_on: date | None = None
    renew_from: date | None = None
    text_version: Id = ""
    text_sha256: str = ""
    language: str = ""
    rule_version: str | None = None
    heard: Heard | None = None
    valid_from: date | None = None  # when the last giver had said yes
    answers: Mapping[Id, Answer] = field(default_factory=dict)
    was_active: bool = False
    version: int = 1
    previous: str | None = None
    whole: bool = True

    @property
    def mark(self) -> str:
        """How audit rows name it."""
        return f"{self.id}@{self.version}"

    @property
    def record(self) -> dict[str, Any]:
        """What this version says, for anybody to count the hash of (RFC 8785).

        What is not known does not stand in it, so that a field that comes later changes no older hash. By which rules
        it was asked has been known for longer than how the child is heard, and joined the record with that.
        """
        told = {
            "id": self.id, "version": self.version, "previous": self.previous, "state": self.state, "kind": self.kind,
            "to": self.service, "partners": self.partners and sorted(self.partners), "purpose": self.purpose,
            "categories": sorted(self.categories), "covers_from": self.covers_from, "expires_on": self.expires_on,
            "review_on": self.review_on, "renew_from": self.renew_from, "legal_basis": self.legal_basis,
            "text": self.text_version, "text_sha256": self.text_sha256, "language": self.language, "asker": self.asker,
            "asked_by": self.asked_by_owner, "givers": sorted(self.givers),
            "heard": self.heard, "rule_version": self.heard and self.rule_version,
            "valid_from": self.heard and self.valid_from,
            "answers": {giver: _told(answer) for giver, answer in self.answers.items()},
        }  # fmt: skip
        return {name: str(value) if isinstance(value, date) else value for name, value in told.items() if value}

    @property
    def sha256(self) -> str:
        return hashlib.sha256(rfc8785.dumps(self.record)).hexdigest()

    def on(self, day: date) -> State:
        """Its state on a day: from `expires_on` it has ended, whether or not a timer has said so."""
        return State.EXPIRED if self.state in LIVE and day >= self.expires_on else self.state

    def live(self, day: date) -> bool:
        return self.on(day) in LIVE

    def active(self, day: date) -> bool:
        return self.on(day) is State.ACTIVE

    def lets_in(self, day: date) -> bool:
        return self.kind is Kind.SECRECY and self.active(day)

    def covers(self, category: Category, day: date) -> bool:
        return category in self.categories and self.lets_in(day)


def asked(event: ConsentAsked) -> Consent:
    return Consent(
        id=event.consent, service=event.to, purpose=event.purpose, categories=event.categories, asker=event.asker,
        asked_by_owner=event.asked_by_owner, givers=frozenset(event.givers), expires_on=event.expires_on,
        kind=event.kind, legal_basis=event.legal_basis, covers_from=event.covers_from, review_on=event.review_on,
        renew_from=event.renew_from,
        partners=None if event.partners is None else frozenset(event.partners), text_version=event.text_version,
        text_sha256=event.text_sha256, language=event.language, rule_version=event.rule_version, heard=event.heard,
    )  # fmt: skip


def moved(
    before: Consent, event: ConsentEvent, to: State, *, by: Id | None = None, answer: Answer | None = None
) -> Consent:
    """The next version, after what `event` tells."""
    known = before.sha256
    return replace(
        before, state=to, version=before.version + 1, previous=known,
        answers={**before.answers, by: answer} if by and answer else before.answers,
        was_active=before.was_active or to is State.ACTIVE,
        valid_from=day_of(event.at) if event.at and to is State.ACTIVE else before.valid_from,
        whole=before.whole and event.previous in {None, known},
    )  # fmt: skip


def _told(answer: Answer) -> dict[str, Any]:
    how = answer.how.model_dump(mode="json", exclude_none=True) if answer.how else None
    told = {"said": answer.said, "at": answer.at and answer.at.isoformat(), "how": how}
    return {name: value for name, value in told.items() if value}
