import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.consent.texts import TEXTS, Text, TextChanged, Texts
from tests.unit.consent.world import SERVICES, TODAY


def line(id: str, text: str, *, language: str = "nb", since: str = "2026-01-01", sha: str = "") -> str:  # noqa: A002
    digest = sha or hashlib.sha256(text.encode()).hexdigest()
    what = (
        f"id: {id}, purpose: stafettlogg, service: ppt, language: {language}, valid_from: {since}, legal_basis: fvl-13a"
    )
    return f"- {{{what}, sha256: {digest}, text: {text}}}\n"


def texts(folder: Path, *lines: str) -> Texts:
    (folder / "some.yaml").write_text("".join(lines), encoding="utf-8")
    return Texts(folder)


@pytest.mark.parametrize("service", sorted(SERVICES - {"familie"}))
def test_parents_are_told_about_every_service_that_can_be_asked_for(service: str) -> None:
    text = TEXTS.find("stafettlogg", service, "nb", TODAY)
    assert text
    for said in ("frivillig", "foreldreansvar", "trekke", "Barnet mister ikke hjelp"):
        assert said in text.text


def test_there_was_no_text_before_the_first() -> None:
    assert TEXTS.find("stafettlogg", "ppt", "nb", date(2025, 12, 31)) is None


def test_the_newest_text_that_holds_is_shown(tmp_path: Path) -> None:
    known = texts(tmp_path, line("old", "Gammel"), line("new", "Ny", since="2026-06-01"))
    found = [known.find("stafettlogg", "ppt", "nb", date(2026, 6, 1) + timedelta(days=day)) for day in (-1, 0)]
    assert [text and text.id for text in found] == ["old", "new"]


def test_the_readers_language_comes_before_the_newest(tmp_path: Path) -> None:
    known = texts(tmp_path, line("pl", "Po polsku", language="pl"), line("nb", "Ny", since="2026-06-01"))
    found = [known.find("stafettlogg", "ppt", language, date(2026, 7, 1)) for language in ("pl", "so")]
    assert [text and text.id for text in found] == ["pl", "nb"]


def test_an_edited_text_stops_the_service(tmp_path: Path) -> None:
    with pytest.raises(TextChanged):
        texts(tmp_path, line("old", "Endret", sha=hashlib.sha256(b"Gammel").hexdigest()))


def test_an_id_names_one_text(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same id"):
        texts(tmp_path, line("old", "Gammel"), line("old", "Ny"))


def test_a_text_says_what_it_is() -> None:
    assert set(Text.model_fields) == {
        "id", "purpose", "service", "language", "valid_from", "sha256", "text", "kind", "legal_basis",
    }  # fmt: skip
