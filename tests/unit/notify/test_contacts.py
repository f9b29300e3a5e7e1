import pytest

from services.notify.contacts import DECIDER, ContactRegistered
from shared.contracts.common import Actor, Category, Role
from shared.contracts.notify import RegisterContact
from shared.errors import InvalidRequest
from tests.unit.spec import Spec

SPEC = Spec(DECIDER)
REGISTER = Actor(id="register", role=Role.REGISTER, kommune="4999", owner="register")
FIRST = ContactRegistered(person="p-1", language="nb", email="ingrid@eksempel.test")


def test_an_address_is_registered() -> None:
    command = RegisterContact(person="p-1", email="ingrid@eksempel.test")
    SPEC.given().when(command, by=REGISTER).then(FIRST)


def test_a_new_address_replaces_the_old() -> None:
    command = RegisterContact(person="p-1", email="ny@eksempel.test", language="nn")
    expected = ContactRegistered(person="p-1", language="nn", email="ny@eksempel.test")
    SPEC.given(FIRST).when(command, by=REGISTER).then(expected)


@pytest.mark.parametrize("odd", ["a,b@eksempel.test", "a@b,c", 'a"@eksempel.test'])
def test_what_a_mail_header_would_read_as_something_else_is_refused(odd: str) -> None:
    SPEC.given().when(RegisterContact(person="p-1", email=odd), by=REGISTER).refused(InvalidRequest)


def test_an_address_is_sealed_under_the_key_of_the_person_it_reaches() -> None:
    assert FIRST.sealed_under() is Category.CONTACT
    assert DECIDER.child(DECIDER.fold([FIRST])) == "p-1"
