"""Fjordvik, and a municipality beside it with the same services and units where nobody has told of any child."""

import shutil
from pathlib import Path

import yaml

from deploy.system import MUNICIPALITIES

NEIGHBOUR = "5999"


def two(folder: Path, **choices: object) -> Path:
    """choices: in place of what Fjordvik has chosen, for both. Returns the folder, which must not exist before."""
    shutil.copytree(MUNICIPALITIES, folder)
    path = folder / "4999-fjordvik" / "municipality.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8")) | choices
    (folder / NEIGHBOUR).mkdir()
    for where, more in ((path, {}), (folder / NEIGHBOUR / path.name, {"kommune": NEIGHBOUR, "name": "Nabovik"})):
        where.write_text(yaml.safe_dump(told | more, allow_unicode=True), encoding="utf-8")
    return folder
