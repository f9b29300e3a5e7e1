"""Whatever is sent to a service is answered with a typed refusal in time, changes nothing, and is written down."""

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack
from itertools import islice
from typing import Any, TypeVar

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared import tokens
from shared.contracts.common import Request, Role
from tests.integration.platform.asking import Hand, addressed, hand
from tests.integration.platform.examples import REQUESTS, asked_at, asker, example, malformed
from tests.integration.platform.stillness import Watch, tables
from tests.integration.platform.tale import Tale
from tests.servers import Installation

_T = TypeVar("_T")
DENIED = """
SELECT count(*) FROM {}, jsonb(convert_from(entry, 'UTF8')) AS told
WHERE told->>'action' = $1 AND told->>'outcome' = 'denied'
"""
IN_TIME = 3.0  # seconds, on a machine that does other things too
AT_ONCE = 10


def batched(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some


@pytest.fixture(scope="module")
async def hands(ground: Installation) -> AsyncIterator[dict[str, Hand]]:
    async with AsyncExitStack() as stack:
        names = ("portal", "register", "case-familie", "case-ppt", "audit")
        yield {name: await stack.enter_async_context(hand(ground, name)) for name in names}


class Case:
    """One kind of request at the service that answers it."""

    def __init__(self, kind: type[Request], tale: Tale, hands: dict[str, Hand], watch: Watch) -> None:
        self.request, self.owner = example(kind, tale), asked_at(kind)
        identity, who = asker(kind)
        if identity == "case-familie":
            self.owner = "familie"
        self.hand = hands[identity]
        self.by = tale.people.get(who) or self.hand.itself()
        self.where, self.body, self.audience = addressed(self.request, self.owner)
        database = f"case_{self.owner}" if kind.service == "case" else kind.service
        self._database = watch.databases[database]

    async def counts(self) -> tuple[int, int]:
        """Events, and refusals of this kind of request in the audit trail."""
        logs, trails = [await tables(self._database, name) for name in ("events", "audit_trail")]
        events = [await self._database.fetchval(f"SELECT count(*) FROM {log}") for log in logs]
        denied = [await self._database.fetchval(DENIED.format(trail), type(self.request).name) for trail in trails]
        return sum(events), sum(denied)

    async def codes(self, sent: Mapping[str, tuple[bytes, str | None]]) -> dict[str, str | None]:
        """By name, the code of the answer to each body and token; some are under way at once, and all come in time."""
        codes: list[str | None] = []
        for some in batched(sent.values(), AT_ONCE):
            began = time.monotonic()
            answers = await asyncio.gather(*(self.hand.send(self.where, body, token) for body, token in some))
            assert time.monotonic() - began < IN_TIME
            codes += [answer.code for answer in answers]
        return dict(zip(sent, codes, strict=True))


@pytest.fixture(params=REQUESTS, ids=lambda kind: kind.name)
def one(request: pytest.FixtureRequest, tale: Tale, hands: dict[str, Hand], watch: Watch) -> Case:
    return Case(request.param, tale, hands, watch)


async def test_what_is_not_well_formed_is_refused_as_such(one: Case) -> None:
    before = await one.counts()
    sent = {name: (body, one.hand.token(one.by, body, one.audience)) for name, body in malformed(one.request)}
    codes = await one.codes(sent)
    assert {name: code for name, code in codes.items() if code != "InvalidRequest"} == {}
    assert await one.counts() == before


async def test_who_cannot_prove_who_asks_is_refused_and_written_down(one: Case, hands: dict[str, Hand]) -> None:
    events, denied = await one.counts()
    untrue = {name: (one.body, token) for name, token in lies(one, hands)}
    codes = await one.codes(untrue)
    stale = {name for name in codes if name in {"expired", "not yet begun", "meant for too long"}}
    assert codes == {name: "StaleRequest" if name in stale else "NotAuthentic" for name in codes}
    assert await one.counts() == (events, denied + len(untrue))


def lies(one: Case, hands: dict[str, Hand]) -> Iterator[tuple[str, str | None]]:
    """Tokens that prove nothing, with the well-formed request they come with."""
    yield from _no_tokens(one)
    yield from _of_others(one, hands)
    yield from _nonsense(one)


def _no_tokens(one: Case) -> Iterator[tuple[str, str | None]]:
    honest = one.hand.token(one.by, one.body, one.audience)
    header, claims, signature = honest.split(".")
    yield "none", None
    for garbage in ("", "x", "a.b.c", "....", "x" * 100_000, "æøå", honest.upper()):
        yield f"garbage {garbage[:9]}", garbage
    yield "a deep header", f"{_coded(b'[' * 50_000)}.{claims}.{signature}"
    yield "deep claims", f"{header}.{_coded(b'[' * 50_000)}.{signature}"
    yield "no signature", f"{header}.{claims}."
    yield "another's signature", f"{header}.{claims}.{_coded(bytes(64))}"
    for algorithm in ("none", "HS256", "EdDSA"):
        told = orjson.dumps({"alg": algorithm, "kid": one.hand.settings.identity})
        yield f"by {algorithm}", f"{_coded(told)}.{claims}.{signature}"


def _of_others(one: Case, hands: dict[str, Hand]) -> Iterator[tuple[str, str]]:
    by, body, audience, identity = one.by, one.body, one.audience, one.hand.settings.identity
    thief, stranger = hands["case-ppt"], Ed25519PrivateKey.generate()
    yield "for another service", one.hand.token(by, body, "notify.nobody")
    yield "for another owner", one.hand.token(by, body, f"{audience.split('.')[0]}.ppt")
    yield "moved to another body", one.hand.token(by, body + b" ", audience)
    yield "signed by a stranger", one.hand.forged(by, body, audience, key=stranger)
    yield "of another identity", thief.token(by, body, audience)
    yield "in another's name", thief.forged(by, body, audience, iss=identity, kid=identity)
    yield "with another's name inside", thief.forged(by, body, audience, iss=identity)
    yield "with another's name outside", thief.forged(by, body, audience, kid=identity)
    yield "of nobody", one.hand.forged(by, body, audience, kid="nobody")
    for role in Role:
        if role not in tokens.MAY_SPEAK_FOR.get(identity, {Role.SYSTEM}):
            yield f"as {role}", one.hand.token(by.model_copy(update={"role": role}), body, audience)


def _nonsense(one: Case) -> Iterator[tuple[str, str]]:
    now = int(time.time())
    times = {"expired": (-120, -60), "not yet begun": (3600, 3660), "meant for too long": (0, 3600)}
    for name, (issued, expires) in times.items():
        yield name, _forged(one, iat=now + issued, exp=now + expires)
    for claim, wrong in {
        "act": (None, "x", {}, one.by.model_dump(mode="json") | {"spy": 1}, {"id": "A B"}),
        "iat": (None, "x", []), "exp": (None, "x", {}), "aud": (None, [one.audience], ""),
        "msg": (None, "", "x"), "iss": (None, "", ["portal"]),
    }.items():  # fmt: skip
        for value in wrong:
            yield f"{claim} is {str(value)[:20]}", _forged(one, **{claim: value})


def _forged(one: Case, **claims: Any) -> str:
    return one.hand.forged(one.by, one.body, one.audience, **claims)


def _coded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/json"}, {"content-type": "text/plain"}, {"traceparent": "00-x"},
        {"X": "x" * 9000},
        {"Stafett-Correlation": "{x"}, {"correlation_id": "x" * 9000, "message_id": "x"}, {"Status": "503"},
    ],
)  # fmt: skip
async def test_no_header_keeps_an_answer_from_coming(one: Case, headers: dict[str, str]) -> None:
    body = b"\xff{"
    answer = await one.hand.send(one.where, body, one.hand.token(one.by, body, one.audience), **headers)
    assert answer.code == "InvalidRequest"
