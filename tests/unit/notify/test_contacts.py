from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.contacts import DECIDER, MAILABLE, ContactRegistered
from services.notify.mail import Voice, message
from shared.contracts.common import Actor, Category, Role
from shared.contracts.notify import RegisterContact
from shared.errors import InvalidRequest
from tests.unit.spec import AT, Spec

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


@pytest.mark.parametrize(
    "odd", ["a,b@eksempel.test", "<x>@eksempel.test", "a@b,c", 'a"@eksempel.test', "a@[", "a@b.", ".a@b.no", "a\0@b.no"]
)
def test_what_a_mail_header_would_read_as_something_else_is_refused(odd: str) -> None:
    SPEC.given().when(RegisterContact(person="p-1", email=odd), by=REGISTER).refused(InvalidRequest)


@given(st.from_regex(MAILABLE, fullmatch=True))
@settings(max_examples=300)
def test_every_address_that_is_taken_can_be_written_on_a_mail_and_read_back(email: str) -> None:
    made = message(Voice("ikke-svar@eksempel.test", "https://eksempel.test/"), email, "nb", "n-1", AT)
    read = message_from_bytes(made.as_bytes(policy=policy.SMTP), EmailMessage, policy=policy.default)
    assert [address.addr_spec for address in read["To"].addresses] == [email]


def test_an_address_is_sealed_under_the_key_of_the_person_it_reaches() -> None:
    assert FIRST.sealed_under() is Category.CONTACT
    assert DECIDER.child(DECIDER.fold([FIRST])) == "p-1"
