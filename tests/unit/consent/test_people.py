import pytest

from services.consent.people.birth_numbers import check
from services.consent.people.blind_index import BlindIndex
from services.consent.refusals import InvalidBirthNumber
from tests.unit.consent.world import with_check_digits

MAJA = "14852274264"


@pytest.mark.parametrize("begins", ["140522123", "148522742", "540522999", "290200001", "311290321", "144522123"])
def test_permanent_d_and_synthetic_numbers_are_birth_numbers(begins: str) -> None:
    number = with_check_digits(begins)
    assert number
    check(number)


@pytest.mark.parametrize("number", ["02013299997", "30108299920", "30108299939"])
def test_numbers_given_from_2032_are_birth_numbers(number: str) -> None:
    """Skatteetaten's own examples."""
    check(number)


def test_of_the_first_check_digits_four_are_right_from_2032() -> None:
    right = [k for k in range(100) if valid(f"301082999{k:02}")]
    assert [f"{k:02}"[0] for k in right] == ["2", "3", "4", "5"]


def valid(number: str) -> bool:
    try:
        check(number)
    except InvalidBirthNumber:
        return False
    return True


def test_every_wrong_digit_is_found() -> None:
    for place, right in enumerate(MAJA):
        for digit in "0123456789":
            if digit != right:
                with pytest.raises(InvalidBirthNumber):
                    check(MAJA[:place] + digit + MAJA[place + 1 :])


def test_two_digits_that_changed_places_are_found() -> None:
    for place in range(10):
        swapped = MAJA[:place] + MAJA[place + 1] + MAJA[place] + MAJA[place + 2 :]
        if swapped != MAJA:
            with pytest.raises(InvalidBirthNumber):
                check(swapped)


@pytest.mark.parametrize(
    "begins", ["000522123", "320522123", "141322123", "149322123", "145322123", "310422123", "300222123"]
)
def test_a_day_that_is_not_is_no_birth_number(begins: str) -> None:
    nine = next(nine for n in range(100) if with_check_digits(nine := f"{begins[:7]}{n:02}"))
    number = with_check_digits(nine)
    assert number
    with pytest.raises(InvalidBirthNumber) as caught:
        check(number)
    assert number[:6] not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_index_is_keyed_and_differs_between_municipalities() -> None:
    index, other = BlindIndex(None, b"1" * 32), BlindIndex(None, b"2" * 32)  # type: ignore[arg-type] # asks no database
    blinds = {index.blind("4999", MAJA), index.blind("4998", MAJA), other.blind("4999", MAJA)}
    assert len(blinds) == 3
    assert all(len(blind) == 32 for blind in blinds)
    assert index.blind("4999", MAJA) == BlindIndex(None, b"1" * 32).blind("4999", MAJA)  # type: ignore[arg-type]
