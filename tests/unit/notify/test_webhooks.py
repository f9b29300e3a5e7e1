"""What is told to whom, where it may be sent, and that nobody else can say it."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.notify.hearing import Circle, Consent
from services.notify.webhooks.outside import may_be_called
from services.notify.webhooks.receivers import load
from services.notify.webhooks.waiting import whose
from services.notify.webhooks.word import body, signed
from shared.municipality import BadMunicipality
from tests.municipalities import two

DOCUMENT = Path(__file__).parents[3] / "docs/webhooks.md"
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
EVENT = "0199c7d2-0000-7000-8000-000000000001"
GOOD: dict[str, Any] = {"id": "bhg", "owner": "barnehage", "url": "https://fagsystem.eksempel.no/stafett"}


def verifier() -> Callable[[bytes, dict[str, str], bytes], dict[str, Any]]:
    """The one that receivers are shown."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    known: dict[str, Any] = {}
    exec(code, known)
    found: Callable[[bytes, dict[str, str], bytes], dict[str, Any]] = known["verified"]
    return found


def a_word() -> tuple[dict[str, str], bytes]:
    said = body(EVENT, "stafett.news", datetime.now(UTC), "4999", "barnehage")
    return signed(KEY, EVENT, datetime.now(UTC), said), said


def test_a_receiver_that_follows_the_document_takes_what_we_say() -> None:
    headers, said = a_word()
    assert verifier()(PUBLIC, headers, said) == json.loads(said)
    assert set(json.loads(said)) == {"id", "type", "timestamp", "data"}


@pytest.mark.parametrize(
    "forged",
    [
        lambda h, b: (h, b.replace(b"barnehage", b"barnevern")),
        lambda h, b: (h | {"webhook-id": EVENT.replace("1", "2")}, b),
        lambda h, b: (h | {"webhook-timestamp": str(int(h["webhook-timestamp"]) + 1)}, b),
        lambda h, b: (signed(Ed25519PrivateKey.generate(), EVENT, datetime.now(UTC), b), b),
    ],
    ids=["another service", "another id", "another time", "another key"],
)
def test_a_receiver_that_follows_the_document_refuses_what_we_did_not_say(forged: Any) -> None:
    with pytest.raises(InvalidSignature):
        verifier()(PUBLIC, *forged(*a_word()))


def test_it_refuses_what_is_old_and_what_is_signed_in_another_way() -> None:
    said = a_word()[1]
    with pytest.raises(ValueError, match="too old"):
        verifier()(PUBLIC, signed(KEY, EVENT, datetime.fromtimestamp(time.time() - 301, UTC), said), said)
    headers = signed(KEY, EVENT, datetime.now(UTC), said)
    with pytest.raises(ValueError, match="another way"):
        verifier()(PUBLIC, headers | {"webhook-signature": headers["webhook-signature"].replace("v1a", "v1")}, said)


@pytest.mark.parametrize(
    ("address", "outside", "own", "demo"),
    [
        ("93.184.216.34", True, True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True, True),
        ("10.1.2.3", False, True, False),
        ("192.168.1.1", False, True, False),
        ("fd00::1", False, True, False),
        ("::ffff:10.1.2.3", False, True, False),
        ("2002:0a01:0203::1", False, True, False),
        ("64:ff9b::10.1.2.3", False, True, False),
        ("127.0.0.1", False, False, True),
        ("::1", False, False, True),
        ("::ffff:127.0.0.1", False, False, True),
        ("169.254.169.254", False, False, False),
        ("fe80::1%eth0", False, False, False),
        ("0.0.0.0", False, False, False),
        ("::", False, False, False),
        ("224.0.0.1", False, False, False),
        ("255.255.255.255", False, False, False),
        ("100.64.0.1", False, False, False),
    ],
)
def test_nothing_is_sent_where_nobody_may_be_called(address: str, *, outside: bool, own: bool, demo: bool) -> None:
    assert may_be_called(address, private=False, demo=False) is outside
    assert may_be_called(address, private=True, demo=False) is own
    assert may_be_called(address, private=False, demo=True) is (demo or outside)


def test_an_employees_service_is_known_from_what_was_said_and_a_parent_has_none() -> None:
    asked = Consent("ppt", "asked", asker="p-asker", asker_service="barnehage")
    circle = Circle(frozenset({"p-mother"}), {"p-adviser": "ppt"}, consents={"k-1": asked})
    assert [whose(one, circle) for one in ("p-adviser", "p-asker", "p-mother")] == ["ppt", "barnehage", None]


def listed(folder: Path, *webhooks: dict[str, Any], kommune: str = "4999") -> Path:
    places = two(folder / "places")
    said = yaml.safe_dump({"kommune": kommune, "webhooks": list(webhooks)})
    (places / "4999-fjordvik" / "webhooks.yaml").write_text(said, encoding="utf-8")
    return places


def test_receivers_are_the_municipalitys_and_there_may_be_none(tmp_path: Path) -> None:
    assert load(two(tmp_path / "none"), demo=False) == {}
    found = load(listed(tmp_path, GOOD), demo=False)
    assert {key: one.owner for key, one in found.items()} == {("4999", "bhg"): "barnehage"}


@pytest.mark.parametrize(
    ("wrong", "kommune"),
    [
        ((GOOD | {"url": "http://fagsystem.eksempel.no/"},), "4999"),
        ((GOOD | {"url": "https://user:word@fagsystem.eksempel.no/"},), "4999"),
        ((GOOD | {"url": "https://fagsystem.eksempel.no/#here"},), "4999"),
        ((GOOD | {"url": "https://fagsystem.eksempel.no:port/"},), "4999"),
        ((GOOD | {"url": "file:///etc/hosts"},), "4999"),
        ((GOOD | {"owner": "brannvesen"},), "4999"),
        ((GOOD, GOOD), "4999"),
        ((GOOD | {"secret": "x"},), "4999"),
        ((GOOD,), "5999"),
    ],
)
def test_what_is_wrong_with_them_is_told_at_start(
    tmp_path: Path, wrong: tuple[dict[str, Any], ...], kommune: str
) -> None:
    with pytest.raises(BadMunicipality, match=r"4999-fjordvik/webhooks\.yaml"):
        load(listed(tmp_path, *wrong, kommune=kommune), demo=False)
