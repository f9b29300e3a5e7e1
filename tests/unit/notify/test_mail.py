"""No mail says more than that there is something to see."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from string import Formatter

import pytest

from services.notify.mail import TEXTS, Voice, message

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINK = "https://stafett.eksempel.test/"


def mail(language: str, to: str = "ingrid@eksempel.test") -> EmailMessage:
    """As it is read at the other end."""
    made = message(Voice("ikke-svar@eksempel.test", LINK), to, language, "n-1", AT)
    return message_from_bytes(made.as_bytes(), EmailMessage, policy=policy.default)


def test_there_is_a_text_in_bokmal_nynorsk_and_english() -> None:
    assert set(TEXTS) == {"nb", "nn", "en"}


@pytest.mark.parametrize("language", TEXTS)
def test_no_text_has_a_variable_but_the_link(language: str) -> None:
    wording = TEXTS[language]
    assert list(Formatter().parse(wording.subject)) == [(wording.subject, None, None, None)]
    assert [field for _, field, _, _ in Formatter().parse(wording.body) if field is not None] == ["link"]


SNAPSHOT = {
    "nb": "Det er noe nytt å se i Stafett.\n\nLogg inn her for å se det:\nhttps://stafett.eksempel.test/\n\n"
    "Av hensyn til personvernet står det ikke mer enn dette i e-posten.\nDu kan ikke svare på den.\n",
    "nn": "Det er noko nytt å sjå i Stafett.\n\nLogg inn her for å sjå det:\nhttps://stafett.eksempel.test/\n\n"
    "Av omsyn til personvernet står det ikkje meir enn dette i e-posten.\nDu kan ikkje svare på han.\n",
    "en": "There is something new to see in Stafett.\n\nLog in here to see it:\nhttps://stafett.eksempel.test/\n\n"
    "To protect privacy, this e-mail says no more than that.\nYou cannot reply to it.\n",
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_whole_mail_is_what_was_agreed(language: str) -> None:
    found = mail(language)
    assert found.get_content() == SNAPSHOT[language]
    assert dict(found.items()) == {
        "From": "Stafett <ikke-svar@eksempel.test>",
        "To": "ingrid@eksempel.test",
        "Subject": {"nb": "Nytt i Stafett", "nn": "Nytt i Stafett", "en": "News in Stafett"}[language],
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "Message-ID": "<n-1@eksempel.test>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": found["Content-Transfer-Encoding"],
        "MIME-Version": "1.0",
    }


def test_two_people_get_the_same_mail_but_for_the_address() -> None:
    one, other = mail("nb"), mail("nb", "marek@eksempel.test")
    del one["To"], other["To"]
    assert one.as_bytes() == other.as_bytes()


def test_a_language_without_a_text_gets_english() -> None:
    assert mail("pl")["Content-Language"] == "en"
