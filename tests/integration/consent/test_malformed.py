"""Whatever bytes arrive, the answer is a clear no and nothing changes."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.consent.family import today
from shared.contracts.consent import (
    AskConsent,
    ReadConsents,
)
from shared.errors import Unavailable
from tests.integration.consent.asking import Asker, Household, changed, rows
from tests.unit.consent.world import SHARED, teacher

SOON = today(datetime.now(UTC)) + timedelta(days=30)
ASK_PPT = "req.consent.ppt.release-keys.v1"


def body(home: Household, **more: object) -> bytes:
    return orjson.dumps({"child": home.child, "wanted": [{"owner": "ppt", "category": "notes"}], **more})


@pytest.mark.parametrize("broken", ["no json", "unknown field", "wrong type", "not utf-8", "nothing", "oversized"])
async def test_a_malformed_request_is_refused(
    services: dict[str, Asker], home: Household, database: asyncpg.Connection, broken: str
) -> None:
    ppt, before = services["ppt"], await changed(database)
    sent = {
        "no json": b"child=c-1",
        "unknown field": body(home, more=1),
        "wrong type": body(home, wanted="notes"),
        "not utf-8": b'{"child": "\xff\xfe"}',
        "nothing": b"",
        "oversized": body(home, wanted=[{"owner": "ppt", "category": "notes"}] * 20_000),
    }[broken]
    assert await ppt.send(ASK_PPT, sent, ppt.token(ppt.itself, sent, "consent.ppt")) == "InvalidRequest"
    assert await changed(database) == before


async def test_what_the_server_does_not_carry_never_leaves(portal: Asker, home: Household) -> None:
    asked = AskConsent(child=home.child, services=("ppt",), categories=SHARED * 600_000, expires_on=SOON)
    with pytest.raises(Unavailable):
        await portal.ask(asked, teacher)
    assert await portal.ask(ReadConsents(child=home.child), home.mother)


@pytest.mark.parametrize("token", [None, "", "a.b.c", "ø"])
async def test_without_a_token_nobody_is_answered(
    services: dict[str, Asker], home: Household, token: str | None
) -> None:
    assert await services["ppt"].send(ASK_PPT, body(home), token) == "NotAuthentic"


async def test_a_token_is_good_for_one_body_and_one_service(services: dict[str, Asker], home: Household) -> None:
    ppt = services["ppt"]
    moved = ppt.token(ppt.itself, body(Household.new()), "consent.ppt")
    misdirected = ppt.token(ppt.itself, body(home), "consent.barnehage")
    for token in (moved, misdirected):
        assert await ppt.send(ASK_PPT, body(home), token) == "NotAuthentic"


@pytest.mark.parametrize(("issued", "expires"), [(-120, -60), (-10, 600), (60, 100)])
async def test_a_token_is_good_for_a_minute(
    services: dict[str, Asker], home: Household, database: asyncpg.Connection, issued: int, expires: int
) -> None:
    ppt, now, sent = services["ppt"], int(time.time()), body(home)
    fresh = jwt.decode(ppt.token(ppt.itself, sent, "consent.ppt"), OKPKey.import_key(ppt.settings.signing_key),
                       algorithms=["Ed25519"])  # fmt: skip
    claims = fresh.claims | {"iat": now + issued, "exp": now + expires, "jti": uuid4().hex}
    stale = jwt.encode(fresh.header, claims, OKPKey.import_key(ppt.settings.signing_key), algorithms=["Ed25519"])
    assert await ppt.send(ASK_PPT, sent, stale) == "StaleRequest"
    assert (await rows(database, "release-keys", None))[-1].code == "StaleRequest"
