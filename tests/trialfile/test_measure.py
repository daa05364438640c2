"""The value that an analysis works on."""

from __future__ import annotations

import pytest

from trialstats.methods.continuous.options import Ancova, Mixed, Mmrm
from trialstats.trialfile.parts.analysis import Findings


@pytest.mark.parametrize(
    ("method", "said", "measure"),
    [
        (Ancova, {"method": "ancova"}, "CHG"),
        (Ancova, {"method": "ancova", "value": "PCHG"}, "PCHG"),
        (Mixed, {"method": "mixed"}, "AVAL"),
        (Mmrm, {"method": "mmrm", "baseline": "constrained"}, "AVAL"),
    ],
)
def test_the_value_analysed_is_what_the_file_says_else_what_is_usual(
    method: type[Findings], said: dict[str, str], measure: str
) -> None:
    assert method.model_validate({"dataset": "adpain", "population": "ITTFL", **said}).measure == measure
