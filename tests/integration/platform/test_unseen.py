"""After a whole story: what barnevern was not given is not there, and nothing about anybody lies in the clear."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import product

import pytest

from deploy.system import topology
from services.notify.mail import TEXTS
from shared.contracts import consent
from shared.contracts.common import Category, Owner
from shared.database import pool
from shared.leases import Leases
from shared.personal import personal_fields, split
from tests.integration.platform.asking import Hand, hand
from tests.integration.platform.collector import Collector
from tests.integration.platform.examples import BY_SERVICES, REQUESTS, SPINE, example
from tests.integration.platform.search import (
    MAIL,
    Kept,
    forms,
    in_files_of_postgresql,
    in_messages,
    in_other_files,
    in_rows,
    messages,
)
from tests.integration.platform.stillness import Watch
from tests.integration.platform.story import end
from tests.integration.platform.tale import Tale
from tests.servers import Installation

OWNERS = topology().owners
SCALES = {"effect", "worry", "parents_worry", "childs_worry"}
OTHERS = [owner for owner in OWNERS if owner != "barnevern"]
SLOTS = tuple(product((*OTHERS, "consent", "notify"), Category))


@pytest.fixture(scope="module")
async def told(tale: Tale, watch: Watch) -> Tale:
    """To its end, with every effect."""
    await end(tale)
    await watch.settled()
    return tale


@pytest.fixture(scope="module")
async def kept(told: Tale, watch: Watch) -> list[Kept]:
    """Every message of every stream."""
    assert told
    return await messages(watch)


@pytest.fixture(scope="module")
def secrets(told: Tale) -> set[str]:
    """Every word of the story that says something about somebody, in every form it could be kept in."""
    return forms(
        word.encode() for words in (told.words, told.letter, told.question, told.known) for word in words.secrets
    )


def test_every_personal_field_was_told_in_words_found_nowhere_else(told: Tale) -> None:
    """But for steps on a scale, which are no words. That every request was told stands in test_replays."""
    untold = {(kind.name, name) for kind in map(type, told.commands) for name in personal_fields(kind)}
    known = (told.words.core, told.letter.core, told.question.core, told.known.core, *told.words.spoken)
    for command in told.commands:
        for name, value in split(command)[1].items():
            if any(word in str(value) for word in known):
                untold.discard((command.name, name))
    assert {of for of in untold if of[1] not in SCALES} == set()


# --- What barnevern was not given ---------------------------------------------------------------------


async def test_its_employee_finds_nothing_by_any_request(told: Tale, portal: Hand) -> None:
    words = (told.words.core, *told.words.spoken, told.child, told.log, told.concern, told.measure, *told.written)
    found = {}
    for kind in REQUESTS:
        for owner in _answering(kind.service, spine=kind in SPINE):
            answer = await portal.ask(example(kind, told), told.people["Hanne"], owner)
            assert answer.code or kind not in BY_SERVICES
            if known := [word for word in words if word.encode() in answer.body]:
                found[kind.name, owner] = known
    assert found == {}


def _answering(service: str, *, spine: bool) -> tuple[Owner, ...]:
    if service != "case":
        return (service,)
    return ("familie",) if spine else tuple(OWNERS)


@pytest.fixture(scope="module")
async def barnevern(ground: Installation) -> Hand:  # type: ignore[misc]
    async with hand(ground, "case-barnevern") as made:
        yield made


async def test_it_is_given_no_key_and_the_asking_is_written_down(told: Tale, barnevern: Hand, watch: Watch) -> None:
    denied = await watch.denied()
    wanted = tuple(consent.WantedKey(owner=owner, category=category) for owner, category in SLOTS)
    answer = await barnevern.ask(consent.ReleaseKeys(child=told.child, wanted=wanted), owner="barnevern")
    assert answer.as_(consent.Keys).keys == ()
    assert await watch.denied() - denied == {"release-keys": 1}


@pytest.mark.parametrize("owner", OTHERS)
async def test_it_is_given_none_in_anothers_name_either(told: Tale, barnevern: Hand, owner: str) -> None:
    wanted = (consent.WantedKey(owner=owner, category=Category.NOTES),)
    for pretended in ({"owner": owner}, {"id": f"case-{owner}"}, {"id": f"case-{owner}", "owner": owner}):
        by = barnevern.itself().model_copy(update=pretended)
        answer = await barnevern.ask(consent.ReleaseKeys(child=told.child, wanted=wanted), by, "barnevern")
        assert answer.code == "NotAuthentic"


@pytest.fixture(scope="module")
async def keys(told: Tale, ground: Installation) -> list[bytes]:
    """The keys that this child's content is closed under, as those whom they were given to hold them."""
    found = {}
    for owner in OTHERS:
        async with ground.asking(f"case-{owner}") as client:
            settings = ground.settings(f"case-{owner}")
            async with await pool(settings.dsn) as kept:
                leases = await Leases(client, settings, kept).fetch("4999", told.child, SLOTS)
            found |= {str(key.id): key.secret for key, _ in leases}
    return list(found.values())


