from pathlib import Path

import pytest

from shared.statements import NamedTwice, statements


def test_a_file_is_read_by_name_with_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "some.sql"
    file.write_text("-- name: first\n-- Why.\nSELECT 1\n\n-- name: second\nSELECT 2\n")
    assert statements(file) == {
        "first": "-- name: first\n-- Why.\nSELECT 1",
        "second": "-- name: second\nSELECT 2",
    }


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.sql"
    file.write_text("-- name: first\nSELECT 1\n\n-- name: second\nSELECT 2\n\n-- name: first\nSELECT 3\n")
    with pytest.raises(NamedTwice, match="first"):
        statements(file)
