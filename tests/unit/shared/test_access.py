from pathlib import Path
from typing import Any

import pytest

from shared.access import Decision, Entity, Policies

SCHEMA = """
entity Person = { role: String, unit: String, level?: Long };
entity Child = { unit: String, shielded: Bool };
action read appliesTo { principal: Person, resource: Child, context: { acute: Bool } };
"""
OWN_UNIT = """
@id("egen-enhet") @tekst("Den som arbeider i barnets enhet, kan lese.") @hjemmel("barnehageloven § 2 b")
permit (principal, action == Action::"read", resource) when { principal.unit == resource.unit };
"""
ACUTE = """
@id("akutt") @tekst("I en akutt situasjon kan en leder lese.") @hjemmel("forvaltningsloven § 13 b")
permit (principal, action == Action::"read", resource) when { context.acute && principal.role == "leader" };
"""
SHIELDED = """
@id("skjermet") @tekst("Ingen leser det som er skjermet.") @hjemmel("barnevernsloven § 13-4")
forbid (principal, action, resource) when { resource.shielded };
"""
LEVEL = """
@id("nivaa") @tekst("Fra nivå 2.") @hjemmel("ingen")
permit (principal, action == Action::"read", resource)
when { principal has level && principal.level + 9223372036854775807 > 0 };
"""


def policies(folder: Path, *rules: str, schema: str = SCHEMA) -> Policies:
    (folder / "access.cedar").write_text("\n".join(rules), encoding="utf-8")
    (folder / "access.cedarschema").write_text(schema, encoding="utf-8")
    return Policies(folder)


def decided(rules: Policies, *, acute: bool = False, shielded: bool = False, **person: Any) -> Decision:
    who = Entity("Person", "p-1", {"role": "employee", "unit": "bekkelia"} | person)
    child = Entity("Child", "c-1", {"unit": "bekkelia", "shielded": shielded})
    return rules.decide(who, "read", child, {"acute": acute})


def test_a_decision_names_the_rule_its_words_and_its_law(tmp_path: Path) -> None:
    assert decided(policies(tmp_path, OWN_UNIT, ACUTE, SHIELDED)) == Decision(
        allowed=True,
        policies=("egen-enhet",),
        texts=("Den som arbeider i barnets enhet, kan lese.",),
        legal_basis=("barnehageloven § 2 b",),
    )


def test_every_rule_that_permits_is_named(tmp_path: Path) -> None:
    decision = decided(policies(tmp_path, OWN_UNIT, ACUTE, SHIELDED), acute=True, role="leader")
    assert (decision.allowed, decision.policies) == (True, ("akutt", "egen-enhet"))


def test_a_forbid_is_stronger_than_any_permit_and_is_the_one_named(tmp_path: Path) -> None:
    decision = decided(policies(tmp_path, OWN_UNIT, SHIELDED), shielded=True)
    assert (decision.allowed, decision.policies) == (False, ("skjermet",))


def test_what_no_rule_permits_is_denied_and_no_rule_is_blamed(tmp_path: Path) -> None:
    assert decided(policies(tmp_path, OWN_UNIT, SHIELDED), unit="solbakken") == Decision(
        allowed=False, policies=(), texts=(), legal_basis=()
    )


@pytest.mark.parametrize("rules", [(OWN_UNIT, LEVEL), (LEVEL, OWN_UNIT)])
def test_an_error_in_one_rule_is_a_no_although_another_permits(tmp_path: Path, rules: tuple[str, ...]) -> None:
    """Cedar skips a rule that fails; had it been a forbid, its silence would be a yes."""
    both = policies(tmp_path, *rules)
    assert decided(both).allowed
    assert decided(both, level=1) == Decision(allowed=False, policies=(), texts=(), legal_basis=())


def test_an_error_alarms_each_time_and_is_never_remembered(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rules = policies(tmp_path, OWN_UNIT, LEVEL)
    assert not any(decided(rules, level=1).allowed for _ in range(3))
    assert [record.message for record in caplog.records] == ["policy evaluation failed"] * 3


def test_attributes_that_do_not_fit_the_schema_are_a_no(tmp_path: Path) -> None:
    rules = policies(tmp_path, OWN_UNIT)
    assert not decided(rules, unit=7).allowed
    assert not decided(rules, unknown="x").allowed
    assert not rules.decide(
        Entity("Person", "p-1", {"role": "employee", "unit": "bekkelia"}),
        "write",
        Entity("Child", "c-1", {"unit": "bekkelia", "shielded": False}),
        {"acute": False},
    ).allowed


def test_rules_that_do_not_fit_their_schema_do_not_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        policies(tmp_path, OWN_UNIT.replace("principal.unit", "principal.untt"))


def test_two_rules_with_one_id_do_not_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="share an @id"):
        policies(tmp_path, OWN_UNIT, OWN_UNIT)


@pytest.mark.parametrize("name", ["id", "tekst", "hjemmel"])
def test_a_rule_without_id_words_or_law_does_not_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="lacks"):
        policies(tmp_path, OWN_UNIT.replace(f"@{name}", "@annet"))


def test_other_rules_have_another_digest(tmp_path: Path) -> None:
    assert policies(tmp_path, OWN_UNIT).digest != policies(tmp_path, OWN_UNIT, SHIELDED).digest


CLAUSES = """
@id("to-vilkaar") @tekst("En leder i enheten kan lese.") @hjemmel("barnehageloven § 24")
@uten1("Du arbeider ikke i enheten.")
@uten2("Du er ikke leder.")
permit (principal, action == Action::"read", resource)
when { principal.unit == resource.unit }
when { principal.role == "leader" };
"""


def why_not(rules: Policies, *, shielded: bool = False, **person: Any) -> tuple[str, ...]:
    who = Entity("Person", "p-1", {"role": "employee", "unit": "bekkelia"} | person)
    child = Entity("Child", "c-1", {"unit": "bekkelia", "shielded": shielded})
    return rules.why_not(who, "read", child, {"acute": False})


def test_why_something_is_refused_is_what_the_rules_lack_or_what_forbids_it(tmp_path: Path) -> None:
    rules = policies(tmp_path, CLAUSES, SHIELDED, ACUTE)
    assert why_not(rules, role="leader") == ()
    assert why_not(rules) == ("Du er ikke leder.",)
    assert why_not(rules, unit="solbakken") == ("Du arbeider ikke i enheten.", "Du er ikke leder.")
    assert why_not(rules, shielded=True, role="leader") == ("Ingen leser det som er skjermet.",)
    assert why_not(policies(tmp_path, ACUTE)) == ()  # it does not say


def test_whoever_says_what_is_missing_says_it_of_every_clause(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="to-vilkaar"):
        policies(tmp_path, CLAUSES.replace('@uten2("Du er ikke leder.")', ""))
