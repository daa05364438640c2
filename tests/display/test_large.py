"""Numbers of many digits: what is shown is what is there, and a half still goes away from zero."""

from __future__ import annotations

import pytest

from trialstats.display.numbers import number


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (40_000_000_000_000.0, 1, "40000000000000.0"),
        (125_000_000_000_000.0, 0, "125000000000000"),
        (1_234_567_890_123_456.0, 0, "1234567890123456"),
        (123_456_789_012_345.6, 1, "123456789012345.6"),
        (-40_000_000_000_000.0, 2, "−40000000000000.00"),
        (1e22, 1, "10000000000000000000000.0"),
        # Halves as typed, and as binary fractions miss them.
        (0.15, 1, "0.2"),
        (1.005, 2, "1.01"),
        (0.35 - 0.2, 1, "0.2"),
        (-2.5, 0, "−3"),
        (-0.04, 1, "0.0"),
    ],
)
def test_no_digit_is_invented(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text
