"""Birth numbers are checked before anything else is done with them."""

from datetime import date

from services.consent.refusals import InvalidBirthNumber, PersonTwice
from shared.contracts.common import Id
from shared.contracts.consent import RegisterFamily

D_NUMBER = 40  # added to the day for a person without a permanent number
SYNTHETIC = 80  # added to the month for a person who does not exist
LEAP_YEAR = 2000  # two digits of a year do not say whether it was one
WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def told(command: RegisterFamily) -> list[tuple[Id, str]]:
    """Everybody in a family with their birth number. Raises PersonTwice, InvalidBirthNumber."""
    people = [(command.child, command.birth_number), *((g.person, g.birth_number) for g in command.guardians)]
    if len({person for person, _ in people}) < len(people):
        raise PersonTwice
    for _, number in people:
        check(number)
    return people


def check(number: str) -> None:
    """Raises InvalidBirthNumber. D-numbers and synthetic numbers are birth numbers too."""
    digits = [int(digit) for digit in number]
    day, month = int(number[:2]), int(number[2:4])
    try:
        date(LEAP_YEAR, month - SYNTHETIC if month > SYNTHETIC else month, day - D_NUMBER if day > D_NUMBER else day)
    except ValueError:
        raise InvalidBirthNumber from None  # the cause would repeat what was read from the number
    if any(sum(weight * digit for weight, digit in zip(row, digits, strict=False)) % 11 for row in WEIGHTS):
        raise InvalidBirthNumber
