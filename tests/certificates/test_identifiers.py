"""电子证照标识 (GB/T 36904): the check character agrees with public samples and catches slips."""

from __future__ import annotations

import random

import pytest

from bancheng.certificates.commands.identifiers import (
    ALPHABET,
    check_character,
    identifier,
    is_identifier,
    random_serial,
)

SAMPLES = [
    ("11100000000013338W032", "11220000013544541J", "2430599", "001", "F"),
    ("11100000000013338W011", "11430000006122244L", "20230000403", "001", "U"),
    ("11100000000013338W011", "11430000006122244L", "20230000403", "002", "S"),
    ("11100000MB03271699022", "340100", "000000016", "001", "9"),
]


@pytest.mark.parametrize("parts", SAMPLES, ids=lambda parts: f"{parts[2]}.{parts[3]}")
def test_public_samples_agree(parts: tuple[str, str, str, str, str]) -> None:
    *body, check = parts
    assert check_character("".join(body)) == check


def test_a_made_identifier_is_one_and_any_single_slip_is_caught() -> None:
    dice = random.Random(7)
    for _each in range(300):
        text = identifier(SAMPLES[0][0], SAMPLES[0][1], random_serial())
        assert is_identifier(text)
        place = dice.choice([i for i, c in enumerate(text) if i > 14 and c != "."])
        other = dice.choice([c for c in ALPHABET if c != text[place]])
        assert not is_identifier(text[:place] + other + text[place + 1 :])


def test_other_characters_make_no_identifier() -> None:
    with pytest.raises(KeyError):
        identifier("类型", SAMPLES[0][1], "1")
    assert not is_identifier("")
    assert not is_identifier("1.2.156.3005.2.x")
