"""Numbers of forms: any single slip of the finger is caught."""

from community_voice.collect.paper.form_numbers import (
    make_number,
    read_number,
    show_number,
    submission_id,
)


def test_every_wrong_digit_is_caught() -> None:
    number = make_number()
    for place in range(len(number)):
        for digit in set("0123456789") - {number[place]}:
            assert read_number(number[:place] + digit + number[place + 1 :]) is None


def test_a_number_is_read_as_people_write_it() -> None:
    number = make_number()
    arabic = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert read_number(show_number(number)) == number
    assert read_number(f" {arabic[:4]}-{arabic[4:]} ") == number
    assert read_number(number[:-1]) is None
    assert read_number("form one") is None


def test_its_submission_id_is_long_enough_to_be_kept() -> None:
    assert submission_id("12345678").startswith("paper:12345678")
    assert len(submission_id("12345678")) == 16
