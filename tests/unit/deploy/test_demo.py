"""Fjordvik's people are invented, and their birth numbers are of the kind that nobody has."""

from datetime import date

import pytest

from deploy.system import MUNICIPALITIES
from shared.municipality import DemoChild, load, load_demo

DEMOS = load_demo(MUNICIPALITIES)
CHILDREN = [child for demo in DEMOS for child in demo.children]
NUMBERS = [child.birth_number for child in CHILDREN] + [g.birth_number for child in CHILDREN for g in child.guardians]
FIRST, SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)  # weights of the two check digits


def check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


@pytest.mark.parametrize("place", range(len(NUMBERS)))
def test_a_birth_number_is_synthetic_and_well_formed(place: int) -> None:
    number = NUMBERS[place]
    assert 81 <= int(number[2:4]) <= 92  # the month, plus 80
    assert check_digit(number[:9], FIRST) == int(number[9])
    assert check_digit(number[:10], SECOND) == int(number[10])


@pytest.mark.parametrize("child", CHILDREN, ids=lambda child: child.id)
def test_a_childs_birth_number_tells_its_birthday(child: DemoChild) -> None:
    number = child.birth_number
    assert date(2000 + int(number[4:6]), int(number[2:4]) - 80, int(number[:2])) == child.born


def test_a_phone_number_is_nobodys() -> None:
    phones = [guardian.phone for child in CHILDREN for guardian in child.guardians]
    assert all(phone.startswith("20 ") for phone in phones)
    assert len(set(phones)) == len(phones)


def test_no_two_people_share_an_id_or_a_birth_number() -> None:
    ids = [person.id for demo in DEMOS for person in (*demo.staff, *demo.children)]
    ids += [guardian.id for child in CHILDREN for guardian in child.guardians]
    assert len(set(ids)) == len(ids)
    assert len(set(NUMBERS)) == len(NUMBERS)


def test_everybody_belongs_to_a_unit_that_exists() -> None:
    municipalities = load(MUNICIPALITIES)
    for demo in DEMOS:
        units = {(unit.owner, unit.id) for unit in municipalities[demo.kommune].units}
        assert {(child.owner, child.unit) for child in demo.children} <= units
        assert {(person.owner, person.unit) for person in demo.staff if person.unit} <= units