async def test_no_database_holds_a_key(keys: list[bytes], kept: list[Kept], watch: Watch, ground: Installation) -> None:
    """Barnevern's neither: the consent service keeps each closed under a root that is no row."""
    assert len(keys) >= len(OTHERS)
    known = forms(keys)
    assert await in_rows(watch, known) == set()
    assert await in_files_of_postgresql(ground, known) == set()
    assert in_other_files(ground, known) == set()
    assert in_messages(kept, known) == set()


# --- Nothing in the clear -----------------------------------------------------------------------------


async def test_the_search_finds_what_is_there(told: Tale, kept: list[Kept], watch: Watch, ground: Installation) -> None:
    """The log's id, which tells of nobody, stands in every kind of place."""
    known = forms([told.log.encode()])
    assert {"case_familie.events", "case_barnevern.facts", "audit.entries"} <= await in_rows(watch, known)
    found = {path.split("/")[1] for path in await in_files_of_postgresql(ground, known)}
    assert {"base", "pg_wal"} <= found
    assert any(path.startswith("nats/") for path in in_other_files(ground, known))
    assert in_messages(kept, known)


async def test_no_row_and_no_file_of_a_database_tells(secrets: set[str], watch: Watch, ground: Installation) -> None:
    assert await in_rows(watch, secrets) == set()
    assert await in_files_of_postgresql(ground, secrets) == set()


async def test_no_stream_and_no_log_tells(secrets: set[str], kept: list[Kept], ground: Installation) -> None:
    assert in_messages(kept, secrets) == set()
    assert in_other_files(ground, secrets) == set()


async def test_no_trace_and_no_metric_tells(secrets: set[str], collector: Collector) -> None:
    assert [word for word in secrets if any(word.encode() in body for body in collector.said)] == []


def test_a_subject_names_no_child_no_person_and_no_log(told: Tale, kept: list[Kept]) -> None:
    people = (person.id for person in told.people.values())
    known = [told.child, told.log, told.concern, told.report, *told.written, *people]
    subjects = {one.subject for one in kept}
    assert {subject.split(".")[0] for subject in subjects} >= {"evt", "aud", "shd"}
    assert [subject for subject in subjects if any(word in subject for word in known)] == []


async def test_every_mail_says_that_there_is_news_and_nothing_else(told: Tale, ground: Installation) -> None:
    mails = [_mail(path.read_bytes()) for path in (ground.state / MAIL).rglob("*") if path.is_file()]
    addresses = {word for word in told.words.spoken if any(word in str(mail["To"]) for mail in mails)}
    assert len(addresses) == 2  # both parents
    said = {(mail["Subject"], mail.get_content().replace("\r\n", "\n").strip()) for mail in mails}
    assert said <= {(text.subject, text.body.format(link=ground.url).strip()) for text in TEXTS.values()}
    for mail in mails:
        del mail["To"]
        del mail["X-RcptTo"]
        assert not [word for word in (told.words.core, *told.words.spoken) if word.encode() in mail.as_bytes()]


def _mail(raw: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
