"""Code that fits in the eye."""

import ast
from pathlib import Path
from statistics import median

from tests.architecture.everything import ROOT

SOURCES = [path for top in ("shared", "services", "deploy") for path in (ROOT / top).rglob("*.py")]
LISTS = {"contracts"}  # one class after the other, read by searching; they may be as long as the field is wide
LONGEST_FILE, USUAL_FUNCTION = 250, 8  # lines


def functions(path: Path) -> list[int]:
    """Lines of each function's body and signature."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.end_lineno or 0) - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, kinds)]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert {name: lines for name, lines in long.items() if Path(name).parent.name not in LISTS} == {}


def test_a_function_is_usually_short() -> None:
    assert median(lines for path in SOURCES for lines in functions(path)) <= USUAL_FUNCTION
