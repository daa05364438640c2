"""What the section of the protocol says beside the numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from trialstats.simulate.protocol import not_analysed


@pytest.mark.parametrize(
    ("failed", "told"),
    [
        (
            {"declared": 15.0, "null": 9.0},
            " Trials that could not be analysed count as not rejected: 15 of “Less pain”, without effect 9.",
        ),
        ({"declared": 0.0, "null": 0.0}, ""),
    ],
    ids=["some", "none"],
)
def test_trials_that_could_not_be_analysed_are_told(failed: dict[str, float], told: str) -> None:
    found = SimpleNamespace(
        questions=SimpleNamespace(asked=[SimpleNamespace(label="Less pain", name="pain")]),
        design=SimpleNamespace(n=12),
        row=lambda scenario, n, name: {"failed": failed[scenario]},
    )
    assert not_analysed(cast(Any, found)) == told
