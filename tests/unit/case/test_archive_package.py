"""A package: its metadata, and the folder that takes it."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from services.case.archive.arkivmelding import CATALOGUE, NAMESPACE, Filing, arkivmelding
from services.case.archive.folder import Folder
from services.case.archive.port import METADATA, Package
from shared.handlingsveileder import Handlingsveileder
from tests.unit.case.archived import AT, FJORDVIK, HAVNES, LOG

FILES = {"stafettlogg.pdf": b"%PDF", "stafettlogg.txt": b"tekst"}


def metadata(guide: Handlingsveileder = FJORDVIK) -> Element:
    return fromstring(arkivmelding(Filing("p-1", LOG, guide, AT, FILES)))


def outline(element: Element, depth: int = 0) -> Iterator[str]:
    prefix, name = element.tag.removeprefix("{").split("}")
    yield f"{'  ' * depth}{'k:' if prefix == CATALOGUE else ''}{name}"
    for child in element:
        yield from outline(child, depth + 1)


def test_the_metadata_has_the_outline_that_an_archive_takes() -> None:
    """Read off the protocol's two schemas, element by element; docs/operations.md says which."""
    told = metadata()
    documents = told.findall("registrering/dokumentbeskrivelse", {"": NAMESPACE})
    told.findall("registrering", {"": NAMESPACE})[0].remove(documents[1])
    assert "\n".join(outline(told)) == (Path(__file__).parent / "arkivmelding.outline").read_text().strip()
    assert [*outline(documents[0])] == [*outline(documents[1])]


def test_the_metadata_says_what_it_is_where_it_belongs_and_who_may_see_it() -> None:
    told = metadata()

    def at(path: str) -> list[str | None]:
        return [found.text for found in told.findall(path, {"": NAMESPACE, "k": CATALOGUE})]

    assert told.tag == f"{{{NAMESPACE}}}arkivmelding"
    assert at("antallFiler") == ["2"]
    assert at("mappe/tittel") == ["Stafettlogg for Maja <Å>"]
    assert at("mappe/offentligTittel") == ["Stafettlogg"]
    assert at("mappe/part/partNavn") == ["Maja <Å>", "Ingrid & co"]
    assert at("mappe/klassifikasjon/klasseID") == [FJORDVIK.of.archive.class_id]
    assert at("mappe/skjerming/tilgangsrestriksjon/k:kode") == [FJORDVIK.of.archive.access_code]
    key = "referanseEksternNoekkel/k:noekkel"
    assert (
        at(f"mappe/{key}") == at("registrering/referanseForelderMappe/k:referanseEksternNoekkel/k:noekkel") == ["log"]
    )
    assert at(f"registrering/{key}") == ["p-1"]
    assert at("registrering/journalposttype/k:kode") == ["X"]
    objects = "registrering/dokumentbeskrivelse/dokumentobjekt/"
    assert at(objects + "referanseDokumentfil") == [*FILES]
    assert at(objects + "sjekksum") == [sha256(content).hexdigest() for content in FILES.values()]
    assert at(objects + "filstoerrelse") == [str(len(content)) for content in FILES.values()]


def test_the_metadata_speaks_as_the_municipality_does() -> None:
    found = metadata(HAVNES)
    assert found.findtext("mappe/tittel", namespaces={"": NAMESPACE}) == "Tverrfagleg plan for Maja <Å>"


PACKAGE = Package("p-1", "4999", {METADATA: b"<arkivmelding/>", **FILES})


def test_a_package_is_kept_once_and_its_receipt_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "archive")
    first = folder.deposit(PACKAGE)
    again = folder.deposit(Package("p-1", "4999", {METADATA: b"<annet/>"}))
    assert first == again
    assert first.sha256 == PACKAGE.sha256
    place = tmp_path / "archive" / "4999"
    assert [path.name for path in place.iterdir()] == ["p-1"]
    assert {path.name for path in (place / "p-1").iterdir()} == {*PACKAGE.files, "kvittering.json"}
    assert {path.stat().st_mode & 0o077 for path in place.rglob("*")} == {0}


def test_a_package_that_could_not_be_written_is_not_there(tmp_path: Path) -> None:
    broken = Package("p-1", "4999", {METADATA: b"<arkivmelding/>", "no/such/folder": b""})
    with pytest.raises(OSError):  # noqa: PT011 - whichever the system says
        Folder(tmp_path).deposit(broken)
    assert [*(tmp_path / "4999").iterdir()] == []
    assert Folder(tmp_path).deposit(PACKAGE).sha256 == PACKAGE.sha256


def test_without_a_place_nothing_is_kept() -> None:
    with pytest.raises(FileNotFoundError):
        Folder(None).deposit(PACKAGE)
