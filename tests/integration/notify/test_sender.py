"""Mail by a real SMTP server: nothing lost, nothing told twice as two, and never in the way of anything else."""

import asyncio
import os
import signal
from email.message import EmailMessage
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from deploy.process import Process
from services.notify import app, sender
from shared.bus import Client
from shared.contracts.audit import AuditEntry
from shared.contracts.common import Actor, Role
from shared.contracts.notify import MyNotices, RegisterContact
from tests.integration.notify.conftest import PUBLIC_URL, municipalities
from tests.integration.notify.facts import FATHER, KOMMUNE, MOTHER, TEACHER, Speaker, actor
from tests.integration.notify.mailbox import TAKEN, Mailbox
from tests.integration.notify.serving import serving
from tests.servers import Installation
from tests.waiting import until

REGISTER = Actor(id="register", role=Role.REGISTER, kommune=KOMMUNE, owner="register")
INGRID, MAREK = "ingrid@eksempel.test", "marek@eksempel.test"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "BACKOFF", (0.3, 0.3, 0.3))
    monkeypatch.setattr(sender, "TICK", 0.05)


@pytest_asyncio.fixture
async def reached(installation: Installation, notify: asyncpg.Connection) -> None:
    """Both guardians have an address."""
    async with installation.asking("register") as register:
        await addresses(register)


async def addresses(register: Client) -> None:
    for person, email, language in ((MOTHER, INGRID, "nb"), (FATHER, MAREK, "en")):
        request = RegisterContact(person=person, email=email, language=language)
        await register.ask(request, owner="notify", actor=REGISTER)


async def states(database: asyncpg.Connection) -> dict[str, str]:
    return {row["person"]: row["state"] for row in await database.fetch("SELECT person, state FROM notices")}


async def become(database: asyncpg.Connection, expected: dict[str, str], patience: float = 10) -> None:
    async def so() -> bool:
        return await states(database) == expected

    await until(so, patience)


@pytest.mark.usefixtures("reached")
async def test_each_guardian_gets_one_mail_in_the_own_language(
    notify: asyncpg.Connection, say: Speaker, mailbox: Mailbox, installation: Installation
) -> None:
    await say.ask("k-1", "ppt")
    await become(notify, {MOTHER: "sent", FATHER: "sent"})
    (to_mother,), (to_father,) = mailbox.to(INGRID), mailbox.to(MAREK)
    assert (to_mother["Subject"], to_father["Subject"]) == ("Nytt i Stafett", "News in Stafett")
    assert PUBLIC_URL in to_mother.get_content()
    row = await notify.fetchrow("SELECT notice, message_id, attempts FROM notices WHERE person = $1", MOTHER)
    assert row
    expected = f"<{row['notice']}@stafett.eksempel.test>"
    assert (row["message_id"], row["attempts"], to_mother["Message-ID"]) == (expected, 1, expected)
    async with installation.asking("portal") as portal:
        (notice,) = (await portal.ask(MyNotices(), owner="notify", actor=actor(MOTHER))).notices
    assert notice.state == "sent"
    assert notice.sent_at


@pytest.mark.usefixtures("reached")
async def test_using_an_address_is_a_row_of_its_own(notify: asyncpg.Connection, say: Speaker) -> None:
    await say.ask("k-1", "ppt")
    await become(notify, {MOTHER: "sent", FATHER: "sent"})
    entries = [AuditEntry.model_validate_json(r[0]) for r in await notify.fetch("SELECT entry FROM audit_trail")]
    used = {entry.resources[0]: entry.actor for entry in entries if entry.action == "send-notice"}
    assert {person: by.id for person, by in used.items()} == {MOTHER: "notify", FATHER: "notify"}


async def test_what_waits_goes_out_together_at_the_digest_moment(
    installation: Installation, database: asyncpg.Connection, mailbox: Mailbox, say: Speaker,
    told: dict[str, str], tmp_path: Path,
) -> None:  # fmt: skip
    often = told | {"municipalities": str(municipalities(tmp_path, 3))}
    async with (
        serving(installation.settings("notify", **often), app.build),
        installation.asking("register") as register,
    ):
        await addresses(register)
        await say.activate("k-1", "barnehage")
        await say.open()
        for _ in range(5):
            await say.write(TEACHER)
        await until(lambda: _all_sent(database))
        digests = await database.fetchval("SELECT count(*) FROM notices WHERE person = $1", MOTHER)
        assert len(mailbox.to(INGRID)) == digests <= 2  # two when a digest moment fell in between


async def _all_sent(database: asyncpg.Connection) -> bool:
    rows = await database.fetch("SELECT state FROM notices WHERE person = ANY ($1::text[])", [MOTHER, FATHER])
    return bool(rows) and all(row["state"] == "sent" for row in rows)


@pytest.mark.usefixtures("reached")
async def test_a_mail_server_that_is_away_loses_nothing_and_holds_up_nobody(
    notify: asyncpg.Connection, say: Speaker, mailbox: Mailbox
) -> None:
    mailbox.close()
    await say.ask("k-1", "ppt")
    await until(lambda: _tried(notify, 2))
    await say.activate("k-1", "ppt")
    await become(notify, {MOTHER: "sending", FATHER: "sending", TEACHER: "waiting"})
    mailbox.open()
    await become(notify, {MOTHER: "sent", FATHER: "sent", TEACHER: "waiting"})


