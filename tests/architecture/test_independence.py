"""A service needs the kernel and nothing else of ours."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.everything import ROOT, SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_be_imported_with_only_the_kernel_beside_it(service: str, tmp_path: Path) -> None:
    skip = shutil.ignore_patterns("__pycache__", "static", "icons")
    shutil.copytree(ROOT / "shared", tmp_path / "shared", ignore=skip)
    shutil.copytree(ROOT / "services" / service, tmp_path / "services" / service, ignore=skip)
    (tmp_path / "services" / "__init__.py").touch()
    if (icons := ROOT / "services" / service / "icons").exists():
        shutil.copytree(icons, tmp_path / "services" / service / "icons")
    if (static := ROOT / "services" / service / "static").exists():
        shutil.copytree(static, tmp_path / "services" / service / "static")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import services.{service}.app"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
