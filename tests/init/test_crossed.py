"""Crossover trials: how `init` finds treatments, sequences and periods, and that `check` accepts what it writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests import crossover_trial as cross
from tests.init.first_hour import FirstHour, csv_of, first_hour
from trialstats.trialfile.load import load_trial

SUBJECTS, PAIN = "data/subjects.csv", "data/pain.csv"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cross.write(Path())
    shutil.rmtree("config")
    read(PAIN).replace({"visit": {"B": "Baseline", "W4": "Week 4"}}).to_csv(PAIN, index=False)


def accepted(first: FirstHour) -> FirstHour:
    assert first.check.code == 0, first.check.err + first.text
    return first


def read(path: str) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_a_column_of_the_sequence_and_one_of_the_period() -> None:
    """The small crossover trial of the tests, from its files."""
    first = accepted(first_hour(SUBJECTS, PAIN))
    subjects = first.file["subjects"]
    assert subjects["arm"] == "sequence"
    assert subjects["crossover"]["sequences"] == {
        "D, then P": {"treatments": ["D", "P"], "codes": "DP"},
        "P, then D": {"treatments": ["P", "D"], "codes": "PD"},
    }
    assert subjects["dates"] == {
        "RANDDT": {"column": "randomised"},
        "AP01SDT": {"column": "start1"},
        "AP01EDT": {"column": "end1"},
        "AP02SDT": {"column": "start2"},
        "AP02EDT": {"column": "end2"},
    }
    assert first.file["arms"]["P"]["role"] == "reference"
    assert first.file["sources"]["pain"]["period"] == "period"
    assert first.file["visits"] == {
        "Baseline, period 1": {"codes": "Baseline", "AVISITN": 0.0, "period": 1, "baseline": True},
        "Week 4, period 1": {"codes": "Week 4", "AVISITN": 4.0, "period": 1, "timepoint": "Week 4"},
        "Baseline, period 2": {"codes": "Baseline", "AVISITN": 10.0, "period": 2, "baseline": True},
        "Week 4, period 2": {"codes": "Week 4", "AVISITN": 14.0, "period": 2, "timepoint": "Week 4"},
    }
    assert first.file["estimands"]["primary"]["timepoint"] == "Week 4"
    trial = load_trial(Path("first.yaml"))
    assert trial.analyses["primary"].method == "crossover"


def test_a_column_of_treatment_a_period() -> None:
    subjects = read(SUBJECTS)
    for period in (1, 2):
        subjects[f"treatment_{period}"] = subjects["sequence"].str[period - 1 : period].replace("D", "Drug")
    subjects.drop(columns="sequence").to_csv(SUBJECTS, index=False)
    first = accepted(first_hour(SUBJECTS, PAIN))
    assert first.file["subjects"]["arm"] == ["treatment_1", "treatment_2"]
    assert first.file["subjects"]["crossover"]["sequences"] == {
        "Drug, then P": {"treatments": ["Drug", "P"]},
        "P, then Drug": {"treatments": ["P", "Drug"]},
    }
    assert "SEX" in first.file["covariates"]
    assert not [name for name in first.file["covariates"] if "TREAT" in name]


def test_a_row_a_period_with_its_treatment() -> None:
    """One file: subject, period, treatment, visit and value; the periods are called I and II."""
    pain, subjects = read(PAIN), read(SUBJECTS).set_index("id")["sequence"]
    places = zip(pain["id"], pain["period"], strict=True)
    pain["treatment"] = ["Drug" if subjects[who][int(period) - 1] == "D" else "Placebo" for who, period in places]
    pain["period"] = pain["period"].map({"1": "I", "2": "II"})
    pain.drop(columns=["date", "creatinine"]).to_csv("all.csv", index=False)
    first = accepted(first_hour("all.csv"))
    said = first.file["subjects"]
    assert (said["arm"], said["crossover"]["period"]) == ("treatment", "period")
    assert said["crossover"]["periods"] == {"1": "I", "2": "II"}
    assert list(said["crossover"]["sequences"]) == ["Drug, then Placebo", "Placebo, then Drug"]
    assert [visit["period"] for visit in first.file["visits"].values()] == [1, 1, 2, 2]


def test_one_value_a_period() -> None:
    """Three treatments in three periods, a row each, and two values a subject side by side: periods are the visits."""
    orders = ["ABC", "BCA", "CAB"] * 4
    rows = [
        (f"s{n}", p + 1, order[p], 10 + (n * 7 + p * 5) % 13) for n, order in enumerate(orders, 1) for p in range(3)
    ]
    first = accepted(first_hour(csv_of("all.csv", "patient,period,treatment,pain", rows)))
    assert first.file["visits"]["Period 3"] == {"codes": "3", "AVISITN": 3.0, "period": 3, "timepoint": "End of period"}
    assert len(first.file["subjects"]["crossover"]["sequences"]) == 3
    assert "baseline" not in str(first.file["visits"])
    wide = [(f"s{n}", "AB" if n % 2 else "BA", 10 + n * 7 % 13, 10 + n * 5 % 11) for n in range(1, 13)]
    second = accepted(first_hour(csv_of("wide.csv", "patient,sequence,pain_1,pain_2", wide), name="second"))
    assert second.file["subjects"]["arm"] == "sequence"
    assert second.file["datasets"]["adwide"]["parameters"]["PAIN"]["columns"] == {
        "Period 1": "pain_1",
        "Period 2": "pain_2",
    }


def test_what_is_no_crossover() -> None:
    """An arm that is constant, beside a column of periods; and arms whose names end in numbers."""
    rows = [(f"s{n}", p, "AB"[n % 2], v, n + p + v) for n in range(1, 13) for p in (1, 2) for v in (0, 4)]
    first = first_hour(csv_of("a.csv", "patient,phase,arm,week,pain", rows))
    assert "crossover" not in first.file["subjects"]
