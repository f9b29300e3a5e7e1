"""Typesets documents as PDF, with the typesetter's own fonts: nothing of the machine, and nothing from the network.

In a process of its own: the typesetter keeps what it has set, a gigabyte of people's words after a long document.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import orjson
import typst

Standard = Literal["a-2a", "ua-1"]
REACH = (0x110000, 0x2E80, 0x250)  # first every sign, then those of most alphabets, then those of ours
LONGEST = 120.0  # seconds


def typeset(template: bytes, data: Mapping[str, Any], standards: Sequence[Standard]) -> bytes:
    """template: reads the data as JSON in `sys.inputs.data`, never as markup.

    A sign that no font has is written as [U+1F99C]: a text that is kept may not show it as an empty box.
    """
    asked = orjson.dumps({"template": template.decode(), "data": orjson.dumps(data).decode(), "standards": standards})
    itself = [sys.executable, "-I", __file__]
    return subprocess.run(itself, input=asked, capture_output=True, check=True, timeout=LONGEST).stdout


def _typeset(template: str, data: str, standards: Sequence[Standard]) -> bytes:
    for reach in REACH[:-1]:
        try:
            return _compiled(template, _within(data, reach), standards)
        except typst.TypstError:
            continue  # a sign that cannot be shown; what else is wrong is so below too, and rises
    return _compiled(template, _within(data, REACH[-1]), standards)


def _compiled(template: str, data: str, standards: Sequence[Standard]) -> bytes:
    made: bytes = typst.compile(
        template.encode(), format="pdf", pdf_standards=[*standards], ignore_system_fonts=True, sys_inputs={"data": data}
    )
    return made


def _within(text: str, reach: int) -> str:
    return "".join(sign if ord(sign) < reach else f"[U+{ord(sign):04X}]" for sign in text)


if __name__ == "__main__":
    sys.stdout.buffer.write(_typeset(**orjson.loads(sys.stdin.buffer.read())))
