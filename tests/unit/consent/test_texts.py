import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.consent.texts import TEXTS, Text, TextChanged, Texts
from tests.unit.consent.world import SERVICES, TODAY


def line(
    id: str,  # noqa: A002
    text: str,
    *,
    language: str = "nb",
    since: str = "2026-01-01",
    sha: str = "",
    of: str = "",
) -> str:
    digest = sha or hashlib.sha256(text.encode()).hexdigest()
    what = (
        f"id: {id}, purpose: stafettlogg, service: ppt, language: {language}, valid_from: {since}, legal_basis: fvl-13a"
    )
    what += f", translates: {of}, drafted_by: machine" if of else ""
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


def test_a_translation_holds_as_long_as_what_it_translates(tmp_path: Path) -> None:
    polish = line("pl", "Po polsku", language="pl", of="nb")
    known = texts(tmp_path, line("nb", "Norsk"), polish, line("ny", "Ny norsk", since="2026-06-01"))
    days = (date(2026, 5, 31), date(2026, 6, 1))
    found = [known.find("stafettlogg", "ppt", language, day) for language in ("pl", "so") for day in days]
    assert [text and text.id for text in found] == ["pl", "ny", "nb", "ny"]


def test_beside_a_text_stands_the_readers_or_the_norwegian(tmp_path: Path) -> None:
    known = texts(tmp_path, line("nb", "Norsk"), line("pl", "Po polsku", language="pl", of="nb"))
    asked = [("nb", "nb"), ("nb", "pl"), ("nb", "so"), ("pl", "pl"), ("pl", "nb"), ("pl", "so")]
    found = [known.beside(version, language, TODAY) for version, language in asked]
    assert [text and text.id for text in found] == [None, "pl", None, "nb", "nb", "nb"]


@pytest.mark.parametrize("service", sorted(SERVICES - {"familie"}))
@pytest.mark.parametrize("language", ["nn", "en", "se", "pl", "uk", "ar", "so", "ti", "prs"])
def test_families_are_asked_in_their_own_language(service: str, language: str) -> None:
    text = TEXTS.find("stafettlogg", service, language, TODAY)
    assert text
    assert (text.language, text.drafted) == (language, True)
    beside = TEXTS.beside(text.id, language, TODAY)
    assert beside == TEXTS.find("stafettlogg", service, "nb", TODAY)


def test_an_edited_text_stops_the_service(tmp_path: Path) -> None:
    with pytest.raises(TextChanged):
        texts(tmp_path, line("old", "Endret", sha=hashlib.sha256(b"Gammel").hexdigest()))


def test_an_id_names_one_text(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same id"):
        texts(tmp_path, line("old", "Gammel"), line("old", "Ny"))


def test_a_text_says_what_it_is() -> None:
    assert set(Text.model_fields) == {
        "id", "purpose", "service", "language", "valid_from", "sha256", "text", "kind", "legal_basis",
        "translates", "drafted_by", "signed_by",
    }  # fmt: skip
