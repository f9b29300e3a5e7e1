"""A municipality's list in a file of its own, read again when it has changed."""

import logging
import time
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from shared.contracts.common import Kommune
from shared.municipality import BadMunicipality, checked, named, read

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds between two looks: so long does what was taken away still count


class List(BaseModel, frozen=True, extra="forbid"):
    kommune: Kommune


_List = TypeVar("_List", bound=List)


class Listed(Generic[_List]):
    def __init__(self, path: Path, kommune: Kommune, model: type[_List]) -> None:
        self._path, self.kommune, self._model = path, kommune, model
        self._written, self._looked = -1, 0.0
        self._told: _List | None = None

    @property
    def told(self) -> _List | None:
        """None: there is no such file.

        Raises BadMunicipality for one that was never right; one that is spoilt later changes nothing.
        """
        if self._looked and time.monotonic() - self._looked < PAUSE:
            return self._told
        first, self._looked = not self._looked, time.monotonic()
        try:
            self._renew()
        except BadMunicipality:
            if first:
                raise
            log.exception("a municipality's list cannot be read")
        return self._told

    def _renew(self) -> None:
        written = self._path.stat().st_mtime_ns if self._path.exists() else -1
        if written == self._written:
            return
        told = checked(self._model, self._path, read(self._path)) if written > 0 else None
        if told and told.kommune != self.kommune:
            raise BadMunicipality(f"{named(self._path)}: kommune: is another's")
        self._told, self._written = told, written
