"""What must stand before a row of one writer, and what may be missing."""

from shared.marks import Link, Marks, link, wrong

SECRET, ROWS = b"secret", [("4999", b"one"), ("4999", b"two"), ("4998", b"three")]


def linked(marks: Marks, *, all_or_none: bool = True) -> list[Link | None]:
    made = [link(SECRET, row, mark) for row, mark in zip(ROWS, marks.of(ROWS, all_or_none=all_or_none), strict=True)]
    marks.stored()
    return made


def test_every_row_of_every_statement_follows() -> None:
    first, second = Marks(SECRET), Marks(SECRET)
    assert not any(wrong([*linked(first), *linked(second), *linked(first)], {}))


def test_another_secret_makes_no_mark() -> None:
    assert link(b"guessed", ROWS[0], Marks(SECRET).of(ROWS)[0]) is None
    assert link(SECRET, ROWS[0], None) is None


def test_a_row_that_is_missing_shows_in_the_next_one() -> None:
    marks = Marks(SECRET)
    one, two, three, four, *_ = [*linked(marks), *linked(marks)]
    assert wrong([two, three], {}) == [True, False]
    assert wrong([one, three], {}) == [False, True]
    assert wrong([one, two, four], {}) == [False, False, True]


def test_what_stands_earlier_is_remembered() -> None:
    marks = Marks(SECRET)
    *_, last = linked(marks)
    assert last
    assert wrong(linked(marks), {last.writer: last}) == [False, False, False]
    assert wrong([last], {last.writer: last}) == [True]


def test_of_what_was_appended_some_may_have_been_refused() -> None:
    marks = Marks(SECRET)
    _, two, three, _, five, _ = [*linked(marks, all_or_none=False), *linked(marks, all_or_none=False)]
    assert wrong([two, three, five], {}) == [False, False, False]
    assert wrong([three, two], {}) == [False, True]


def test_what_follows_a_changed_row_is_not_told_of_too() -> None:
    one, _, three = linked(Marks(SECRET))
    assert wrong([one, None, three], {}) == [False, True, False]


def test_whoever_begins_again_is_another_writer() -> None:
    marks = Marks(SECRET)
    before = linked(marks)
    marks.of(ROWS)  # nobody knows whether it was stored
    marks.begin()
    assert not any(wrong([*before, *linked(marks)], {}))
