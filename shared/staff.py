"""Who works where, as each municipality's own directory says now (`staff.yaml`); in a demo its invented people too."""

import logging
import time
from collections.abc import Mapping
from pathlib import Path

from shared.contracts.common import Id, Kommune
from shared.municipality import BadMunicipality, DemoEmployee, checked, folders, load_demo, read
from shared.settings import Settings

log = logging.getLogger(__name__)
PAUSE = 10.0  # seconds between two looks: so long does somebody who has left still count
People = Mapping[tuple[Kommune, Id], DemoEmployee]


class Staff:
    """A list that is spoilt while we run changes nothing until somebody mends it."""

    def __init__(self, folder: Path, *, demo: bool) -> None:
        """Raises BadMunicipality."""
        self._lists = [(one.kommune, where / "staff.yaml") for where, one in folders(folder).items()]
        demos = load_demo(folder) if demo else []
        self._invented = {(one.kommune, who.id): who for one in demos for who in one.staff}
        self._people, self._looked = self._read(), time.monotonic()

    @classmethod
    def of(cls, settings: Settings) -> "Staff":
        return cls(settings.municipalities, demo=settings.demo)

    @property
    def people(self) -> People:
        if time.monotonic() - self._looked >= PAUSE:
            self._looked = time.monotonic()
            try:
                self._people = self._read()
            except (BadMunicipality, OSError):
                log.exception("a list of staff cannot be read")
        return self._people

    def _read(self) -> People:
        listed = ((kommune, one) for kommune, path in self._lists if path.exists() for one in _listed(path))
        return {**self._invented, **{(kommune, one.id): one for kommune, one in listed}}


def _listed(path: Path) -> list[DemoEmployee]:
    """But how providers know them, which is the portal's alone."""
    told = read(path).get("staff", ())
    fields = DemoEmployee.model_fields
    known = [{name: said for name, said in one.items() if name in fields} for one in told if isinstance(one, dict)]
    return [checked(DemoEmployee, path, one, "staff") for one in known]
