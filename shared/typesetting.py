"""Typesets documents as PDF, with the fonts it brings along: nothing of the machine, and nothing from the network.

In a process of its own: the typesetter keeps what it has set, a gigabyte of people's words after a long document.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import orjson
import typst

Standard = Literal["a-2a", "ua-1"]
FONTS = Path(__file__).parent / "fonts"  # Arabic and Ethiopic, beside the typesetter's own
MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ASCII, OURS = 0x7F, 0x250  # where JSON's own signs end, and those that we write with
TRIES = 3
LONGEST = 120.0  # seconds


def typeset(template: bytes, data: Mapping[str, Any], standards: Sequence[Standard]) -> bytes:
    """template: reads the data as JSON in `sys.inputs.data`, never as markup.

    A sign that no font has is written as [U+1F99C]: a text that is kept may not show it as an empty box.
    """
    asked = orjson.dumps({"template": template.decode(), "data": orjson.dumps(data).decode(), "standards": standards})
    itself = [sys.executable, "-I", __file__]
    return subprocess.run(itself, input=asked, capture_output=True, check=True, timeout=LONGEST).stdout


def _typeset(template: str, data: str, standards: Sequence[Standard]) -> bytes:
    for _ in range(TRIES):
        try:
            return _compiled(template, data, standards)
        except typst.TypstError as error:
            missing = {sign for found in MISSING.findall(error.diagnostic) for sign in found}
            data = _named(data, missing.__contains__)  # none: what else is wrong is so below too, and rises
    return _compiled(template, _named(data, lambda sign: ord(sign) >= OURS), standards)


def _compiled(template: str, data: str, standards: Sequence[Standard]) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    made: bytes = typst.compile(
        template.encode(), format="pdf", pdf_standards=[*standards], font_paths=fonts, sys_inputs={"data": data}
    )
    return made


def _named(text: str, hidden: Callable[[str], bool]) -> str:
    return "".join(f"[U+{ord(sign):04X}]" if ord(sign) > ASCII and hidden(sign) else sign for sign in text)


if __name__ == "__main__":
    sys.stdout.buffer.write(_typeset(**orjson.loads(sys.stdin.buffer.read())))
