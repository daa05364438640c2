"""The one shape of results, and the choice of the method by name."""

from __future__ import annotations

import pytest
from models_build import make_inputs, options, pick

from trialstats.errors import FitError
from trialstats.models import run_method
from trialstats.models.result import KEYS, STATISTICS, WORDS, tidy
from trialstats.models.rows import attempt
from trialstats.spec.analyses import Descriptive


def test_rows_have_one_shape_and_an_id_of_their_keys() -> None:
    frame = tidy(
        [{"kind": "difference", "PARAMCD": "PAIN", "ARM": "Laser", "REFERENCE": "Sham", "estimate": 1}], "pain"
    )
    assert list(frame.columns) == ["id", *KEYS, *STATISTICS, *WORDS]
    assert frame.loc[0, "id"] == "pain/difference/PAIN/Laser/Sham"
    assert frame.loc[0, "estimate"] == 1.0


def test_a_result_without_rows_has_the_shape_too() -> None:
    assert list(tidy([], "pain").columns) == ["id", *KEYS, *STATISTICS, *WORDS]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"kind": "lsmean", "surprise": 1}], "surprise"),
        ([{"kind": "lsmean", "ARM": "Sham"}] * 2, "pain/lsmean/Sham"),
    ],
)
def test_strange_columns_and_repeated_ids_are_refused(rows: list[dict[str, object]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tidy(rows, "pain")


def test_a_failed_fit_leaves_its_rows_with_the_reason() -> None:
    def fail() -> list[dict[str, object]]:
        raise FitError(["first line", "second line"])

    failed: list[dict[str, object]] = []
    rows = attempt(fail, [{"kind": "lsmean"}], {"PARAMCD": "PAIN", "AVISIT": None}, failed)
    assert rows == [{"kind": "lsmean", "reason": "first line second line"}]
    assert failed == [{"PARAMCD": "PAIN", "reason": "first line second line"}]


def test_the_method_is_found_by_its_name() -> None:
    import pandas as pd

    records = pd.DataFrame({"USUBJID": ["1"], "TRT01P": "Sham", "AVISIT": "Week 6", "AVAL": 2.0, "CHG": 1.0})
    result = run_method(Descriptive(**options("descriptive")), make_inputs(records))
    assert pick(result, ARM="Sham", measure="AVAL")["mean"] == 2.0
