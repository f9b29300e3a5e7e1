"""Whatever is sent to a service is answered with a typed refusal in time, changes nothing, and is written down."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from shared.contracts.common import Request
from tests.integration.platform.asking import Hand, addressed, hand
from tests.integration.platform.examples import REQUESTS, asked_at, asker, example, malformed
from tests.integration.platform.stillness import Watch
from tests.integration.platform.tale import Tale
from tests.servers import Installation

IN_TIME = 3.0  # seconds, on a machine that does other things too


@pytest.fixture(scope="module")
async def hands(ground: Installation) -> AsyncIterator[dict[str, Hand]]:
    async with AsyncExitStack() as stack:
        names = ("portal", "register", "case-familie", "case-ppt")
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
        return await self._database.fetchrow(
            """SELECT (SELECT count(*) FROM events),
                      (SELECT count(*) FROM audit_trail, jsonb(convert_from(entry, 'UTF8')) AS told
                       WHERE told->>'action' = $1 AND told->>'outcome' = 'denied')""",
            type(self.request).name,
        )

    async def code(self, body: bytes, token: str | None) -> str | None:
        began = time.monotonic()
        answer = await self.hand.send(self.where, body, token)
        assert time.monotonic() - began < IN_TIME
        return answer.code


@pytest.fixture(params=REQUESTS, ids=lambda kind: kind.name)
def one(request: pytest.FixtureRequest, tale: Tale, hands: dict[str, Hand], watch: Watch) -> Case:
    return Case(request.param, tale, hands, watch)


async def test_what_is_not_well_formed_is_refused_as_such(one: Case) -> None:
    before, wrong = await one.counts(), {}
    for name, body in malformed(one.request):
        code = await one.code(body, one.hand.token(one.by, body, one.audience))
        if code != "InvalidRequest":
            wrong[name] = code
    assert wrong == {}
    assert await one.counts() == before
