"""The numbers of the logarithmic axis of a scatter, which stand beside each other and not over each other."""

from __future__ import annotations

import pytest

from trialstats.methods.association.association_figure import ROOM, ratios_within


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((0.4, 2.4), [0.5, 1.0, 2.0]),
        ((0.1, 10.0), [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]),
        ((0.02, 45.0), [0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]),
    ],
)
def test_numbers_of_an_axis_have_room(limits: tuple[float, float], expected: list[float]) -> None:
    assert ratios_within(limits) == expected
    assert len(expected) <= ROOM
