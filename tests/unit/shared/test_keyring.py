import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from shared import sealing
from shared.contracts.common import Category
from shared.errors import Unavailable
from shared.sealing import DataKey, KeyId, Keyring, Slot
from tests.unit.shared.seen import points

NOTES, HEALTH = Category.NOTES, Category.HEALTH


def key(owner: str, category: Category = NOTES, epoch: int = 1, child: str = "c-1") -> DataKey:
    return DataKey(KeyId(child, owner, category, epoch), bytes([epoch] * 32))


class Consent:
    """Gives the keys it has, and remembers what it was asked."""

    def __init__(self, *keys: DataKey, minutes: float = 5) -> None:
        self.keys, self.minutes = list(keys), minutes
        self.asked: list[tuple[str, ...]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def fetch(self, _kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        self.asked.append(tuple(owner for owner, _ in slots))
        given = [k for k in self.keys if k.id.child == child and (k.id.owner, k.id.category) in slots]
        until = datetime.now(UTC) + timedelta(minutes=self.minutes)
        await self.open.wait()
        return [(k, until) for k in given]


async def held(ring: Keyring, *owners: str) -> set[KeyId]:
    return set(await ring.keys("4999", "c-1", [(owner, NOTES) for owner in owners]))


async def test_a_key_is_asked_for_once_while_its_lease_lasts() -> None:
    consent = Consent(key("ppt"))
    ring = Keyring("barnehage", consent.fetch)
    assert await held(ring, "ppt") == await held(ring, "ppt") == {key("ppt").id}
    assert consent.asked == [("ppt",)]


async def test_each_use_is_counted_by_whether_the_key_was_held(reader: InMemoryMetricReader) -> None:
    ring = Keyring("barnehage", Consent(key("ppt")).fetch)
    for _ in range(4):
        await held(ring, "ppt")
    counted = {point.attributes["outcome"]: point.value for point in points(reader, "stafett.keys")}
    assert counted == {"asked": 1, "held": 3}


async def test_many_at_once_ask_once() -> None:
    consent = Consent(key("ppt"))
    consent.open.clear()
    ring = Keyring("barnehage", consent.fetch)
    waiting = [asyncio.create_task(held(ring, "ppt")) for _ in range(20)]
    await asyncio.sleep(0)
    consent.open.set()
    assert await asyncio.gather(*waiting) == [{key("ppt").id}] * 20
    assert consent.asked == [("ppt",)]


async def test_only_what_is_missing_is_asked_for() -> None:
    consent = Consent(key("ppt"), key("bup"))
    ring = Keyring("barnehage", consent.fetch)
    await held(ring, "ppt")
    assert await held(ring, "ppt", "bup") == {key("ppt").id, key("bup").id}
    assert consent.asked == [("ppt",), ("bup",)]


async def test_one_child_s_key_is_never_another_s() -> None:
    consent = Consent(key("ppt"))
    ring = Keyring("barnehage", consent.fetch)
    await held(ring, "ppt")
    assert await ring.keys("4999", "c-2", [("ppt", NOTES)]) == {}
    assert await ring.keys("4601", "c-1", [("ppt", HEALTH)]) == {}


async def test_a_key_whose_lease_has_ended_is_not_used() -> None:
    consent = Consent(key("ppt"), minutes=0.001)
    ring = Keyring("barnehage", consent.fetch)
    assert await held(ring, "ppt") == {key("ppt").id}
    await asyncio.sleep(0.1)
    consent.keys.clear()
    assert await held(ring, "ppt") == set()


async def test_a_lease_that_ended_on_its_way_is_not_used_at_all() -> None:
    assert await held(Keyring("barnehage", Consent(key("ppt"), minutes=-1).fetch), "ppt") == set()


async def test_the_secret_of_an_ended_lease_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SWEEP", 0)
    consent = Consent(key("ppt"), minutes=0.001)
    ring = Keyring("barnehage", consent.fetch)
    await held(ring, "ppt")
    await asyncio.sleep(0.1)
    consent.keys[:] = [key("ppt", child="c-2")]
    await ring.keys("4999", "c-2", [("ppt", NOTES)])
    assert bytes([1] * 32) not in [
        k.secret for keys in ring._held.values() for k, _ in keys.values() if k.id.child == "c-1"
    ]


async def test_after_a_withdrawal_lent_keys_are_gone_at_once_and_own_keys_stay() -> None:
    consent = Consent(key("ppt"), key("barnehage"))
    ring = Keyring("barnehage", consent.fetch)
    await held(ring, "ppt", "barnehage")
    consent.keys.pop(0)
    ring.drop("c-1")
    assert await held(ring, "ppt", "barnehage") == {key("barnehage").id}
    assert consent.asked == [("barnehage", "ppt"), ("ppt",)]


async def test_of_an_erased_child_own_keys_are_forgotten_too() -> None:
    consent = Consent(key("ppt"), key("barnehage"))
    ring = Keyring("barnehage", consent.fetch)
    await held(ring, "ppt", "barnehage")
    consent.keys.clear()
    ring.forget("c-1")
    assert await held(ring, "ppt", "barnehage") == set()


async def test_a_key_that_was_on_its_way_when_consent_was_withdrawn_is_not_used() -> None:
    consent = Consent(key("ppt"), key("barnehage"))
    consent.open.clear()
    ring = Keyring("barnehage", consent.fetch)
    reading = asyncio.create_task(held(ring, "ppt", "barnehage"))
    await asyncio.sleep(0)
    consent.keys.pop(0)  # withdrawn
    ring.drop("c-1")
    consent.open.set()
    assert await reading == {key("barnehage").id}
    assert await held(ring, "ppt") == set()


async def test_what_is_written_is_sealed_under_the_newest_key() -> None:
    ring = Keyring("ppt", Consent(key("ppt", epoch=1), key("ppt", epoch=3), key("ppt", epoch=2)).fetch)
    assert await ring.own("4999", "c-1", NOTES) == key("ppt", epoch=3)


async def test_without_an_own_key_nothing_is_sealed() -> None:
    with pytest.raises(LookupError):
        await Keyring("ppt", Consent().fetch).own("4999", "c-1", NOTES)


async def test_a_failed_fetch_does_not_stand_in_the_way_of_the_next() -> None:
    consent = Consent(key("ppt"))
    failures = [ConnectionError()]

    async def fetch(kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        if failures:
            raise failures.pop()
        return await consent.fetch(kommune, child, slots)

    ring = Keyring("barnehage", fetch)
    with pytest.raises(ConnectionError):
        await held(ring, "ppt")
    assert await held(ring, "ppt") == {key("ppt").id}


# --- What is written is closed under the newest ---------------------------------------------------


async def test_a_newer_key_is_looked_for_after_a_withdrawal_and_otherwise_not() -> None:
    consent = Consent(key("ppt"))
    ring = Keyring("ppt", consent.fetch)
    for _ in range(3):
        assert await ring.own("4999", "c-1", NOTES) == key("ppt")
    consent.keys.append(key("ppt", epoch=2))
    assert await ring.own("4999", "c-1", NOTES) == key("ppt")
    assert len(consent.asked) == 1
    ring.drop("c-2")
    assert await ring.own("4999", "c-1", NOTES) == key("ppt")
    ring.drop("c-1")
    assert await ring.own("4999", "c-1", NOTES) == key("ppt", epoch=2)
    assert len(consent.asked) == 2


async def test_a_newer_key_is_looked_for_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    consent = Consent(key("ppt"))
    ring = Keyring("ppt", consent.fetch)
    await ring.own("4999", "c-1", NOTES)
    consent.keys.append(key("ppt", epoch=2))
    monkeypatch.setattr(sealing, "day_of", lambda at: at.date() + timedelta(days=1))
    assert await ring.own("4999", "c-1", NOTES) == key("ppt", epoch=2)


async def test_while_nobody_answers_the_newest_key_held_goes_on_and_is_not_taken_for_the_newest_there_is() -> None:
    consent, away = Consent(key("ppt")), [Unavailable(), Unavailable()]

    async def fetch(kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        if consent.asked and away:
            raise away.pop()
        return await consent.fetch(kommune, child, slots)

    ring = Keyring("ppt", fetch)
    await ring.own("4999", "c-1", NOTES)
    consent.keys.append(key("ppt", epoch=2))
    ring.drop("c-1")
    assert await ring.own("4999", "c-1", NOTES) == key("ppt")
    assert await ring.own("4999", "c-1", NOTES) == key("ppt")
    assert await ring.own("4999", "c-1", NOTES) == key("ppt", epoch=2)


async def test_a_newer_key_than_those_held_is_asked_for_when_it_is_needed_and_an_older_one_is_not() -> None:
    consent = Consent(key("ppt", epoch=2))
    ring = Keyring("barnehage", consent.fetch)
    slots = [("ppt", NOTES)]
    await ring.keys("4999", "c-1", slots)
    assert set(await ring.keys("4999", "c-1", slots, [key("ppt", epoch=1).id])) == {key("ppt", epoch=2).id}
    assert len(consent.asked) == 1
    consent.keys.append(key("ppt", epoch=3))
    found = await ring.keys("4999", "c-1", slots, [key("ppt", epoch=3).id])
    assert set(found) == {key("ppt", epoch=2).id, key("ppt", epoch=3).id}
    assert len(consent.asked) == 2


async def test_while_nobody_answers_what_is_held_is_opened_and_what_is_newer_is_not() -> None:
    consent, away = Consent(key("ppt")), False

    async def fetch(kommune: str, child: str, slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        if away:
            raise Unavailable
        return await consent.fetch(kommune, child, slots)

    ring = Keyring("barnehage", fetch)
    await ring.keys("4999", "c-1", [("ppt", NOTES)])
    away = True
    assert set(await ring.keys("4999", "c-1", [("ppt", NOTES)], [key("ppt", epoch=2).id])) == {key("ppt").id}
    with pytest.raises(Unavailable):
        await ring.keys("4999", "c-1", [("ppt", HEALTH)])
