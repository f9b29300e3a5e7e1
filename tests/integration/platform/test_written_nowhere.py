"""Words go through every form, request and refusal, and the API; then every byte that is kept is searched.

`make canary` sends them through the pages of everybody who can sign in, through services that fall and rise meanwhile,
and looks into a base backup too; the suite's share is what fits in a minute.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.contracts.common import Role
from tests.e2e.erasing import Backup
from tests.e2e.world import World, consented, joined, opened
from tests.integration.platform import canary, canary_api
from tests.integration.platform.asking import Hand
from tests.integration.platform.collector import Collector
from tests.integration.platform.examples import REQUESTS
from tests.integration.platform.search import (
    MAIL,
    forms,
    in_files_of_postgresql,
    in_left_files,
    in_messages,
    in_other_files,
    in_processes,
    in_rows,
    messages,
)
from tests.integration.platform.stillness import Watch
from tests.integration.platform.tale import Tale, Words
from tests.servers import Installation

WHOLE = os.environ.get("STAFETT_CANARY") == "whole"
SHORT = ("Kari", "Siv", "Tor", "Ingrid", "Sunniva")  # one in each part
REFUSALS = {"InvalidRequest", "NotAuthentic"}


@dataclass
class Swept:
    """What was said, since when, and how the portal answered."""

    words: Words
    since: float
    answers: dict[str, list[int]]
    refusals: set[str]

    @property
    def secrets(self) -> set[str]:
        return forms(word.encode() for word in self.words.secrets)


@pytest.fixture(scope="module")
async def swept(
    ground: Installation, fjordvik: World, tale: Tale, portal: Hand, register: Hand, watch: Watch
) -> Swept:  # fmt: skip
    words, since = Words(), time.time()
    child = fjordvik.child("Maja")
    await consented(fjordvik, child, "ppt", "helsestasjon")
    log = await opened(fjordvik, child, words.text("Om"))
    await joined(fjordvik, log, "Tor", words.line("Tor"))
    also = (f"/barn/{child.id}", f"/barn/{child.id}/undring", f"/logg/{log}", f"/familie/{child.id}")
    names = [name for name, who in fjordvik.people.items() if who.role is not Role.SYSTEM] if WHOLE else SHORT
    answers: dict[str, list[int]] = {}
    number = words.birth_number()
    for name in names:
        answers |= await canary.fill_in(ground, fjordvik.people[name], words, number, *also)
        answers[f"knock {name}"] = await canary.knock(ground, fjordvik.people[name], words)
    if WHOLE:
        met = tuple(answers)
        for name in SHORT:
            answers[f"force {name}"] = await canary.force(ground, fjordvik.people[name], words, child.id, met)
        silent = ("case-barnehage", "consent", "notify")
        answers["silence"] = await canary.while_silent(ground, fjordvik.people["Kari"], words, child.id, *silent)
    answers |= await canary_api.told(ground, fjordvik.people["Kari"], words, tale, child.id)
    refusals = await canary.be_refused(portal, register, tale, words, list(REQUESTS))
    await watch.settled()
    return Swept(words, since, answers, refusals)


def test_every_kind_of_form_was_taken_or_refused(swept: Swept) -> None:
    said = [status for answers in swept.answers.values() for status in answers]
    assert {303, 403, 422} <= set(said)
    assert max(said) < 500 or (WHOLE and 503 in swept.answers["silence"])
    taken = [address for address, answers in swept.answers.items() if 303 in answers]
    assert len(taken) >= 5, taken
    assert swept.refusals <= REFUSALS, swept.refusals
    assert (set(swept.answers["API outside"]), swept.answers["API"]) == ({400, 401}, [200])
    assert set(swept.answers["API refused"]) == {400}


async def test_no_row_and_no_file_of_a_database_tells(swept: Swept, watch: Watch, ground: Installation) -> None:
    assert await in_rows(watch, swept.secrets) == set()
    wheres = [".", str(Backup(ground, ground.postgres.home / "backup").folder)] if WHOLE else ["."]
    for where in wheres:
        assert await in_files_of_postgresql(ground, swept.secrets, where) == set()
        assert await in_files_of_postgresql(ground, forms([b"stafettlogg-opened"]), where)


async def test_no_message_no_log_and_no_trace_tells(
    swept: Swept, watch: Watch, ground: Installation, collector: Collector
) -> None:
    assert in_messages(await messages(watch), swept.secrets) == set()
    assert in_other_files(ground, swept.secrets) == set()
    assert [word for word in swept.secrets if any(word.encode() in body for body in collector.said)] == []
    mails = [path.read_bytes() for path in (ground.state / MAIL).rglob("*") if path.is_file()]
    assert mails
    assert [word for word in swept.secrets if any(word.encode() in mail for mail in mails)] == []


def test_no_process_and_no_file_left_behind_tells(swept: Swept) -> None:
    assert in_processes(swept.secrets) == set()
    assert in_left_files(swept.secrets, swept.since) == set()


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_search_finds_each_form(swept: Swept, ground: Installation, code: str) -> None:
    hidden = ground.state / "log" / "hidden"
    hidden.write_bytes(b"..." + swept.words.core.encode(code) + b"...")
    try:
        assert in_other_files(ground, swept.secrets) == {"log/hidden"}
    finally:
        hidden.unlink()


async def test_no_process_writes_its_memory_down_when_it_falls(ground: Installation) -> None:
    files = list((ground.state / "log").glob("*.pid"))
    limits = [Path(f"/proc/{file.read_text('ascii')}/limits") for file in files]
    told = [
        line.split()[4:6]
        for path in limits
        if path.exists()
        for line in path.read_text().splitlines()
        if "core" in line
    ]
    assert told
    assert told == [["0", "0"]] * len(told)
