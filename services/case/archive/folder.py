"""Packages as folders, for a municipality whose archive fetches them there."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import orjson

from services.case.archive.port import Package, Receipt

RECEIPT = "kvittering.json"


class Folder:
    """A package is a folder that is there whole or not at all, and readable by nobody but us and the archive."""

    def __init__(self, root: Path | None) -> None:
        """root: None where nothing is configured; then nothing can be kept."""
        self._root = root

    def deposit(self, package: Package) -> Receipt:
        if self._root is None:
            raise FileNotFoundError("no archive is configured")
        place = self._root / package.kommune / package.id
        if not place.exists():
            self._write(package, place)
        return _receipt(place)

    def _write(self, package: Package, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Path(mkdtemp(prefix=".", dir=place.parent))  # 0700
        try:
            for name, content in package.files.items():
                _durable(made / name, content)
            told = {"id": f"k-{package.id}"[:64], "at": datetime.now(UTC), "sha256": package.sha256}
            _durable(made / RECEIPT, orjson.dumps(told))
            _sync(made)
            made.rename(place)
            _sync(place.parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _receipt(place: Path) -> Receipt:
    told = orjson.loads((place / RECEIPT).read_bytes())
    return Receipt(told["id"], datetime.fromisoformat(told["at"]), told["sha256"])


def _durable(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """A name is kept when its folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
