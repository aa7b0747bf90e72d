"""Receipts that a person can write down, and type again in any script."""

import pytest

from community_voice.answering.receipts import (
    check_digit,
    is_easy_to_guess,
    make_receipt,
    read_pin,
    read_receipt,
    show_receipt,
)


def test_a_receipt_is_sixteen_digits_in_fours_and_never_the_same() -> None:
    made = {make_receipt() for _ in range(200)}
    assert len(made) == 200
    assert all(len(receipt) == 16 and receipt.isascii() and receipt.isdigit() for receipt in made)
    assert [len(group) for group in show_receipt(made.pop()).split(" ")] == [4, 4, 4, 4]


def test_every_single_wrong_digit_is_found() -> None:
    receipt = make_receipt()
    for place in range(16):
        for digit in "0123456789":
            slip = receipt[:place] + digit + receipt[place + 1 :]
            assert read_receipt(slip) == (receipt if slip == receipt else None)


def test_the_check_digit_is_the_one_of_the_standard() -> None:
    # ISO/IEC 7064, MOD 11,10: the standard's own example is 0794 with check digit 5.
    assert check_digit("0794") == "5"


@pytest.mark.parametrize("zero", ["0", "٠", "۰", "०", "０"])
def test_a_receipt_is_read_in_any_scripts_digits(zero: str) -> None:
    receipt = make_receipt()
    digits = "".join(chr(ord(zero) + int(digit)) for digit in show_receipt(receipt).split()[0])
    typed = f" \u200f{digits}–{receipt[4:8]}-{receipt[8:12]}\u00a0{receipt[12:]} \n"
    assert read_receipt(typed) == receipt


@pytest.mark.parametrize("typed", ["", "1234", "x" * 16, "1" * 17, "\x00", "½" * 16])
def test_what_cannot_be_a_receipt_is_none(typed: str) -> None:
    assert read_receipt(typed) is None


def test_a_pin_has_six_to_twelve_digits() -> None:
    assert read_pin("48 29 15") == "482915"
    assert read_pin("٤٨٢٩١٥") == "482915"
    assert [read_pin(typed) for typed in ("12345", "1" * 13, "secret", "")] == [None] * 4


def test_a_pin_that_anybody_would_try_first_is_found() -> None:
    assert all(is_easy_to_guess(pin) for pin in ("000000", "123456", "987654"))
    assert not is_easy_to_guess("482915")
