"""What leaves the audit service is checked without it: by one readable file, and by Go's own code."""

import io
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from services.audit import export, verify
from services.audit.export import Export
from services.audit.log import SQL, Log
from services.audit.refusals import NotWitnessed
from services.audit.witnesses import Witnesses
from shared.witnessing import log_key
from tests.architecture.everything import ROOT
from tests.integration.audit.others import ORIGIN, Others
from tests.integration.audit.sequencing import KEY, TABLES, Keys, sequencer, store
from tests.integration.audit.trail import Owners
from tests.integration.judge.conftest import Judge

Change = Callable[[bytes], bytes]
SIZE = 700


@dataclass(frozen=True)
class Exported:
    """A log of 700 entries, three of them about one child."""

    bundle: bytes
    keys: Keys
    export: Export

    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.bundle)) as file:
            return {name: file.read(name) for name in file.namelist()}


async def bundle(export: Export, keys: Keys) -> bytes:
    """As the portal puts it together, of parts."""
    written, size, first = io.BytesIO(), None, 0
    with zipfile.ZipFile(written, "w") as file:
        while first is not None:
            files, size, first = await export.part(keys.ring(), "c-7", size, first)  # type: ignore[assignment]
            for path, content in files:
                file.writestr(path, content)
    return written.getvalue()


@pytest_asyncio.fixture
async def exported(database: asyncpg.Connection, owners: Owners, others: Others) -> AsyncIterator[Exported]:
    await database.execute(f"TRUNCATE {TABLES}")
    settings, keys = owners.installation.settings("audit"), Keys()
    rows = [owners.row(n, child="c-7" if n in (3, 257, 699) else None) for n in range(1, SIZE + 1)]
    await store(database, settings.trusted.signing, rows)
    one = sequencer(keys, witnesses=Witnesses(others.policy, others.ask))
    await one.look(database)
    await one.show(database)
    log = Log(*(await database.fetchrow(SQL["log"], "4999", "barnehage", 2026)))
    key = log_key(ORIGIN, KEY.public_key().public_bytes_raw())
    signing = settings.trusted.signing("case-barnehage")
    assert signing
    export = Export(database, log, others.text, key, {"case-barnehage": signing.public_bytes_raw()})
    yield Exported(await bundle(export, keys), keys, export)
    await database.execute(f"TRUNCATE {TABLES}")


async def test_one_file_that_needs_nothing_of_ours_says_what_was_done(exported: Exported, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(exported.bundle)
    (tmp_path / "kontroll.py").write_bytes(exported.files()["kontroll.py"])
    done = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-I", "kontroll.py", "bundle.zip"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    policy, owners, first, seen, count, *entries, verdict = done.stdout.splitlines()
    assert (done.returncode, verdict) == (0, "STEMMER")
    assert first == f"Loggen {ORIGIN} har {SIZE} oppføringer, og er den som ble signert."
    assert seen == "Sett av 3 vitner: consent, notify, ppt."
    assert [line.split(":")[0].strip() for line in entries] == ["2", "256", "698"]
    assert count.startswith("3 oppføringer")
    prints = [line.split()[-2:] for line in (policy, owners)]
    assert prints == [[name, sha256(exported.files()[name]).hexdigest()] for name in ("policy", "owners")]


async def test_the_judge_believes_the_same_files(exported: Exported, judge: Judge, tmp_path: Path) -> None:
    for name, content in exported.files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert judge("tree", tmp_path / "policy", tmp_path)[0] == 0
    for index in (2, 256, 698):
        leaf = tmp_path / "leaf"
        leaf.write_bytes(verify.leaves(exported.files(), SIZE)[index])
        assert judge("inclusion", tmp_path / "policy", tmp_path / f"opened/{index}.tlog-proof", leaf)[0] == 0


CHANGES: dict[str, tuple[str, Change]] = {
    "another entry": ("opened/256", lambda data: data.replace(b"read-case", b"read-cose")),
    "another number": ("opened/256", lambda data: data.replace(b'"number":257', b'"number":258')),
    "another commitment": ("tile/entries/000", lambda data: data[:9] + bytes([data[9] ^ 1]) + data[10:]),
    "a shorter log": ("tile/entries/002.p/188", lambda data: data[:-34]),
    "another checkpoint": ("checkpoint", lambda data: data.replace(b"\n700\n", b"\n699\n")),
    "without witnesses": ("checkpoint", lambda data: b"\n".join(data.split(b"\n")[:5]) + b"\n"),
    "another proof": ("opened/2.tlog-proof", lambda data: data.replace(b"index 2\n", b"index 3\n")),
    "another owner": ("owners", lambda data: data.replace(data.split()[1], b"A" * 43 + b"=")),
}


@pytest.mark.parametrize(("path", "change"), CHANGES.values(), ids=list(CHANGES))
async def test_whatever_is_changed_is_refused(exported: Exported, path: str, change: Change, tmp_path: Path) -> None:
    files = exported.files()
    changed = files | {path: change(files[path])}
    assert changed != files
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as file:
        for name, content in changed.items():
            file.writestr(name, content)
    done = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "-m", "services.audit.verify", tmp_path / "changed.zip"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1].partition(":")[0]) == (1, "STEMMER IKKE")


async def test_when_the_childs_keys_are_gone_the_log_is_still_proven_and_nothing_opens(exported: Exported) -> None:
    exported.keys.erased.add("c-7")
    left = await bundle(exported.export, exported.keys)
    with zipfile.ZipFile(io.BytesIO(left)) as file:
        files = {name: file.read(name) for name in file.namelist()}
    assert [name for name in files if name.startswith("opened/")] == []
    assert verify.report(files)[0] == verify.report(exported.files())[0]


async def test_what_too_few_have_seen_is_not_handed_out(exported: Exported, database: asyncpg.Connection) -> None:
    await database.execute("DELETE FROM cosignatures WHERE service <> 'ppt'")
    with pytest.raises(NotWitnessed):
        await exported.export.checkpoint()


async def test_small_parts_are_the_same_files_and_stay_of_one_size(
    exported: Exported, monkeypatch: pytest.MonkeyPatch, database: asyncpg.Connection
) -> None:
    monkeypatch.setattr(export, "LARGEST", 1)
    first = await exported.export.part(exported.keys.ring(), "c-7")
    assert ([name for name, _ in first.files], first.size, first.next) == (
        ["checkpoint", "policy", "owners", "kontroll.py"], SIZE, 1,
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(await bundle(exported.export, exported.keys))) as file:
        assert {name: file.read(name) for name in file.namelist()} == exported.files()
    with pytest.raises(NotWitnessed):
        await exported.export.part(exported.keys.ring(), "c-7", size=SIZE - 1)
