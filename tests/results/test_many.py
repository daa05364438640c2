"""Rows in columns are those that stand each by itself; the ARD holds what a melt of all statistics leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from trialstats.errors import FitError
from trialstats.results.ard import CARRIED, N_MISSING, gather
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import KEYS, STATISTICS, Row, tidy

SUMMARY: Row = {"kind": Kind.SUMMARY, "PARAMCD": "IL6", "AVISIT": "Week 4", "ARM": "Sham"}
VALUE: Row = {"kind": Kind.VALUE, "PARAMCD": "IL6", "AVISIT": "Week 4", "ARM": "Sham"}
SUBJECTS, LEVELS, VALUES = ["3", "1", "2"], [None, "<LLOQ", None], [1.5, 0.7, np.nan]


def each_by_itself(collector: Collector, visit: str) -> None:
    for subject, level, value in zip(SUBJECTS, LEVELS, VALUES, strict=True):
        collector.add({**VALUE, "AVISIT": visit, "USUBJID": subject, "level": level, "value": value})


def in_columns(collector: Collector, visit: str) -> None:
    each = {"USUBJID": SUBJECTS, "level": np.array(LEVELS, dtype=object), "value": np.array(VALUES)}
    collector.add_many({**VALUE, "AVISIT": visit}, each)


def gathered(values: object, failing: bool = False) -> pd.DataFrame:
    collector = Collector("labs")
    assert callable(values)
    values(collector, "Week 0")
    collector.add({**SUMMARY, "n": 3, "mean": 1.1, "total": 4})
    values(collector, "Week 4")
    with collector.attempt({**SUMMARY, "AVISIT": "Week 8"}):
        collector.add({**SUMMARY, "AVISIT": "Week 8", "n": 2, "total": 4})
        values(collector, "Week 8")
        if failing:
            raise FitError("none of them varies")
    collector.add_words(lambda row: {"unit": f"of {row['kind']}"})
    collector.add({**SUMMARY, "AVISIT": "Week 12", "n": 1, "total": 4})
    return collector.result(software="", inference="").rows


@pytest.mark.parametrize("failing", [False, True])
def test_rows_in_columns_are_rows_each_by_itself(failing: bool) -> None:
    rows = gathered(in_columns, failing)
    pd.testing.assert_frame_equal(rows, gathered(each_by_itself, failing), check_exact=True)
    assert list(rows["AVISIT"])[:5] == [*["Week 0"] * 3, "Week 4", "Week 4"]
    assert ("Week 8" in set(rows.loc[rows["kind"] == Kind.VALUE, "AVISIT"])) is not failing


def test_two_rows_in_columns_with_one_id_are_refused() -> None:
    collector = Collector("labs")
    collector.add_many(VALUE, {"USUBJID": ["1", "1"], "value": [1.0, 2.0]})
    with pytest.raises(ValueError, match="two rows with one id: labs/value/IL6/Week 4/Sham/1"):
        collector.result(software="", inference="")


def test_ids_are_the_keys_that_a_row_has() -> None:
    rows = gathered(in_columns)
    for row in rows.to_dict("records"):
        assert row["id"] == "/".join(str(row[key]) for key in KEYS if not pd.isna(row[key]))


def test_the_ard_is_what_a_melt_of_all_statistics_leaves() -> None:
    rows = gathered(each_by_itself, failing=True)
    long = rows.assign(**{N_MISSING: (rows["total"] - rows["n"]).where(rows["kind"] == Kind.SUMMARY)}).melt(
        ["id", *KEYS, *CARRIED], [*STATISTICS, N_MISSING], var_name="stat_name", value_name="stat", ignore_index=False
    )
    absent = rows[rows["reason"].notna()].assign(stat_name="reason", stat=float("nan"))
    kept = pd.concat([long[long["stat"].notna()], absent[long.columns.drop("unit").union(["unit"])]])
    kept = kept.sort_index(kind="stable").reset_index(drop=True)
    ard = gather([rows], "TINY")
    assert list(ard["id"]) == list(kept["id"] + ":" + kept["stat_name"])
    np.testing.assert_array_equal(ard["stat"], kept["stat"])
    for name in (*KEYS, "PARAM", "AVISITN", "reason"):
        pd.testing.assert_series_equal(ard[name], kept[name], check_dtype=False)
    assert "labs/summary/IL6/Week 8/Sham:reason" in set(ard["id"])


def test_a_frame_and_its_rows_give_the_same() -> None:
    rows: list[Row] = [{**SUMMARY, "n": 3}, {**VALUE, "USUBJID": "1", "value": 2.0}]
    pd.testing.assert_frame_equal(tidy(rows, "labs"), tidy(pd.DataFrame(rows), "labs"))
