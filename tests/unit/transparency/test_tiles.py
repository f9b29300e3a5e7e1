import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency.errors import Malformed
from shared.transparency.tiles import WIDTH, Tile, bundle, parse_path, tiles, unbundle

SIZES = st.integers(0, 300_000)


def test_the_tiles_of_the_specification_s_example() -> None:
    published = list(tiles(70_000))
    assert [tile for tile in published if tile.width < WIDTH] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [(tile.level, tile.index) for tile in published if tile.width == WIDTH] == [
        *((0, index) for index in range(273)),
        (1, 0),
    ]


def test_a_tree_of_one_full_tile_has_a_partial_one_above() -> None:
    assert list(tiles(256)) == [Tile(0, 0), Tile(1, 0, 1)]


def test_an_empty_tree_publishes_no_tile() -> None:
    assert list(tiles(0)) == []


@pytest.mark.parametrize(
    ("tile", "path", "entries"),
    [
        (Tile(0, 0), "tile/0/000", "tile/entries/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112", "tile/entries/273.p/112"),
        (Tile(1, 1234067), "tile/1/x001/x234/067", "tile/entries/x001/x234/067"),
        (Tile(7, 1000, 1), "tile/7/x001/000.p/1", "tile/entries/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str, entries: str) -> None:
    assert (tile.path(), tile.entries_path()) == (path, entries)
    assert parse_path(path) == (tile, False)
    assert parse_path(entries) == (Tile(0, tile.index, tile.width), True)


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/300", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p",
        "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "tile/0/x001/x000", "tile/data/000", "/tile/0/000",
        "tile/0/000/", "tile/0/000\n", "tile/0/../000", "tile/0/٠٠٠",
    ],
)  # fmt: skip
def test_a_path_written_in_any_other_way_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        parse_path(path)


@given(st.builds(Tile, st.integers(0, 63), st.integers(0, 10**12), st.integers(1, WIDTH)))
def test_a_path_tells_the_tile(tile: Tile) -> None:
    assert parse_path(tile.path()) == (tile, False)
    assert re.sub(r"x?\d{3}/", "", tile.entries_path()).startswith("tile/entries/")


@given(SIZES, SIZES)
def test_what_is_published_in_two_steps_covers_what_is_published_at_once(one: int, other: int) -> None:
    since, size = sorted((one, other))
    newly, before = set(tiles(size, since)), set(tiles(since))
    assert set(tiles(size)) <= newly | before
    assert newly.isdisjoint(before)


@given(st.integers(1, 3000))
def test_tiles_hold_every_node_of_their_levels_once(size: int) -> None:
    held = [node for tile in tiles(size) for node in tile.nodes()]
    assert sorted(held) == [(level, index) for level in range(0, 64, 8) for index in range(size >> level)]


@given(st.lists(st.binary(max_size=300), max_size=WIDTH))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    assert unbundle(bundle(entries)) == entries


@pytest.mark.parametrize("data", [b"\0", b"\0\2a", b"\0\1a\0", b"\xff\xff"])
def test_a_bundle_that_ends_too_early_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        unbundle(data)


def test_an_entry_that_is_too_long_is_no_bundle() -> None:
    with pytest.raises(OverflowError):
        bundle([b"x" * 0x10000])
