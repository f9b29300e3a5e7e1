"""What is in force is what the files say, and over it what was changed; whoever reads it sees it at once."""

from deploy.system import MUNICIPALITIES
from shared.choices import Each, Municipalities
from shared.contracts.consent import ChoicesChanged, DeadlineDays, OwnTerm
from shared.handlingsveileder import load_guides
from shared.municipality import Deadlines, load

FILES = load(MUNICIPALITIES)
GUIDES = MUNICIPALITIES.parent / "handlingsveileder"
CHANGED = ChoicesChanged(
    number=3,
    deadlines=(DeadlineDays(name="silence_days", days=60), DeadlineDays(name="of_next_release_days", days=2)),
    levels=("Trinn 0", "Trinn 1", "Trinn 2", "Trinn 3"),
    words=(OwnTerm(term="stafettlogg", word="plan", definite="planen", plural="planer"),),
)  # fmt: skip


def test_what_was_changed_lies_over_what_the_files_say() -> None:
    served = Municipalities(FILES)
    served.take("4999", CHANGED)
    now, file = served["4999"], FILES["4999"]
    assert (now.version, now.deadlines.silence_days) == (f"{file.version}-3", 60)
    assert now.deadlines.model_copy(update={"silence_days": file.deadlines.silence_days}) == file.deadlines
    assert [(level.name, level.about) for level in now.levels] == [
        (f"Trinn {n}", level.about) for n, level in enumerate(file.levels)
    ]
    assert served["5998"] is FILES["5998"]


def test_what_is_made_of_choices_is_made_anew_when_they_have_changed_and_only_then() -> None:
    served, made = Municipalities(FILES), list[int]()

    def make(days: Deadlines) -> int:
        made.append(days.silence_days)
        return days.silence_days

    silence = Each(Each(served, lambda one: one.deadlines), make)
    first = [silence["4999"], silence["4999"]]
    served.take("4999", CHANGED)
    assert (first, silence["4999"], silence["4999"]) == ([FILES["4999"].deadlines.silence_days] * 2, 60, 60)
    assert made == [first[0], 60]
    assert silence.get("0301") is None


def test_the_handlingsveileder_has_the_words_and_a_version_of_its_own() -> None:
    served = Municipalities(FILES)
    guides = load_guides(MUNICIPALITIES, GUIDES, served)
    before = guides["4999"].texts
    served.take("4999", CHANGED)
    after = guides["4999"].texts
    assert {term.id: term.word for term in after.vocabulary} == {
        **{term.id: term.word for term in before.vocabulary},
        "stafettlogg": "plan",
    }
    assert after.levels[0].name == "Trinn 0"
    assert after.version.startswith(f"{FILES['4999'].version}-3-")
    assert before.version != after.version


def test_what_a_restored_service_says_anew_replaces_what_it_said_before() -> None:
    served = Municipalities(FILES)
    served.take("4999", CHANGED)
    served.take("4999", ChoicesChanged(number=CHANGED.number))
    assert served["4999"] == FILES["4999"].model_copy(update={"version": f"{FILES['4999'].version}-3"})


def test_what_the_files_no_longer_allow_is_left_out() -> None:
    served = Municipalities(FILES)
    served.take("4999", CHANGED.model_copy(update={"deadlines": (DeadlineDays(name="silence_days", days=1000),)}))
    served.take("0301", CHANGED)  # is not served here
    assert dict(served) == FILES
