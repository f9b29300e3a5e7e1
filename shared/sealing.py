"""Personal data is stored and sent closed: AES-256-GCM under a key per child, owner, category and epoch."""

import asyncio
import base64
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from shared.contracts.common import Category
from shared.days import day_of
from shared.errors import Refused
from shared.personal import Json
from shared.telemetry import key_lookup

NONCE = 12
HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
X25519 = b"\x01"  # the lease's first byte names the suite, so that another can follow


class SealBroken(Exception):
    """A ciphertext does not belong where it was found, or was changed."""


class KeyId(NamedTuple):
    child: str
    owner: str
    category: Category
    epoch: int

    def __str__(self) -> str:
        return f"{self.child}.{self.owner}.{self.category}.{self.epoch}"

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> "KeyId":
        child, owner, category, epoch = text.split(".")
        return cls(child, owner, Category(category), int(epoch))


@dataclass(frozen=True)
class DataKey:
    id: KeyId
    secret: bytes  # 32 bytes

    def __repr__(self) -> str:
        return f"DataKey({self.id})"

    @cached_property
    def _aes(self) -> AESGCM:
        return AESGCM(self.secret)

    def seal(self, place: bytes, personal: Json) -> bytes:
        """Nonce and ciphertext. place: where it may be opened, see `place`."""
        return self.seal_bytes(place, orjson.dumps(personal))

    def open(self, place: bytes, sealed: bytes) -> Json:
        opened: Json = orjson.loads(self.open_bytes(place, sealed))
        return opened

    def seal_bytes(self, place: bytes, content: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._aes.encrypt(nonce, content, place)

    def open_bytes(self, place: bytes, sealed: bytes) -> bytes:
        try:
            return self._aes.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except (InvalidTag, ValueError) as error:  # ValueError: too short for a nonce
            raise SealBroken from error


def place(kommune: str, stream: str, event_id: UUID, sealed_as: str, key: KeyId) -> bytes:
    """What a ciphertext is bound to: moved to another child, stream, event or type it does not open."""
    return orjson.dumps([kommune, stream, str(event_id), sealed_as, str(key)])


def attached(kommune: str, stream: str, file: Json, number: int, key: KeyId) -> bytes:
    """As `place`, for a piece of a file beside what a stream says. file: which, and in how many pieces."""
    return orjson.dumps([kommune, stream, "attachment", file, number, str(key)], option=orjson.OPT_SORT_KEYS)


def seal_lease(recipient: X25519PublicKey, key: DataKey, reader: str, until: datetime) -> bytes:
    """Close a data key so that only the service `reader` can open it."""
    return X25519 + HPKE.encrypt(key.secret, recipient, _lease_info(key.id, reader, until))


def open_lease(private: X25519PrivateKey, key: KeyId, reader: str, until: datetime, sealed: bytes) -> DataKey:
    if sealed[:1] != X25519:
        raise SealBroken
    try:
        return DataKey(key, HPKE.decrypt(sealed[1:], private, _lease_info(key, reader, until)))
    except InvalidTag as error:
        raise SealBroken from error


def _lease_info(key: KeyId, reader: str, until: datetime) -> bytes:
    return orjson.dumps(["stafettlogg/lease/v1", str(key), reader, until.isoformat()])


def to_text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode("ascii")


def from_text(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SealBroken from error


SWEEP = 60.0  # seconds between looks for ended leases
Slot = tuple[str, Category]  # owner and category
Fetch = Callable[[str, str, Sequence[Slot]], Awaitable[Sequence[tuple[DataKey, datetime]]]]


class Keyring:
    """Data keys held in memory, each for as long as its lease says.

    fetch(kommune, child, slots): asks for keys; what may not be had is missing from its answer.
    """

    def __init__(self, owner: str, fetch: Fetch) -> None:
        self.owner, self._fetch = owner, fetch
        self._held: dict[tuple[str, str], dict[KeyId, tuple[DataKey, float]]] = {}
        self._asking: dict[tuple[str, str], asyncio.Lock] = {}
        self._newest: dict[tuple[str, str, Category], date] = {}  # the day on which it was known that none is newer
        self._swept = time.monotonic()

    async def own(self, kommune: str, child: str, category: Category) -> DataKey:
        """The newest key of this owner for a child and category: what is written is closed under it.

        Asked for anew each day and after each end of a consent, since then an epoch begins; while nobody answers, the
        newest one held goes on. Raises LookupError when there is none to be had.
        """
        slot, today = (self.owner, category), day_of(datetime.now(UTC))
        if self._newest.get((kommune, child, category)) != today:
            async with self._asking.setdefault((kommune, child), asyncio.Lock()):
                known = self._newest.get((kommune, child, category)) == today
                if not known and await self._ask_or_go_on(kommune, child, {slot}):
                    self._newest[kommune, child, category] = today
        keys = await self.keys(kommune, child, [slot])
        if not keys:
            raise LookupError(str(category))
        return max(keys.values(), key=lambda key: key.id.epoch)

    async def keys(
        self, kommune: str, child: str, slots: Iterable[Slot], needed: Iterable[KeyId] = ()
    ) -> Mapping[KeyId, DataKey]:
        """Every key that may be had now for these slots of a child.

        needed: what is to be opened with them. A newer key than those held is asked for, since an epoch may have begun;
        an older one is not, since what was not lent with the newer may not be had. While nobody answers, what is held
        goes on.
        """
        wanted, needed = set(slots), frozenset(needed)
        held = self._valid(kommune, child, wanted)
        if _missing(held, wanted, needed):
            async with self._asking.setdefault((kommune, child), asyncio.Lock()):
                held = self._valid(kommune, child, wanted)
                if missing := _missing(held, wanted, needed):
                    await self._ask_or_go_on(kommune, child, missing)
                    return self._valid(kommune, child, wanted)
        key_lookup(held=True)
        return held

    def drop(self, child: str) -> None:
        """Forget every key of a child that another owner has lent, also one that is on its way.

        Own keys stay, but before the next word is written under one, a newer is asked for.
        """
        self._newest = {known: day for known, day in self._newest.items() if known[1] != child}
        for (kommune, of), keys in self._held.items():
            if of == child:
                self._held[kommune, of] = {key: kept for key, kept in keys.items() if key.owner == self.owner}

    def forget(self, child: str) -> None:
        """Every key of a child whose keys were destroyed, own ones too, and one that is on its way."""
        self._newest = {known: day for known, day in self._newest.items() if known[1] != child}
        for kommune, of in [held for held in self._held if held[1] == child]:
            self._held[kommune, of] = {}

    def _valid(self, kommune: str, child: str, wanted: set[Slot]) -> dict[KeyId, DataKey]:
        now = time.monotonic()
        held = self._held.get((kommune, child), {})
        return {key: data for key, (data, ends) in held.items() if ends > now and (key.owner, key.category) in wanted}

    async def _ask_or_go_on(self, kommune: str, child: str, slots: set[Slot]) -> bool:
        """False: nobody answers, but of each slot a key is held."""
        try:
            await self._ask(kommune, child, sorted(slots))
        except Refused as error:
            if not error.retryable or _missing(self._valid(kommune, child, slots), slots, ()):
                raise
            return False
        return True

    async def _ask(self, kommune: str, child: str, missing: Sequence[Slot]) -> None:
        self._forget_ended()
        while True:
            held = self._held.setdefault((kommune, child), {})
            key_lookup(held=False)
            answer = await self._fetch(kommune, child, missing)
            if self._held[kommune, child] is held:
                break  # otherwise keys were dropped meanwhile, and this answer may be older than the withdrawal
        now, clock = time.monotonic(), time.time()
        for key, until in answer:
            held[key.id] = (key, now + until.timestamp() - clock)

    def _forget_ended(self) -> None:
        """A secret must not stay in memory for as long as nobody asks for it again."""
        now = time.monotonic()
        if now < self._swept + SWEEP:
            return
        self._swept = now
        today = day_of(datetime.now(UTC))
        self._newest = {known: day for known, day in self._newest.items() if day == today}
        for keys in self._held.values():
            for key in [key for key, (_, ends) in keys.items() if ends <= now]:
                del keys[key]


def _missing(held: Iterable[KeyId], wanted: set[Slot], needed: Iterable[KeyId]) -> set[Slot]:
    """The slots of which no key is held, or none as new as what is needed."""
    newest = dict.fromkeys(wanted, 0)
    for key in held:
        newest[key.owner, key.category] = max(newest[key.owner, key.category], key.epoch)
    newer = {
        (key.owner, key.category) for key in needed if key.epoch > newest.get((key.owner, key.category), key.epoch)
    }
    return {slot for slot, epoch in newest.items() if not epoch} | newer
