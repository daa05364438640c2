"""BASE, CHG, PCHG, ABLFL, ANL01FL and means, by hand on small tables. None stands for `no value`."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.tiny import Tiny, table
from trialstats.adam.derive import derive_change, flag_analysis_records
from trialstats.adam.derived import derive_at_visits
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.trial import Trial


@pytest.fixture
def trial(tiny: Tiny) -> Trial:
    return tiny.load()


def rows(frame: pd.DataFrame, columns: str) -> list[tuple[Any, ...]]:
    return [
        tuple(None if value != value else value for value in row)
        for row in frame[columns.split()].itertuples(index=False, name=None)
    ]


def records(*given: tuple[Any, ...]) -> pd.DataFrame:
    frame = table("USUBJID PARAMCD AVISIT AVAL ANL01FL", given)
    return frame.astype({"AVAL": "float64", "ANL01FL": "str"})


def test_change_from_baseline(trial: Trial) -> None:
    given = records(
        ("001", "PAIN", "Baseline", 60, "Y"),
        ("001", "PAIN", "Week 4", 45, "Y"),
        ("001", "PAIN", "Week 8", 75, "Y"),
        ("002", "PAIN", "Week 4", 45, "Y"),  # without baseline
    )
    assert rows(derive_change(given, trial), "BASE CHG PCHG ABLFL") == [
        (60, None, None, "Y"),
        (60, -15, -25, None),
        (60, 15, 25, None),
        (None, None, None, None),
    ]


def test_no_percent_of_a_baseline_of_0(trial: Trial) -> None:
    given = records(("001", "PAIN", "Baseline", 0, "Y"), ("001", "PAIN", "Week 4", 10, "Y"))
    assert rows(derive_change(given, trial), "BASE CHG PCHG") == [(0, None, None), (0, 10, None)]


def test_the_flagged_record_is_the_baseline(trial: Trial) -> None:
    given = records(
        ("001", "PAIN", "Baseline", 70, None),
        ("001", "PAIN", "Baseline", 60, "Y"),
        ("001", "PAIN", "Week 4", 50, None),
        ("001", "STIFF", "Week 4", 50, "Y"),  # another parameter
    )
    assert rows(derive_change(given, trial), "BASE CHG ABLFL") == [
        (60, None, None),
        (60, None, "Y"),
        (60, -10, None),
        (None, None, None),
    ]


def test_a_baseline_or_value_that_is_text_gives_no_change(trial: Trial) -> None:
    given = records(
        ("001", "STIFF", "Baseline", None, "Y"),
        ("001", "STIFF", "Week 4", 50, "Y"),
        ("002", "STIFF", "Baseline", 50, "Y"),
        ("002", "STIFF", "Week 4", None, "Y"),
    )
    assert rows(derive_change(given, trial), "BASE CHG PCHG ABLFL") == [
        (None, None, None, "Y"),
        (None, None, None, None),
        (50, None, None, "Y"),
        (50, None, None, None),
    ]


@pytest.mark.parametrize(
    ("rule", "flags"),
    [("closest", [None, "Y", None, "Y"]), ("first", ["Y", None, None, "Y"]), ("last", [None, None, "Y", "Y"])],
)
def test_one_record_of_a_visit_is_flagged(trial: Trial, rule: str, flags: list[str | None]) -> None:
    given = table(
        "USUBJID PARAMCD AVISIT AVAL ADY",
        [
            ("001", "PAIN", "Week 4", 50, 23),
            ("001", "PAIN", "Week 4", 51, 28),
            ("001", "PAIN", "Week 4", 52, 30),
            ("001", "PAIN", "Week 8", 53, 64),
        ],
    )
    dataset = trial.datasets["adpain"].model_copy(update={"records_in_window": rule})
    assert rows(flag_analysis_records(given, trial, dataset), "ANL01FL") == [(flag,) for flag in flags]


def test_records_without_a_day_are_all_there_is(trial: Trial) -> None:
    given = records(("001", "PAIN", "Week 4", 50, None), ("002", "PAIN", "Week 4", 51, None)).drop(columns="ANL01FL")
    assert rows(flag_analysis_records(given, trial, trial.datasets["adpain"]), "ANL01FL") == [("Y",), ("Y",)]


MEAN_OF_THREE = [
    ("001", "A", 10),
    ("001", "B", 20),
    ("001", "C", 60),
    ("002", "A", 10),
    ("002", "B", None),
    ("003", "C", 5),
]


@pytest.mark.parametrize(
    ("at_least", "means"),
    [(None, [("001", 30)]), (3, [("001", 30)]), (2, [("001", 30)]), (1, [("001", 30), ("002", 10), ("003", 5)])],
)
def test_a_mean_needs_as_many_as_are_asked_for(at_least: int | None, means: list[tuple[str, float]]) -> None:
    given = records(*((subject, code, "Week 4", value, "Y") for subject, code, value in MEAN_OF_THREE))
    derived = Derived(label="Mean", mean_of=("A", "B", "C"), at_least=at_least)
    made = derive_at_visits(given, "MEAN", derived)[0].iloc[len(given) :]
    assert rows(made, "USUBJID AVAL") == means
    assert rows(made, "PARAMCD AVISIT ANL01FL PARAMTYP") == [("MEAN", "Week 4", "Y", "DERIVED")] * len(means)


def test_only_analysis_records_take_part_in_a_mean() -> None:
    given = records(
        ("001", "A", "Week 4", 10, "Y"),
        ("001", "B", "Week 4", 99, None),
        ("001", "B", "Week 4", 20, "Y"),
        ("001", "B", "Week 8", 20, "Y"),
    )
    made = derive_at_visits(given, "MEAN", Derived(label="Mean", mean_of=("A", "B")))[0].iloc[4:]
    assert rows(made, "AVISIT AVAL") == [("Week 4", 15)]


def test_a_mean_is_dated_by_the_earliest_whatever_the_order_of_the_file() -> None:
    given = table(
        "USUBJID PARAMCD AVISIT VISIT ADT ADY AVAL ANL01FL",
        [
            ("001", "B", "Week 4", "late", pd.Timestamp("2024-02-03"), 30, 20.0, "Y"),
            ("001", "A", "Week 4", "early", pd.Timestamp("2024-02-01"), 28, 10.0, "Y"),
        ],
    )
    derived = Derived(label="Mean", mean_of=("A", "B"))
    for order in (given, given.iloc[::-1]):
        made = derive_at_visits(order, "MEAN", derived)[0].iloc[2:]
        assert rows(made, "VISIT ADY AVAL") == [("early", 28, 15)]


def test_a_mean_of_a_mean(tiny: Tiny) -> None:
    both = "      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n"
    tiny.spec(both, both + "      ALL: {label: Mean of a mean, mean_of: [BOTH, PAIN]}\n")
    data = tiny.adam("adpain")["adpain"]
    first = data[(data["USUBJID"] == "001") & (data["AVISIT"] == "Week 4")]
    assert rows(first, "PARAMCD AVAL BASE") == [
        ("PAIN", 40, 60),
        ("STIFF", 44, 50),
        ("BOTH", 42, 55),
        ("ALL", 41, 57.5),
    ]


def test_a_dataset_without_a_baseline_visit_has_no_change(tiny: Tiny) -> None:
    tiny.spec("baseline: true, ", "")
    tiny.spec("  change: {method: ancova, estimand: primary}\n", "")
    tiny.spec("tables:\n  change: {kind: estimates, title: Change in pain, analysis: change}\n", "")
    data = tiny.adam("adpain")["adpain"]
    assert data[["BASE", "CHG", "PCHG", "ABLFL"]].isna().all(axis=None)
    assert (data["ANL01FL"] == "Y").all()


def test_the_names_of_a_dataset_follow_the_standard(tiny: Tiny) -> None:
    data = tiny.adam("adpain")["adpain"]
    assert list(data)[:26] == [
        "STUDYID",
        "USUBJID",
        "SUBJID",
        "ASEQ",
        "TRTP",
        "TRTPN",
        "TRTA",
        "TRTAN",
        "TRT01P",
        "TRT01A",
        "PARAMCD",
        "PARAM",
        "PARAMN",
        "PARAMTYP",
        "VISIT",
        "AVISIT",
        "AVISITN",
        "ADT",
        "ADY",
        "AVAL",
        "AVALC",
        "BASE",
        "CHG",
        "PCHG",
        "ABLFL",
        "ANL01FL",
    ]
    assert list(data)[-3:] == ["SRCDOM", "SRCFILE", "SRCLINE"]
    assert data.loc[data["SRCLINE"].notna(), "SRCDOM"].eq("vas").all()
    assert data.loc[data["PARAMCD"] == "BOTH", "SRCDOM"].isna().all()
    assert data[["PARAMCD", "PARAMN"]].drop_duplicates().values.tolist() == [["PAIN", 1], ["STIFF", 2], ["BOTH", 3]]
    assert data.groupby("USUBJID")["ASEQ"].agg(list).tolist() == [list(range(1, 10))] * 6
    assert data["PARAM"].drop_duplicates().tolist() == ["Pain (mm)", "Stiffness (mm)", "Mean of both (mm)"]
    assert rows(data.iloc[[0]], "SRCFILE SRCLINE") == [("data/vas.csv", 2)]
    assert data.loc[data["PARAMCD"] == "BOTH", "SRCLINE"].isna().all()
