"""One whole platform for this folder, with a neighbour municipality and a collector of traces beside it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.e2e.world import World, world
from tests.integration.platform.asking import Hand, hand
from tests.integration.platform.collector import Collector, collecting
from tests.integration.platform.saying import Speaker, speaking
from tests.integration.platform.stillness import Watch, watching
from tests.integration.platform.story import tell
from tests.integration.platform.tale import Tale, Words
from tests.municipalities import two
from tests.servers import Installation, installation


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made


@pytest.fixture(scope="session")
def municipalities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two(tmp_path_factory.mktemp("municipalities") / "two")


@pytest.fixture(scope="session")
def ground(collector: Collector, municipalities: Path) -> Iterator[Installation]:
    """Everything runs, as in production, and everything that these tests send goes here."""
    with installation() as made, made.everything(otlp=collector.url, municipalities=municipalities):
        yield made


@pytest.fixture(scope="session")
async def watch(ground: Installation) -> AsyncIterator[Watch]:
    async with watching(ground) as made:
        yield made


@pytest.fixture(scope="session")
async def speakers(ground: Installation) -> AsyncIterator[dict[str, Speaker]]:
    """Everyone who tells facts, by identity."""
    names = [service.identity for service in ground.topology.services if service.name in {"case", "consent"}]
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(speaking(ground, name)) for name in names}


@pytest.fixture(scope="session")
def proper(speakers: dict[str, Speaker]) -> Speaker:
    """Says what is right, after others have said what is not; of a service that has nothing else to say here."""
    return speakers["case-barnevern"]


@pytest.fixture(scope="session")
async def portal(ground: Installation) -> AsyncIterator[Hand]:
    async with hand(ground, "portal") as made:
        yield made


@pytest.fixture(scope="session")
async def register(ground: Installation) -> AsyncIterator[Hand]:
    async with hand(ground, "register") as made:
        yield made


@pytest.fixture(scope="session")
def words() -> Words:
    return Words()


@pytest.fixture(scope="session")
async def tale(portal: Hand, register: Hand, fjordvik: World, words: Words, watch: Watch) -> Tale:
    """A family with an open stafettlogg, in which barnehage, PPT and helsestasjon take part."""
    made = Tale(portal, register, fjordvik, words)
    await tell(made)
    await watch.at_rest()
    return made


@pytest.fixture(scope="session")
async def fjordvik(ground: Installation) -> AsyncIterator[World]:
    async with world(ground) as made:
        yield made
