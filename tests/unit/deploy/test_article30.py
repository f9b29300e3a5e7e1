"""The record of art. 30 tells what is enforced: each rule, category, purpose and recipient, and nothing of others."""

import re
from pathlib import Path

import pytest

from deploy.article30 import record
from deploy.system import MUNICIPALITIES
from services.audit.rules import texts
from services.portal.words import PURPOSES
from shared.municipality import load

KNOWN = load(MUNICIPALITIES)


@pytest.mark.parametrize("kommune", sorted(KNOWN))
def test_every_rule_purpose_and_recipient_is_in_the_record(kommune: str) -> None:
    told = record(KNOWN[kommune])
    assert [text for text in texts().values() if text not in told] == []
    assert all(wish.name in told for wish in PURPOSES.values())
    assert all(f"- {name}" in told for name in KNOWN[kommune].services.values())
    assert KNOWN[kommune].name in told


def test_the_fagsystemer_that_are_let_in_are_recipients() -> None:
    told = {kommune: "Et fagsystem" in record(of) for kommune, of in KNOWN.items()}
    assert told == {"4999": True, "5998": False}


def test_it_follows_what_the_municipality_chooses() -> None:
    of = KNOWN["4999"]
    changed = of.model_copy(update={"erasure": of.erasure.model_copy(update={"retention_years": 7})})
    assert "7 år etter at en stafettlogg er avsluttet" in record(changed)


def test_no_part_is_empty_and_what_code_cannot_know_is_left_open() -> None:
    parts = record(KNOWN["4999"]).split("\n## ")
    assert len(parts) == 8
    assert all(len(part.splitlines()) > 2 for part in parts)
    assert parts[0].count("fylles ut") == 2


def test_the_template_of_art_35_names_proofs_that_there_are() -> None:
    """A protection whose test was taken away or called something else is told of by nothing else."""
    root = Path(__file__).parents[3]
    named = re.findall(r"`([a-z0-9_./-]+\.(?:py|md)|tests/[a-z/]+)`", (root / "docs/privacy/dpia-mal.md").read_text())
    missing = [one for one in named if not (root / one).exists() and not [*root.glob(f"tests/**/{one}")]]
    assert (missing, len(named) > 10) == ([], True)
