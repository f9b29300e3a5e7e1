"""Birth numbers are checked before anything else is done with them."""

from datetime import date

from services.consent.refusals import InvalidBirthNumber, PersonTwice
from shared.contracts.common import Id
from shared.contracts.consent import RegisterFamily

D_NUMBER = 40  # added to the day for a person without a permanent number
SYNTHETIC = (80, 40)  # added to the month for a person who does not exist: Skatteetaten's test population, and Nav's
LEAP_YEAR = 2000  # two digits of a year do not say whether it was one
WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
REMAINDERS = (frozenset({0, 1, 2, 3}), frozenset({0}))  # 0 alone for the first digit too, of numbers given until 2032


def told(command: RegisterFamily) -> list[tuple[Id, str]]:
    """Everybody in a family with their birth number. Raises PersonTwice, InvalidBirthNumber."""
    people = [(command.child, command.birth_number), *((g.person, g.birth_number) for g in command.guardians)]
    if len({person for person, _ in people}) < len(people):
        raise PersonTwice
    for _, number in people:
        check(number)
    return people


def check(number: str) -> None:
    """Raises InvalidBirthNumber. D-numbers and synthetic numbers are birth numbers too.

    Source: Skatteetaten, «Fødselsnummer fra 2032»: from then on four first check digits are right for the same date.
    """
    digits = [int(digit) for digit in number]
    day, month = int(number[:2]), int(number[2:4])
    try:
        date(LEAP_YEAR, _month(month), day - D_NUMBER if day > D_NUMBER else day)
    except ValueError:
        raise InvalidBirthNumber from None  # the cause would repeat what was read from the number
    for weights, right in zip(WEIGHTS, REMAINDERS, strict=True):
        if sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11 not in right:
            raise InvalidBirthNumber


def _month(told: int) -> int:
    return told - next((added for added in SYNTHETIC if told > added), 0)