async def _tried(notify: asyncpg.Connection, times: int) -> bool:
    return bool(await notify.fetchval("SELECT min(attempts) >= $1 FROM notices", times))


@pytest.mark.usefixtures("reached")
async def test_trying_ends(notify: asyncpg.Connection, say: Speaker, mailbox: Mailbox) -> None:
    mailbox.answer = lambda _: "451 not now"
    await say.ask("k-1", "ppt")
    await become(notify, {MOTHER: "failed", FATHER: "failed"})
    assert await notify.fetchval("SELECT max(attempts) FROM notices") == 3
    assert not mailbox.mails


@pytest.mark.usefixtures("reached")
async def test_an_address_that_does_not_exist_is_not_tried_again(
    notify: asyncpg.Connection, say: Speaker, mailbox: Mailbox
) -> None:
    mailbox.known = lambda address: "550 unknown" if address == MAREK else TAKEN
    await say.ask("k-1", "ppt")
    await become(notify, {MOTHER: "sent", FATHER: "failed"})
    assert await notify.fetchval("SELECT attempts FROM notices WHERE person = $1", FATHER) == 1


async def test_who_has_no_address_yet_is_reached_when_it_comes(
    notify: asyncpg.Connection, say: Speaker, mailbox: Mailbox, installation: Installation
) -> None:
    await say.ask("k-1", "ppt")
    await become(notify, {MOTHER: "sending", FATHER: "sending"})
    async with installation.asking("register") as register:
        await addresses(register)
    await become(notify, {MOTHER: "sent", FATHER: "sent"})


@pytest.mark.usefixtures("reached")
async def test_a_server_that_takes_a_mail_and_never_answers_does_not_stop_what_comes_in(
    notify: asyncpg.Connection, say: Speaker, mailbox: Mailbox
) -> None:
    answering = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(_: EmailMessage) -> str:
        asyncio.run_coroutine_threadsafe(answering.wait(), loop).result(5)
        return TAKEN

    mailbox.answer = slowly
    await say.ask("k-1", "ppt")
    await become(notify, {MOTHER: "sending", FATHER: "sending"})
    await say.activate("k-1", "ppt")
    await become(notify, {MOTHER: "sending", FATHER: "sending", TEACHER: "waiting"})
    answering.set()
    await become(notify, {MOTHER: "sent", FATHER: "sent", TEACHER: "waiting"})


# --- A process that dies ---


async def killed_then_started(
    installation: Installation, database: asyncpg.Connection, told: dict[str, str], say: Speaker, victims: list[int]
) -> None:
    """One notice for one guardian; the process is killed while it sends, and another one takes over."""
    with installation.running("notify", **told) as running:
        async with installation.asking("register") as register:
            await addresses(register)
        victims.append(running["notify"].pid)
        await say.ask("k-1", "ppt", by=MOTHER)
        await until(lambda: _ended(running["notify"]))
    assert await states(database) == {FATHER: "sending"}
    with installation.running("notify", **told):
        await become(database, {FATHER: "sent"}, patience=20)


async def _ended(process: Process) -> bool:
    return not process.running


async def test_killed_after_the_server_took_the_mail_it_goes_again_under_the_same_message_id(
    installation: Installation, database: asyncpg.Connection, told: dict[str, str], say: Speaker, mailbox: Mailbox
) -> None:
    victims: list[int] = []

    def take_then_kill(_: EmailMessage) -> str:
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)
        return TAKEN

    mailbox.answer = take_then_kill
    await killed_then_started(installation, database, told, say, victims)
    first, second = mailbox.to(MAREK)
    assert first["Message-ID"] == second["Message-ID"]
    assert await database.fetchval("SELECT message_id FROM notices") == first["Message-ID"]


async def test_killed_before_the_server_took_the_mail_it_goes_once(
    installation: Installation, database: asyncpg.Connection, told: dict[str, str], say: Speaker, mailbox: Mailbox
) -> None:
    victims: list[int] = []

    def kill_first(_: str) -> str:
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)
            return "451 gone"
        return TAKEN

    mailbox.known = kill_first
    await killed_then_started(installation, database, told, say, victims)
    assert len(mailbox.to(MAREK)) == 1


async def test_of_two_senders_one_sends(
    installation: Installation, notify: asyncpg.Connection, told: dict[str, str], say: Speaker, mailbox: Mailbox
) -> None:
    with installation.running("notify", **told):
        async with installation.asking("register") as register:
            await addresses(register)
        for n in range(10):
            say.child = f"c-{n}"
            await say.ask(f"k-{n}", "ppt")
        await until(lambda: _all_sent(notify))
    sent = await notify.fetchval("SELECT count(*) FROM notices WHERE state = 'sent'")
    assert len(mailbox.mails) == sent == len({mail["Message-ID"] for mail in mailbox.mails})
