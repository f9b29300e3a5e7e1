"""An uploaded file is drawn anew where no key and no secret is, and only what was drawn is kept."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from shared.contracts.case import LARGEST_ATTACHMENT
from shared.errors import Refused

DRAWER = Path(__file__).with_name("drawer.py")
PATIENCE = 20.0  # seconds
AT_ONCE = asyncio.Semaphore(2)  # each takes a processor, and much memory


class NotAPicture(Refused):
    """Only PDF, JPEG and PNG are taken, by what the file holds and not by what it is called."""


class FileTooLarge(Refused):
    """It has too many pages or dots, or is too large when it has been drawn anew."""


class FileUnreadable(Refused):
    """It is damaged or locked, or could not be drawn."""


WHY: dict[int | None, type[Refused]] = {2: NotAPicture, 3: FileTooLarge}  # by how the drawer ends


async def redrawn(content: bytes) -> bytes:
    """A JPEG of a picture, a PDF of pictures of a PDF. Raises one of the refusals above."""
    async with AT_ONCE:
        ended, told = await _drawn(content)
    if ended != 0:
        raise WHY.get(ended, FileUnreadable)
    if len(told) > LARGEST_ATTACHMENT:
        raise FileTooLarge
    return told


async def _drawn(content: bytes) -> tuple[int | None, bytes]:
    """How it ended, and what it wrote. None: it took too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(DRAWER), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        async with asyncio.timeout(PATIENCE):
            told, _ = await process.communicate(content)
    except TimeoutError:
        return None, b""
    else:
        return process.returncode, told
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
