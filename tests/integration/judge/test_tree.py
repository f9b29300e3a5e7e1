"""A published log of 70,000 entries: whole, and with something changed."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.transparency.merkle import HASH
from shared.transparency.tiles import CHECKPOINT, Tile, bundle, tiles
from tests.integration.judge.conftest import Judge
from tests.unit.transparency.logs import WITNESSES, Log, entries

SIZE = 70_000
ENTRY = 2 + HASH  # bytes in a bundle, its length before it
THREE = (WITNESSES[0], WITNESSES[2], WITNESSES[3])


def published(log: Log, directory: Path) -> Path:
    """As tlog-tiles says."""
    files = {CHECKPOINT: log.note(*THREE)}
    for tile in tiles(len(log.entries)):
        files[tile.path()] = b"".join(log.nodes[node] for node in tile.nodes())
        if tile.level == 0:
            files[tile.entries_path()] = bundle([log.entries[index] for _, index in tile.nodes()])
    for path, content in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)
    return directory


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(Log(entries(SIZE)), tmp_path_factory.mktemp("log"))


@contextmanager
def changed(file: Path, at: int) -> Iterator[None]:
    before = file.read_bytes()
    file.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
    try:
        yield
    finally:
        file.write_bytes(before)


def test_a_whole_log_is_whole(judge: Judge, policy: Path, directory: Path) -> None:
    began = time.monotonic()
    code, said = judge("tree", policy, directory)
    assert (code, said[1:]) == (0, ["STEMMER"])
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 65_536, 65_537])
def test_a_log_of_any_size_is_whole(judge: Judge, policy: Path, tmp_path: Path, size: int) -> None:
    assert judge("tree", policy, published(Log(entries(size)), tmp_path))[0] == 0


@pytest.mark.parametrize("index", [0, 255, 12_345, 65_535, 69_887, 69_888, 69_999])
def test_the_entry_that_was_changed_is_named(judge: Judge, policy: Path, directory: Path, index: int) -> None:
    tile = Tile(0, index // 256, min(256, SIZE - index // 256 * 256))
    with changed(directory / tile.entries_path(), index % 256 * ENTRY + 9):
        code, said = judge("tree", policy, directory)
    assert (code, said[1:-1]) == (1, [f"oppføring {index} er endret ({tile.entries_path()})"])


@pytest.mark.parametrize("index", [0, 255, 12_345, 65_535, 69_887, 69_888, 69_999])
def test_the_tile_of_leaves_that_was_changed_is_named(judge: Judge, policy: Path, directory: Path, index: int) -> None:
    tile = Tile(0, index // 256, min(256, SIZE - index // 256 * 256))
    with changed(directory / tile.path(), index % 256 * HASH + 9):
        code, said = judge("tree", policy, directory)
    assert (code, said[1:-1]) == (1, [f"flisen {tile.path()} er endret ved oppføring {index}"])


@pytest.mark.parametrize(("tile", "place"), [(Tile(1, 0), 7), (Tile(1, 1, 17), 16), (Tile(2, 0, 1), 0)])
def test_the_tile_above_that_was_changed_is_named(
    judge: Judge, policy: Path, directory: Path, tile: Tile, place: int
) -> None:
    with changed(directory / tile.path(), place * HASH + 9):
        code, said = judge("tree", policy, directory)
    assert (code, said[1:-1]) == (1, [f"flisen {tile.path()} er endret ved hash nummer {place}"])


@pytest.mark.parametrize("seed", range(40))
def test_no_byte_can_be_changed(judge: Judge, policy: Path, directory: Path, seed: int) -> None:
    dice = random.Random(seed)
    file = dice.choice([directory / CHECKPOINT, *(directory / tile.path() for tile in tiles(SIZE))])
    with changed(file, dice.randrange(file.stat().st_size)):
        assert judge("tree", policy, directory)[0] == 1


def test_several_changes_are_all_named(judge: Judge, policy: Path, directory: Path) -> None:
    with changed(directory / "tile/entries/012", 5), changed(directory / "tile/0/200", 3), changed(
        directory / "tile/entries/273.p/112", 40
    ):  # fmt: skip
        code, said = judge("tree", policy, directory)
    assert (code, said[1:-1]) == (
        1,
        [
            "oppføring 69889 er endret (tile/entries/273.p/112)",
            "oppføring 3072 er endret (tile/entries/012)",
            "flisen tile/0/200 er endret ved oppføring 51200",
        ],
    )


@pytest.mark.parametrize(
    ("path", "length", "fault"),
    [
        ("tile/0/012", 256 * HASH - 1, "flisen tile/0/012 har feil lengde"),
        ("tile/0/012", 256 * HASH + 1, "flisen tile/0/012 har feil lengde"),
        ("tile/2/000.p/1", 2 * HASH, "flisen tile/2/000.p/1 har feil lengde"),
        ("tile/entries/012", 100 * ENTRY, "oppføringene tile/entries/012 kan ikke leses etter nummer 3172"),
        ("tile/entries/012", 100 * ENTRY + 1, "oppføringene tile/entries/012 kan ikke leses etter nummer 3172"),
        ("tile/entries/012", 256 * ENTRY + 1, "oppføringene tile/entries/012 kan ikke leses etter nummer 3328"),
        ("tile/entries/012", 256 * ENTRY + 2, "oppføringene tile/entries/012 kan ikke leses etter nummer 3329"),
    ],
)
def test_a_file_that_is_too_long_or_too_short_is_named(
    judge: Judge, policy: Path, directory: Path, path: str, length: int, fault: str
) -> None:
    file = directory / path
    before = file.read_bytes()
    file.write_bytes(before[:length].ljust(length, b"\0"))
    try:
        code, said = judge("tree", policy, directory)
    finally:
        file.write_bytes(before)
    assert (code, said[1]) == (1, fault)


@pytest.mark.parametrize("path", ["tile/0/012", "tile/entries/012", "tile/1/001.p/17", "tile/0/273.p/112"])
def test_a_file_that_is_missing_is_named(judge: Judge, policy: Path, directory: Path, path: str) -> None:
    file, aside = directory / path, directory / "aside"
    file.rename(aside)
    try:
        code, said = judge("tree", policy, directory)
    finally:
        aside.rename(file)
    assert code == 1
    assert [line for line in said if path in line and "mangler" in line]
    assert len(said) == 3


def test_a_part_that_was_exchanged_with_its_hashes_is_named(judge: Judge, policy: Path, tmp_path: Path) -> None:
    forged = Log(entries(1000))
    published(forged, tmp_path)
    other = Log(entry[::-1] for entry in forged.entries[256:512])
    published(other, tmp_path / "other")
    for path in ("tile/0/{}", "tile/entries/{}"):
        (tmp_path / "other" / path.format("000")).rename(tmp_path / path.format("001"))
    code, said = judge("tree", policy, tmp_path)
    assert (code, said[1:-1]) == (1, ["flisen tile/0/001 og oppføring 256 til 511 er byttet ut med noe annet"])


def test_a_log_that_is_whole_and_is_another_one_is_refused(judge: Judge, policy: Path, tmp_path: Path) -> None:
    published(Log([b"another", *entries(999)]), tmp_path)
    (tmp_path / CHECKPOINT).write_bytes(Log(entries(1000)).note(*THREE))
    code, said = judge("tree", policy, tmp_path)
    assert (code, said[1:-1]) == (1, ["alt henger sammen, men det er ikke treet som sjekkpunktet lover"])
