"""A percentage of a baseline of 0 does not exist: it is counted by that name, and nothing is infinite."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, options
from trialstats.methods.continuous.options import Ancova, EffectSize, Mmrm
from trialstats.methods.descriptive.options import Descriptive, Profiles
from trialstats.methods.run import run_method
from trialstats.methods.shared.complete import complete_records
from trialstats.results.shape import tidy

REASON = "baseline is zero, no percentage"


def records() -> pd.DataFrame:
    """Eight subjects: one in each arm with a baseline of 0; one without a value at week 12."""
    base = np.array([60.0, 40, 50, 0, 80, 55, 45, 0])
    final = np.array([30.0, 32, 41, 10, 70, np.nan, 44, 0])
    at = {"USUBJID": [str(n) for n in range(1, 9)], "TRT01P": ["Laser"] * 4 + ["Sham"] * 4, "BASE": base}
    nothing = np.full(8, np.nan)
    change = final - base
    percent = [100 * c / b if b else np.nan for c, b in zip(change, base, strict=True)]
    first = pd.DataFrame({**at, "AVISIT": "Baseline", "AVAL": base, "CHG": nothing, "PCHG": nothing})
    return pd.concat(
        [first, pd.DataFrame({**at, "AVISIT": "Week 12", "AVAL": final, "CHG": change, "PCHG": percent})],
        ignore_index=True,
    )


@pytest.mark.parametrize("method", [Ancova, Mmrm, EffectSize, Profiles])
def test_models_count_them_by_name(method: Any) -> None:
    data = records()
    name = method.model_fields["method"].annotation.__args__[0]
    chosen = {"covariance": "cs"} if name == "mmrm" else {}
    analysis = method(**options(name, value="PCHG", visits="Week 12", **chosen))
    result = run_method(analysis, make_inputs(data[data["AVISIT"] == "Week 12"]))
    (left,) = [row for row in result.notes["excluded"] if row.get("measure") == "PCHG"]
    assert (left["in"], left["left_out"], left["used"]) == (8, {REASON: 2, "PCHG missing": 1}, 5)
    numbers = result.rows.select_dtypes("number").to_numpy(dtype=float)
    assert not np.isinf(numbers).any()


def test_a_change_leaves_nobody_out_for_a_baseline_of_zero() -> None:
    frame, counts = complete_records(records()[lambda d: d["AVISIT"] == "Week 12"], ["CHG"])
    assert counts == {"in": 8, "CHG missing": 1, "used": 7}
    assert len(frame) == 7


def test_a_description_counts_them_beside_who_is_missing() -> None:
    result = run_method(Descriptive(**options("descriptive", value="PCHG")), make_inputs(records()))
    left = {row["measure"]: row["left_out"] for row in result.notes["excluded"]}
    assert left == {"AVAL": {"AVAL missing": 1}, "CHG": {"CHG missing": 1}, "PCHG": {REASON: 2, "PCHG missing": 1}}
    counts = result.rows[result.rows["kind"] == "count"]
    assert set(counts["measure"]) == {"PCHG"}
    assert counts[["ARM", "level", "count", "total"]].values.tolist() == [
        ["Sham", "Baseline is zero", 1, 4],
        ["Sham", "Missing", 1, 4],
        ["Laser", "Baseline is zero", 1, 4],
        ["Laser", "Missing", 0, 4],
    ]
    summary = result.rows[(result.rows["kind"] == "summary") & (result.rows["measure"] == "PCHG")]
    assert summary[["ARM", "n"]].values.tolist() == [["Sham", 2], ["Laser", 3]]


def test_the_table_has_a_line_and_a_note_for_them() -> None:
    from trialstats.display.look import Look
    from trialstats.methods.descriptive.descriptive_table import tabulate
    from trialstats.methods.descriptive.options import DescriptiveTable

    result = run_method(Descriptive(**options("descriptive", value="PCHG")), make_inputs(records()))
    rows = tidy(result.rows.assign(PARAM="Pain", decimals=1).drop(columns="id"), "test")
    table = DescriptiveTable(kind="descriptive", title="Pain", analysis="test")
    look = Look("T-01", arms=("Laser", "Sham"), visits=("Baseline", "Week 12"), reference="Sham")
    data = tabulate(table, rows, look)
    lines = {row.label: [cell.text for cell in row.cells] for group in data.groups for row in group.rows[6:]}
    assert lines["Baseline is zero"] == ["", "", "1", "", "", "1"]
    assert any(note.startswith("Baseline is zero: a change and no percentage") for note in data.footnotes)
    assert not any("code" in note.replace("a value or a code", "") for note in data.footnotes)
