"""Both kinds of roots keep the same promises: files, and a real OpenBao."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from stat import S_IMODE

import httpx
import pytest
import pytest_asyncio

from deploy.process import free_port
from services.consent.keys.files import FileRoots
from services.consent.keys.roots import Roots, Wrapped
from services.consent.keys.transit import TransitRoots
from shared.contracts.common import Category
from shared.errors import Unavailable
from shared.sealing import DataKey, KeyId, SealBroken
from shared.settings import Settings
from tests.integration.consent.bao import TOKEN, Bao, openbao
from tests.servers import Installation

KEYS = [DataKey(KeyId("c-1", owner, Category.NOTES, 1), os.urandom(32)) for owner in ("barnehage", "ppt", "familie")]


@pytest.fixture(scope="module")
def bao() -> Iterator[Bao]:
    with openbao() as made:
        yield made


def told(installation: Installation, address: str, secrets: Path, **files: str) -> Settings:
    """The consent service's settings, with other secrets."""
    for name, text in files.items():
        (secrets / f"transit.{name}").write_text(text, encoding="ascii")
    return installation.settings("consent", transit=address, secrets=secrets)


@pytest_asyncio.fixture(params=["files", "transit"])
async def roots(
    request: pytest.FixtureRequest, tmp_path: Path, bao: Bao, installation: Installation
) -> AsyncIterator[Roots]:
    if request.param == "transit":
        made = TransitRoots.of(told(installation, bao.address, tmp_path, token=TOKEN))
        yield made
        await made.close()
        return
    files = FileRoots(tmp_path)
    await files.roll()
    yield files


async def test_what_was_wrapped_opens_as_itself_and_names_its_root(roots: Roots) -> None:
    wrapped = await roots.wrap("4999", KEYS)
    assert await roots.unwrap(wrapped) == KEYS
    assert {one.root for one in wrapped} == {(await roots.known())[-1].name}
    assert not any(key.secret in one.closed for key, one in zip(KEYS, wrapped, strict=True))


@pytest.mark.parametrize(
    "moved",
    [
        KeyId("c-2", "barnehage", Category.NOTES, 1),
        KeyId("c-1", "helsestasjon", Category.NOTES, 1),
        KeyId("c-1", "barnehage", Category.HEALTH, 1),
        KeyId("c-1", "barnehage", Category.NOTES, 2),
    ],
)
async def test_moved_to_another_place_it_opens_no_more(roots: Roots, moved: KeyId) -> None:
    (one,) = await roots.wrap("4999", KEYS[:1])
    elsewhere = Wrapped(one.kommune, moved, one.root, one.closed)
    for act in (roots.unwrap, roots.rewrap):
        with pytest.raises(SealBroken):
            await act([elsewhere])
        with pytest.raises(SealBroken):
            await act([Wrapped("4998", one.key, one.root, one.closed)])


async def test_after_a_roll_old_and_new_open_side_by_side_until_the_old_root_is_destroyed(roots: Roots) -> None:
    before = await roots.wrap("4999", KEYS)
    await roots.roll()
    after = await roots.wrap("4999", KEYS)
    assert {one.root for one in before}.isdisjoint(one.root for one in after)
    assert await roots.unwrap([*before, *after]) == [*KEYS, *KEYS]

    again = await roots.rewrap(before)
    assert {one.root for one in again} == {after[0].root}
    await roots.destroy(before[0].root)
    assert await roots.unwrap(again) == KEYS
    assert before[0].root not in [root.name for root in await roots.known()]
    for act in (roots.unwrap, roots.rewrap):
        with pytest.raises(SealBroken):
            await act(before)


async def test_roots_are_known_oldest_first_with_when_they_were_made(roots: Roots) -> None:
    await roots.roll()
    await roots.roll()
    known = await roots.known()
    assert [root.made_at for root in known] == sorted(root.made_at for root in known)
    assert (await roots.wrap("4999", KEYS[:1]))[0].root == known[-1].name


# --- Files ----------------------------------------------------------------------------------------


async def test_two_processes_share_the_folder(tmp_path: Path) -> None:
    here, there = FileRoots(tmp_path), FileRoots(tmp_path)
    await here.roll()
    assert await there.unwrap(await here.wrap("4999", KEYS)) == KEYS
    await there.roll()
    assert (await here.wrap("4999", KEYS))[0].root == (await there.known())[-1].name
    old = (await there.known())[0].name
    await there.destroy(old)
    assert old not in [root.name for root in await here.known()]


async def test_a_root_lies_in_one_file_that_nobody_else_reads(tmp_path: Path) -> None:
    await FileRoots(tmp_path).roll()
    (file,) = tmp_path.iterdir()
    assert S_IMODE(file.stat().st_mode) == 0o600


async def test_without_a_root_nothing_is_closed(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await FileRoots(tmp_path).wrap("4999", KEYS)


# --- OpenBao --------------------------------------------------------------------------------------


async def test_a_token_that_has_run_out_is_asked_for_again(
    bao: Bao, installation: Installation, tmp_path: Path
) -> None:
    role, secret = bao.approle(seconds=1)
    roots = TransitRoots.of(told(installation, bao.address, tmp_path, role_id=role, secret_id=secret))
    wrapped = await roots.wrap("4999", KEYS)
    await asyncio.sleep(1.5)
    assert await roots.unwrap(wrapped) == KEYS
    await roots.close()


async def test_what_the_service_is_given_is_enough_for_a_roll_and_for_nothing_else(
    bao: Bao, installation: Installation, tmp_path: Path
) -> None:
    role, secret = bao.approle(seconds=60)
    roots = TransitRoots.of(told(installation, bao.address, tmp_path, role_id=role, secret_id=secret))
    wrapped = await roots.wrap("4999", KEYS)
    await roots.roll()
    await roots.rewrap(wrapped)
    await roots.destroy(wrapped[0].root)
    async with httpx.AsyncClient(headers={"X-Vault-Token": roots.login.token}) as thief:
        for path in ("transit/export/encryption-key/stafett", "transit/backup/stafett", "sys/policies/acl/stafett"):
            assert (await thief.get(f"{bao.address}/v1/{path}")).status_code == httpx.codes.FORBIDDEN
    await roots.close()


async def test_who_is_turned_away_or_finds_nobody_is_told_that_roots_are_unavailable(
    bao: Bao, installation: Installation, tmp_path: Path
) -> None:
    for address, token in ((bao.address, "no-token-of-theirs"), (f"http://127.0.0.1:{free_port()}", TOKEN)):
        roots = TransitRoots.of(told(installation, address, tmp_path, token=token))
        with pytest.raises(Unavailable):
            await roots.wrap("4999", KEYS)
        await roots.close()
