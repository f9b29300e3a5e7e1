"""The demo's stories are told in commands that exist, by people who exist, about what the municipality has chosen."""

from datetime import datetime

import pytest

from deploy.demo_stories import COMMANDS, FAMILY, OSLO, Cast, Step, Story, stories, whose
from deploy.system import GUIDES, MUNICIPALITIES
from shared.contracts.consent import AnswerConsent
from shared.handlingsveileder import load_guides
from shared.municipality import Demo, load, load_demo

DEMOS = load_demo(MUNICIPALITIES)
TOLD = [pytest.param(demo, story, id=story.child) for demo in DEMOS for story in stories(MUNICIPALITIES, demo.kommune)]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=OSLO)


def said(step: Step) -> Step:
    """As it is sent: a parent's answer names the consent, which the consent service has made."""
    if step.do != AnswerConsent.name:
        return step
    return step.model_copy(
        update={"said": {"consent": "c-1", "yes": step.said["yes"], "told_of_rights": True, "said_freely": True}}
    )


@pytest.mark.parametrize(("demo", "story"), TOLD)
def test_every_step_is_a_command(demo: Demo, story: Story) -> None:
    cast = Cast(demo, NOW)
    child = cast.child(story.child)
    for number, step in enumerate(story.steps):
        command = cast.command(child, number, said(step))
        assert type(command) is COMMANDS[step.do]
        assert whose(command, step, cast.actors[step.who]) in {*load(MUNICIPALITIES)[demo.kommune].services, "consent"}
        assert command.id == cast.command(child, number, said(step)).id


@pytest.mark.parametrize(("demo", "story"), TOLD)
def test_a_tiltak_from_the_bank_is_in_the_municipalitys_bank(demo: Demo, story: Story) -> None:
    known = {one.id for one in load_guides(MUNICIPALITIES, GUIDES)[demo.kommune].texts.tiltaksbank}
    measures = [found for step in story.steps for found in (step.said, *step.said.get("measures", ()))]
    assert {measure["bank"] for measure in measures if "bank" in measure} <= known


def test_every_child_has_come_another_way_and_maja_is_untouched() -> None:
    fjordvik, havnes = DEMOS
    told = {demo.kommune: [story.child for story in stories(MUNICIPALITIES, demo.kommune)] for demo in DEMOS}
    assert sorted([*told["4999"], "Maja Solheim Kowalski"]) == sorted(child.name for child in fjordvik.children)
    assert len(fjordvik.children) == 13
    assert sorted(told["5998"]) == sorted(child.name for child in havnes.children)


def test_words_become_people_ids_and_days() -> None:
    cast = Cast(DEMOS[0], NOW)
    child = cast.child("Emil Dahl")
    step = Step(who="Kari Nes", do="invite-to-conversation", said={
        "invitation": "$samtale", "meets_at": "+3 days at 14:30", "place": "Her", "guardians": ["@Anne Dahl"],
    })  # fmt: skip
    command = cast.command(child, 0, step)
    assert command.model_dump(mode="json", include={"case", "invitation", "meets_at", "guardians"}) == {
        "case": str(cast.id(child, "undring")),
        "invitation": str(cast.id(child, "samtale")),
        "meets_at": "2026-11-26T14:30:00+01:00",
        "guardians": [cast.actors["Anne Dahl"].id],
    }
    assert whose(command, step, cast.actors["Kari Nes"]) == "barnehage"


def test_the_log_is_the_familys_and_a_text_its_writers() -> None:
    cast = Cast(DEMOS[0], NOW)
    child, lise = cast.child("Jakob Vinje"), cast.actors["Lise Moen"]
    join = Step(who="Lise Moen", do="accept-invitation")
    write = Step(who="Lise Moen", do="write-contribution", said={
        "contribution": "$x", "kind": "note", "category": "notes", "text": "Fint.",
    })  # fmt: skip
    assert whose(cast.command(child, 0, join), join, lise) == FAMILY
    assert whose(cast.command(child, 1, write), write, lise) == "helsestasjon"
