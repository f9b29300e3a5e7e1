"""What is no bundle was not tried (2), which nobody may take for a log that is wrong (1) or right (0)."""

import zipfile
from pathlib import Path

import pytest

from services.audit import verify

WITHOUT = {"policy": b"", "owners": b"", "checkpoint": b""}
UNREADABLE: dict[str, dict[str, bytes]] = {
    "nothing in it": {},
    "no checkpoint": {"policy": b"", "owners": b""},
    "a policy of its own words": WITHOUT | {"policy": b"log x\n"},
    "groups that name each other": WITHOUT
    | {"policy": b"group a any b\ngroup b any a\nquorum a\n", "checkpoint": b"x\n1\nAA==\n\n"},
    "a checkpoint of no text": WITHOUT | {"checkpoint": b"\xff\xfe\n\n"},
}


@pytest.mark.parametrize("files", UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_is_no_bundle_is_told_of_in_words_and_a_code(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    code = verify.main([str(tmp_path / "bundle.zip")])
    assert (code, capsys.readouterr().out.splitlines()[-1].partition(":")[0]) in [
        (2, "KUNNE IKKE LESES"), (1, "STEMMER IKKE"),
    ]  # fmt: skip


@pytest.mark.parametrize("spoilt", [b"", b"PK\x03\x04", b"no archive at all"])
def test_a_file_that_is_no_archive_was_not_tried(spoilt: bytes, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(spoilt)
    assert verify.main([str(tmp_path / "bundle.zip")]) == 2


def test_an_archive_that_was_spoilt_on_its_way_was_not_tried(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("policy", b"log " * 200)
    written = bytearray(path.read_bytes())
    for place in range(40, 50):
        written[place] ^= 0xFF
    path.write_bytes(written)
    assert verify.main([str(path)]) == 2


@pytest.mark.parametrize("told", [[], ["a.zip", "b.zip"], ["not-there.zip"]])
def test_without_one_file_nothing_was_tried(told: list[str]) -> None:
    assert verify.main(told) == 2
