import asyncio

import pytest

from deploy.local import Ended


def end() -> None:
    raise Ended


async def _loading() -> None:
    asyncio.get_running_loop().call_soon(end)
    await asyncio.sleep(3)


def test_ctrl_c_ends_what_asyncio_is_doing() -> None:
    with pytest.raises(Ended):
        asyncio.run(_loading())
