"""What a municipality says of its providers and of its people: read at start, and told plainly where it is wrong."""

import os
from pathlib import Path
from shutil import copytree

import pytest

from services.portal import listed
from services.portal.directory import Directory
from services.portal.signin.providers import SHAPES, load
from shared.municipality import BadMunicipality
from shared.settings import Settings
from tests.unit.portal.foreign import key
from tests.unit.portal.sample import MUNICIPALITIES

FJORDVIK = "4999-fjordvik"
ENTRA = """
  entra-id: {client: c-2, issuer: "https://login.microsoftonline.com/t-1/v2.0", expects: {tid: t-1}}
"""
ANNE = """kommune: "4999"
staff:
  - {id: p-anne0001, name: Anne Nord, title: barnehagelærer, role: employee, owner: barnehage, unit: bekkelia, email: a@x.test, known_as: {entra-id: o-1}}
"""  # noqa: E501 - as such lists are


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A municipality's folder, and the portal's secrets beside it."""
    copytree(MUNICIPALITIES / FJORDVIK, tmp_path / "places" / FJORDVIK)
    (tmp_path / "secrets").mkdir()
    return tmp_path / "places" / FJORDVIK


def settings(place: Path, **more: object) -> Settings:
    told = {
        "identity": "portal", "service": "portal", "owner": "portal", "database": "postgresql://x/x", "nats": "nats://x",
        "secrets": place.parents[1] / "secrets", "trust": place, "municipalities": place.parent, "port": 1,
        "public_url": "https://stafett.test", **more,
    }  # fmt: skip
    return Settings.model_validate(told)


def give_key(place: Path, name: str) -> None:
    (place.parents[1] / "secrets" / f"sign-in.{name}.pem").write_bytes(key("ours").as_pem(private=True))


def test_a_municipality_adds_what_only_it_knows_to_the_shape(place: Path) -> None:
    (place / "sign_in.yaml").write_text(f"providers:\n  id-porten: {{client: c-1}}{ENTRA}")
    give_key(place, "4999.id-porten")
    give_key(place, "4999.entra-id")
    family, staff = load(settings(place))
    assert (family.path, family.provider.client, family.provider.subject) == ("/inn/4999/id-porten", "c-1", "pid")
    assert (staff.provider.expects, staff.provider.pushed) == ({"tid": "t-1"}, False)


def test_without_a_word_there_are_no_providers(place: Path) -> None:
    assert load(settings(place)) == []


def test_every_shape_asks_for_the_highest_level_and_takes_no_shared_secret() -> None:
    assert {path.stem for path in SHAPES.glob("*.yaml")} == {"id-porten", "ansattporten", "helseid", "entra-id"}


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ("id-porten: {}", r"sign_in.yaml: providers.id-porten.client: Field required"),
        ("entra-id: {client: c-1}", r"providers.entra-id.issuer: Field required"),
        ("id-porten: {client: c-1, issuer: 'http://idporten.no'}", r"issuer: Value error, must be an https address"),
        ("id-porten: {client: c-1, spy: 1}", r"spy: Extra inputs"),
        ("another: {client: c-1}", r"providers.another.name: Field required"),
        ("id-porten: {client: c-1}", r"sign-in.4999.id-porten.pem among the portal's secrets must hold a key"),
        ("../../x: {client: c-1}", r"Field required"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(place: Path, told: str, problem: str) -> None:
    (place / "sign_in.yaml").write_text(f"providers:\n  {told}\n")
    with pytest.raises(BadMunicipality, match=problem):
        load(settings(place))


def test_providers_must_know_where_to_send_people_back_to(place: Path) -> None:
    (place / "sign_in.yaml").write_text("providers:\n  id-porten: {client: c-1}\n")
    give_key(place, "4999.id-porten")
    with pytest.raises(BadMunicipality, match="STAFETT_PUBLIC_URL"):
        load(settings(place, public_url=None))


def test_a_list_of_staff_is_read_again_when_it_changes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "PAUSE", 0)
    people = Directory.read(place.parent, demo=False)
    assert people.person("p-anne0001") is None
    (place / "staff.yaml").write_text(ANNE)
    found = people.employee("4999", "entra-id", "o-1")
    assert found
    assert (found.name, found.place, people.invented(found.id)) == ("Anne Nord", "Bekkelia barnehage", None)
    assert people.employee("4999", "helseid", "o-1") is None
    (place / "staff.yaml").write_text("spoilt: [")
    os.utime(place / "staff.yaml", (1, 1))
    assert people.person("p-anne0001") == found  # as it was, until somebody mends it
    (place / "staff.yaml").write_text('kommune: "4999"\nstaff: []\n')
    assert people.person("p-anne0001") is None


def test_no_list_of_staff_holds_a_birth_number(place: Path) -> None:
    (place / "staff.yaml").write_text(ANNE.replace("o-1", '"02839013259"'))
    with pytest.raises(BadMunicipality, match="must not be a birth number"):
        Directory.read(place.parent, demo=False).person("p-anne0001")


def test_two_of_one_name_at_a_provider_are_nobody(place: Path) -> None:
    (place / "staff.yaml").write_text(ANNE + ANNE.splitlines()[2].replace("p-anne0001", "p-anne0002") + "\n")
    assert Directory.read(place.parent, demo=False).employee("4999", "entra-id", "o-1") is None
