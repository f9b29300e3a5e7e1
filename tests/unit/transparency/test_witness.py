"""C2SP tlog-witness: what a municipality's operator might try, and what the protocol demands."""

import asyncio
import itertools
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency import note
from shared.transparency.checkpoint import Checkpoint, open_checkpoint
from shared.transparency.note import Kind
from shared.transparency.witness import Answer, Rejected, Request, Witness, parse
from tests.unit.transparency.logs import LOG, NOW, ORIGIN, WITNESSES, Log, Signer, entries

SIGNER = WITNESSES[3]
OK, CONFLICT = HTTPStatus.OK, HTTPStatus.CONFLICT
UNPROVEN, FORBIDDEN, UNKNOWN, BAD = (
    HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST,
)  # fmt: skip


class InMemory:
    def __init__(self) -> None:
        self.stored: dict[str, Checkpoint] = {}

    async def latest(self, origin: str) -> Checkpoint | None:
        await asyncio.sleep(0)  # as a database would, it lets others in
        return self.stored.get(origin)

    async def replace(self, known: Checkpoint | None, new: Checkpoint) -> bool:
        await asyncio.sleep(0)
        if self.stored.get(new.origin) != known:
            return False
        self.stored[new.origin] = new
        return True


def witness() -> Witness:
    return Witness(SIGNER.key, SIGNER.sign, [LOG.key], InMemory(), lambda: NOW)


async def having_seen(log: Log, size: int) -> Witness:
    one = witness()
    assert (await one.add_checkpoint(Log(log.entries[:size]).request(0))).status is OK
    return one


TREE = Log(entries(200))


async def test_an_honest_log_grows_and_is_cosigned() -> None:
    one, log = witness(), Log()
    for size in (0, 100, 150, 150, 200):
        old = len(log.entries)
        log.extend(TREE.entries[old:size])
        answer = await one.add_checkpoint(log.request(old))
        cosigned = log.note() + answer.body.encode()
        assert (answer.status, open_checkpoint(cosigned, [LOG.key], [SIGNER.key]).witnesses) == (OK, {SIGNER.key: NOW})


async def test_a_rewritten_entry_is_refused() -> None:
    rewritten = Log([*TREE.entries[:42], b"another", *TREE.entries[43:180]])
    assert (await (await having_seen(TREE, 150)).add_checkpoint(rewritten.request(150))).status is UNPROVEN


async def test_a_deleted_entry_is_refused() -> None:
    deleted = Log([*TREE.entries[:149], *TREE.entries[150:180]])
    assert (await (await having_seen(TREE, 150)).add_checkpoint(deleted.request(150))).status is UNPROVEN


async def test_a_restored_log_is_told_how_far_it_was() -> None:
    one, restored = await having_seen(TREE, 150), Log(TREE.entries[:120])
    answer = await one.add_checkpoint(restored.request(100))
    assert (answer, answer.content_type) == (Answer(CONFLICT, "150\n"), "text/x.tlog.size")


async def test_a_restored_log_that_goes_on_otherwise_is_refused() -> None:
    forked = Log([*TREE.entries[:120], *(entry[::-1] for entry in TREE.entries[120:180])])
    assert (await (await having_seen(TREE, 150)).add_checkpoint(forked.request(150))).status is UNPROVEN


async def test_another_root_at_the_same_size_is_refused() -> None:
    other = Log([*TREE.entries[:149], b"another"])
    assert (await (await having_seen(TREE, 150)).add_checkpoint(other.request(150))).status is CONFLICT


async def test_a_log_signed_by_an_unknown_key_is_refused() -> None:
    assert (await witness().add_checkpoint(TREE.request(0, Signer(ORIGIN, Kind.LOG, "stolen")))).status is FORBIDDEN


async def test_a_bad_signature_of_the_log_is_refused() -> None:
    text = Log(TREE.entries[:7]).checkpoint().text()
    body = Request(0, (), note.signed(TREE.checkpoint().text(), note.log_line(text, LOG.key, LOG.sign))).encode()
    assert (await witness().add_checkpoint(body)).status is FORBIDDEN


