import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.everything import ROOT
from tests.unit.transparency.logs import LOG, OTHER, WITNESSES

Verdict = tuple[int, list[str]]
Judge = Callable[..., Verdict]


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Runs the judge: its exit code, and what it says."""
    state = tmp_path_factory.mktemp("judge")
    built = subprocess.run(  # noqa: PLW1510  # its own words say what is missing
        ["make", "--silent", "judge", f"STATE={state}"], cwd=ROOT, capture_output=True, text=True
    )
    if built.returncode:
        pytest.fail(built.stderr)

    def run(*words: object) -> Verdict:
        done = subprocess.run([state / "dommer", *map(str, words)], capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout or done.stderr).splitlines()

    return run


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two logs; two of three other services must have seen them, and the personvernombud."""
    names = ("helsestasjon", "ppt", "barnevern", "pvo")
    file = tmp_path_factory.mktemp("policy") / "policy"
    file.write_text(
        f"log {LOG.key}\nlog {OTHER.key}\n"
        + "".join(f"witness {name} {signer.key}\n" for name, signer in zip(names, WITNESSES, strict=True))
        + "group etater 2 helsestasjon ppt barnevern\ngroup alle all etater pvo\nquorum alle\n",
        encoding="utf-8",
    )
    return file
