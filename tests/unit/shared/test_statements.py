from pathlib import Path

from shared.statements import statements


def test_a_file_is_read_by_name_with_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "some.sql"
    file.write_text("-- name: first\n-- Why.\nSELECT 1\n\n-- name: second\nSELECT 2\n")
    assert statements(file) == {
        "first": "-- name: first\n-- Why.\nSELECT 1",
        "second": "-- name: second\nSELECT 2",
    }