async def test_a_log_that_nobody_has_told_of_is_not_found() -> None:
    stranger = Signer("stranger.example", Kind.LOG)
    assert (await witness().add_checkpoint(Log(entries(3), stranger.key.name).request(0, stranger))).status is UNKNOWN


async def test_what_a_refused_log_said_leaves_no_trace() -> None:
    one = await having_seen(TREE, 150)
    await one.add_checkpoint(Log([b"another"] * 180).request(150))
    assert (await one.add_checkpoint(TREE.request(150))).status is OK


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0\n", b"old 0\n\n", b"old 00\n\n" + TREE.note(), b"old -1\n\n" + TREE.note(), b"0\n\n" + TREE.note(),
        b"old 201\n\n" + TREE.note(), b"old 0\nAAAA\n\n" + TREE.note(), b"old 0\n" + TREE.note(),
        b"old 0\n" + b"gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n" * 64 + b"\n" + TREE.note(),
        b"old 0\n\n" + TREE.note()[:-1], b"old \xff\n\n" + TREE.note(),
    ],
)  # fmt: skip
async def test_what_is_not_written_as_a_request_is_refused(body: bytes) -> None:
    assert (await witness().add_checkpoint(body)).status is BAD


def test_a_request_without_a_checkpoint_is_none() -> None:
    with pytest.raises(Rejected):
        parse(b"old 0")


async def test_a_proof_of_nothing_is_refused() -> None:
    body = Request(0, tuple(TREE.consistency(100)), TREE.note()).encode()
    assert (await witness().add_checkpoint(body)).status is UNPROVEN


async def test_of_two_at_once_only_one_replaces_what_was_known() -> None:
    one = await having_seen(TREE, 100)
    answers = await asyncio.gather(
        *(one.add_checkpoint(Log(TREE.entries[:size]).request(100)) for size in (150, 200, 120))
    )
    cosigned = [answer for answer in answers if answer.status is OK]
    latest = await one.memory.latest(ORIGIN)
    assert latest is not None
    assert len(cosigned) == 1
    assert [answer.body for answer in answers if answer not in cosigned] == [f"{latest.size}\n"] * 2


class Slow(InMemory):
    """Has stored the first one, and says so only when it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.has_stored, self.released = asyncio.Event(), asyncio.Event()

    async def replace(self, known: Checkpoint | None, new: Checkpoint) -> bool:
        replaced = await super().replace(known, new)
        self.has_stored.set()
        if known is None:
            await self.released.wait()
        return replaced


async def test_no_smaller_tree_is_called_the_largest_after_a_larger_one() -> None:
    clock, memory = itertools.count(NOW), Slow()
    one = Witness(SIGNER.key, SIGNER.sign, [LOG.key], memory, lambda: next(clock))
    small, large = Log(TREE.entries[:100]), TREE
    first = asyncio.create_task(one.add_checkpoint(small.request(0)))
    await memory.has_stored.wait()
    second = await one.add_checkpoint(large.request(100))
    memory.released.set()
    answers = (await first, second)
    notes = [log.note() + answer.body.encode() for log, answer in zip((small, large), answers, strict=True)]
    seen = [open_checkpoint(signed, [LOG.key], [SIGNER.key]).witnesses[SIGNER.key] for signed in notes]
    assert seen == [NOW, NOW + 1]


FORKS = [TREE.entries, [*TREE.entries[:60], *(entry[::-1] for entry in TREE.entries[60:])]]
OFFERS = st.tuples(st.sampled_from(FORKS), st.integers(0, 200), st.integers(0, 200))


@given(st.lists(OFFERS, max_size=8))
async def test_whatever_is_offered_each_tree_that_is_cosigned_begins_with_the_one_before(
    offers: list[tuple[list[bytes], int, int]],
) -> None:
    one, seen = witness(), list[bytes]()
    for fork, guess, size in offers:
        log, old = Log(fork[:size]), guess if guess % 2 else len(seen)
        if old <= size and (await one.add_checkpoint(log.request(old))).status is OK:
            assert log.entries[: len(seen)] == seen
            seen = log.entries


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_what_is_written_is_read(old: int, proof: list[bytes]) -> None:
    request = Request(old, tuple(proof), TREE.note())
    assert parse(request.encode()) == request
