"""A municipality's choices are data: what is wrong in a file is told with the file and the field."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.system import GUIDES, MUNICIPALITIES
from shared.contracts.case.guide import MunicipalityTexts
from shared.handlingsveileder import SECTIONS, load_guides
from shared.municipality import BadMunicipality, load

FJORDVIK = "4999-fjordvik"


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """Fjordvik alone, with no texts of its own."""
    shutil.copytree(MUNICIPALITIES / FJORDVIK, tmp_path / FJORDVIK, ignore=shutil.ignore_patterns("handlingsveileder"))
    return tmp_path


def choose(folder: Path, **fields: Any) -> None:
    path = folder / FJORDVIK / "municipality.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(told | fields, allow_unicode=True), encoding="utf-8")


def say(folder: Path, section: str, entries: dict[str, Any]) -> None:
    path = folder / FJORDVIK / "handlingsveileder" / f"{section}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")


def texts(folder: Path) -> MunicipalityTexts:
    return load_guides(folder, GUIDES)["4999"].texts


def test_every_municipality_of_ours_has_a_whole_guide() -> None:
    guides = load_guides(MUNICIPALITIES, GUIDES)
    assert guides.keys() == load(MUNICIPALITIES).keys()
    for guide in guides.values():
        assert all(getattr(guide.texts, section) for section in SECTIONS)
        assert {step.level for step in guide.texts.steps} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"deadlines": {"decide_case_days": 0}}, "deadlines.decide_case_days: Input should be greater than"),
        ({"deadlines": {"decide_case_day": 14}}, "deadlines.decide_case_day: Extra inputs"),
        ({"levels": [{"name": "Nivå 0", "about": "Undring"}]}, "levels"),
        ({"version": "August 2026"}, "version: String should match"),
        ({"anonymous_questions": ["skole"]}, "anonymous_questions: skole has no unit that could answer"),
        ({"anonymous_questions": ["familie"]}, "anonymous_questions: familie has no unit that could answer"),
        ({"coordination": "ke"}, "coordination: there is no unit ke"),
        ({"coordination": ["ke-fjordvik"]}, "coordination: Input should be"),
        ({"anonymous_questions": "ppt"}, "anonymous_questions: Input should be"),
        (
            {"units": [{"id": "x", "owner": "barnehage", "name": "Barnehagen"}]},
            "services: barnehage is called as one of its units",
        ),
        ({"units": [{"id": "x", "owner": "sjukehus", "name": "X"}]}, "units: x is of a service that is not named"),
    ],
)
def test_a_choice_that_does_not_fit_is_named(chosen: Path, fields: dict[str, Any], said: str) -> None:
    choose(chosen, **fields)
    with pytest.raises(BadMunicipality) as caught:
        load(chosen)
    assert str(caught.value).startswith(f"{FJORDVIK}/municipality.yaml: {said}")


def test_what_is_not_yaml_is_named(chosen: Path) -> None:
    (chosen / FJORDVIK / "municipality.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadMunicipality, match=f"{FJORDVIK}/municipality.yaml is not YAML"):
        load(chosen)


def test_two_folders_cannot_be_the_same_kommune(chosen: Path) -> None:
    shutil.copytree(chosen / FJORDVIK, chosen / "twin")
    with pytest.raises(BadMunicipality, match="the same kommune"):
        load(chosen)


def test_a_field_is_said_otherwise_and_the_rest_stays(chosen: Path) -> None:
    before = {one.id: one for one in texts(chosen).checklists}
    say(chosen, "checklists", {"undring": {"title": "Før du skriver"}})
    after = {one.id: one for one in texts(chosen).checklists}
    assert after["undring"] == before["undring"].model_copy(update={"title": "Før du skriver"})
    assert {**after, "undring": before["undring"]} == before


def test_an_entry_is_added_and_another_taken_away(chosen: Path) -> None:
    say(chosen, "vocabulary", {"holder": None, "plan": {"word": "plan", "definite": "planen", "plural": "planer"}})
    found = {one.id for one in texts(chosen).vocabulary}
    assert "plan" in found
    assert "holder" not in found


def test_a_section_can_begin_from_nothing(chosen: Path) -> None:
    entry = {"ages": {"from_years": 1, "to_years": 2}, "area": "lek", "text": "Ler lite."}
    say(chosen, "signs", {"builds_on": "nothing", "ler-lite": entry})
    assert [one.id for one in texts(chosen).signs] == ["ler-lite"]


@pytest.mark.parametrize(
    ("section", "entries", "said"),
    [
        ("signs", {"x-y": {"area": "lek", "text": "Ler lite."}}, "signs.yaml: x-y.ages: Field required"),
        ("signs", {"vintertoy": {"ages": {"from_years": 5, "to_years": 2}}}, "signs.yaml: vintertoy.ages"),
        ("checklists", {"undring": {"titel": "Før"}}, "checklists.yaml: undring.titel: Extra inputs"),
        ("checklists", {"undring": "Før"}, "checklists.yaml: undring: not a mapping"),
        ("steps", {"avklar": {"done_by": "wished"}}, "steps.yaml: avklar.done_by: Input should be"),
        ("steps", {"avklar": {"checklists": ["borte"]}}, "steps.yaml: avklar.checklists: no borte"),
        ("advice", {"meld": {"any_of": ["borte"]}}, "advice.yaml: meld.questions: no borte"),
        ("tiltaksbank", {"avlastning": {"place": "sykehus"}}, "tiltaksbank.yaml: avlastning.place: no sykehus"),
        ("tiltaksbank", {"avlastning": {"levels": [4]}}, "tiltaksbank.yaml: avlastning.levels: no 4"),
        ("archive", {"title": None}, "archive.yaml: no title"),
        ("archive", {"title": {"text": "Om {name}"}}, "archive.yaml: title.text: Value error, there is no {name}"),
        ("planer", {}, "planer.yaml: there is no such section"),
    ],
)  # fmt: skip
def test_a_text_that_does_not_fit_is_named(chosen: Path, section: str, entries: dict[str, Any], said: str) -> None:
    say(chosen, section, entries)
    with pytest.raises(BadMunicipality) as caught:
        load_guides(chosen, GUIDES)
    assert said in str(caught.value)


def test_the_shipped_texts_must_be_there(chosen: Path, tmp_path: Path) -> None:
    with pytest.raises(BadMunicipality, match="lacks advice"):
        load_guides(chosen, tmp_path / "nowhere")


def test_the_version_follows_every_word(chosen: Path) -> None:
    before = texts(chosen).version
    assert before == texts(chosen).version
    say(chosen, "vocabulary", {"holder": {"word": "koordinator"}})
    assert texts(chosen).version != before
    choose(chosen, deadlines={"decide_case_days": 7})
    assert texts(chosen).version.startswith("2026-08-")
