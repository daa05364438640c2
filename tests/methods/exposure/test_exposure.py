"""Exposure of a trial small enough to be worked out by hand; see exposure_build."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.methods.build import choose, pick
from tests.methods.exposure.build import NAMES, SESSIONS, exposed, sessions
from trialstats.errors import DataError, SpecError
from trialstats.methods.exposure.exposure import run
from trialstats.methods.exposure.options import Exposure
from trialstats.methods.shared.inputs import Outcome
from trialstats.results.shape import Result

ALL = {"by": ["EXWAVE", "EXDEVICE"], "planned": 4, "adherent": 2}


def exposure(**others: Any) -> Exposure:
    return Exposure.model_validate({"method": "exposure", "population": "FASFL", **NAMES, **others})


def summary(result: Result, variable: str, arm: str = "Laser") -> pd.Series:
    rows = choose(result, {"kind": "summary", "variable": variable, "ARM": arm})
    rows = rows[rows["group"].isna()]
    assert len(rows) == 1
    return rows.iloc[0]


def counts(result: Result, variable: str, **keys: str) -> dict[tuple[str, str], float]:
    rows = choose(result, {"kind": "count", "variable": variable, **keys})
    return {(row["ARM"], row["level"]): row["count"] for _, row in rows.iterrows()}


def test_sessions_attended_count_who_has_no_session_as_none() -> None:
    result = run(exposure(**ALL), exposed())
    laser = summary(result, "SESSIONS")
    # 3, 2 and 0 sessions: mean 5/3, SD sqrt(((4/3)^2 + (1/3)^2 + (5/3)^2) / 2).
    assert [laser[c] for c in ("n", "total", "mean", "median", "minimum", "maximum")] == [3, 3, 5 / 3, 2, 0, 3]
    assert laser["sd"] == pytest.approx((42 / 18) ** 0.5)
    sham = summary(result, "SESSIONS", "Sham")
    assert [sham[c] for c in ("n", "mean", "minimum", "maximum")] == [2, 1, 0, 2]
    assert summary(result, "ADHERENC")["mean"] == pytest.approx((75 + 50 + 0) / 3)


def test_energy_and_fluence_of_the_sessions_that_have_them() -> None:
    result = run(exposure(**ALL), exposed())
    energy = summary(result, "ENERGY")
    # 001 has 1000 + 1200 + 800, 002 has 500 + 700, 003 none: all known.
    assert [energy[c] for c in ("n", "mean", "minimum", "maximum")] == [3, 1400, 0, 3000]
    assert (energy["unit"], energy["decimals"]) == ("J", 0)
    fluence, together = summary(result, "FLUENCE"), summary(result, "CUMFLU")
    # 001: 10, 12 and 8 J/cm2. 002 has no session with an area to divide by, so neither is known of it; 003 has none.
    assert (fluence["n"], fluence["mean"], fluence["unit"]) == (1, 10, "J/cm2")
    assert (together["n"], together["minimum"], together["maximum"]) == (2, 0, 30)
    assert np.isfinite(result.rows["mean"].dropna()).all()


def test_what_does_not_apply_is_not_zero() -> None:
    result = run(exposure(**ALL), exposed())
    for variable in ("ENERGY", "FLUENCE", "CUMFLU"):
        sham = summary(result, variable, "Sham")
        assert (sham["n"], sham["total"]) == (0, 2)
        assert sham["reason"] == "the sessions of this arm give no dose by design"
    told = run(exposure(**{**ALL, "no_dose": {}}), exposed())
    assert summary(told, "ENERGY", "Sham")["maximum"] == 0


def test_rows_in_are_rows_used_and_rows_counted() -> None:
    result = run(exposure(**ALL), exposed())
    told = {entry["variable"]: entry for entry in result.notes["excluded"]}
    assert told["sessions attended"] == {
        "variable": "sessions attended",
        "in": 11,
        "left_out": {"not a subject of the population": 2, "not attended": 2},
        "used": 7,
    }
    assert told["energy"]["left_out"] == {"no dose by design": 2}
    assert told["fluence"] == {
        "variable": "fluence",
        "in": 7,
        "left_out": {"no dose by design": 2, "EXAREA missing": 1, "EXAREA not above zero": 1},
        "used": 3,
    }
    for entry in told.values():
        assert entry["in"] == sum(entry["left_out"].values()) + entry["used"]
    used = choose(result, {"kind": "count", "variable": "EVENTS"})
    assert used[used["group"].isna()]["events"].sum() == 7


def test_adherence_and_categories_of_attendance() -> None:
    result = run(exposure(**ALL), exposed())
    assert counts(result, "ADHERENT") == {("Laser", "Y"): 2, ("Sham", "Y"): 1}
    assert counts(result, "BAND", ARM="Laser") == {
        ("Laser", "No session"): 1,
        ("Laser", "1"): 0,
        ("Laser", "2 or more"): 2,
    }
    at_least = counts(result, "ATLEAST", ARM="Laser")
    assert at_least == {("Laser", str(k)): n for k, n in enumerate([3, 2, 2, 1, 0])}
    for arm in ("Laser", "Sham"):
        bands = choose(result, {"variable": "BAND", "ARM": arm})
        assert bands["count"].sum() == bands["total"].iloc[0]


@pytest.mark.parametrize(
    ("options", "words", "adherent"),
    [
        # Of 4 planned 50% are 2; of the rows there are (4, 2, 0) 75% are 3 of 4 and 2 of 2.
        ({"planned": 4, "adherent_percent": 50}, "Adherent (50% or more of the sessions planned)", 2),
        ({"planned": 4, "adherent_percent": 75}, "Adherent (75% or more of the sessions planned)", 1),
        ({"adherent_percent": 75}, "Adherent (75% or more of the sessions planned)", 2),
        ({"planned": 4, "adherent": 3}, "Adherent (3 or more sessions attended)", 1),
    ],
)
def test_adherence_is_what_the_trial_file_says(options: dict[str, Any], words: str, adherent: int) -> None:
    row = pick(run(exposure(**options), exposed()), variable="ADHERENT", ARM="Laser")
    assert (row["PARAM"], row["count"], row["total"]) == (words, adherent, 3)


def test_planned_sessions_may_be_the_rows_of_a_subject() -> None:
    row = summary(run(exposure(), exposed()), "ADHERENC")
    # 3 of 4 and 2 of 2; 003 has no row, so nothing is planned and there is nothing to divide by.
    assert (row["n"], row["total"], row["mean"]) == (2, 3, 87.5)


def test_bands_may_be_declared() -> None:
    result = run(exposure(bands={"few": [None, 3], "many": [3, None]}), exposed())
    assert counts(result, "BAND", ARM="Laser") == {("Laser", "few"): 2, ("Laser", "many"): 1}


def test_by_wavelength_and_device() -> None:
    result = run(exposure(**ALL), exposed())
    rows = choose(result, {"kind": "count", "variable": "EVENTS"})
    grouped = rows[rows["group"].notna()]
    found = {(r["group"], r["level"], r["ARM"]): (r["events"], r["count"]) for _, r in grouped.iterrows()}
    assert found == {
        ("Wavelength", "810 nm", "Laser"): (1, 1),
        ("Wavelength", "810 nm", "Sham"): (0, 0),
        ("Wavelength", "980 nm", "Laser"): (4, 2),
        ("Wavelength", "980 nm", "Sham"): (0, 0),
        ("Wavelength", "Not applicable", "Laser"): (0, 0),
        ("Wavelength", "Not applicable", "Sham"): (2, 1),
        ("Device", "laser", "Laser"): (5, 2),
        ("Device", "laser", "Sham"): (0, 0),
        ("Device", "sham", "Laser"): (0, 0),
        ("Device", "sham", "Sham"): (2, 1),
    }
    for _, group in grouped.groupby("group"):
        assert group["events"].sum() == 7
    energy = pick(result, kind="summary", variable="ENERGY", level="980 nm", ARM="Laser")
    assert [energy[c] for c in ("n", "minimum", "maximum")] == [2, 1200, 2200]
    # 001 had 10 and 12 J/cm2 at 980 nm and 8 at 810 nm; 002 has no area to divide by.
    fluence = [pick(result, kind="summary", variable="CUMFLU", level=f"{nm} nm", ARM="Laser") for nm in (980, 810)]
    assert [(row["n"], row["total"], row["mean"], row["unit"]) for row in fluence] == [
        (1, 2, 22, "J/cm2"),
        (1, 1, 8, "J/cm2"),
    ]


def test_a_blank_wavelength_of_a_session_with_a_dose_was_not_recorded() -> None:
    rows = [(*row[:3], float("nan"), *row[4:]) if row[:2] == ("001", 1) else row for row in SESSIONS]
    result = run(exposure(**ALL), exposed(sessions(rows)))
    assert pick(result, variable="EVENTS", level="Not recorded", ARM="Laser")["events"] == 1


def test_by_week_the_mean_goes_over_all_and_n_over_those_still_there() -> None:
    result = run(exposure(**ALL), exposed())
    rows = choose(result, {"kind": "point", "ARM": "Laser"}).sort_values("value")
    # 001 on days 1, 4, 15 and 002 on 2, 9: weeks 1, 1, 3 and 1, 2. 002 ended on day 10, in week 2.
    assert rows["mean"].tolist() == [0, 1, 4 / 3, 5 / 3]
    assert rows["n"].tolist() == [3, 3, 3, 2]
    assert set(rows["total"]) == {3}
    sham = choose(result, {"kind": "point", "ARM": "Sham"}).sort_values("value")
    assert sham["n"].tolist() == [2, 2, 1, 1]


def test_a_session_without_a_date_or_before_day_one_is_in_no_week() -> None:
    frame = sessions()
    frame.loc[0, "ASTDT"] = pd.NaT
    frame.loc[4, "ASTDT"] -= pd.Timedelta(days=5)
    result = run(exposure(**ALL), exposed(frame))
    (told,) = [entry for entry in result.notes["excluded"] if entry["variable"] == "sessions by week"]
    assert (told["in"], told["left_out"], told["used"]) == (7, {"no date": 1, "before RANDDT": 1}, 5)
    # 001 lacks a date, so how often it came is not known; 002 came twice in 12 days.
    rate = summary(result, "PERWEEK")
    assert (rate["n"], rate["mean"]) == (1, pytest.approx(7 / 12))


def test_sessions_per_week() -> None:
    result = run(exposure(**ALL), exposed())
    rate = summary(result, "PERWEEK")
    # 001: two intervals in 14 days; 002: one in 7; 003 has none.
    assert (rate["n"], rate["minimum"], rate["maximum"]) == (2, 1, 1)


def test_energy_that_is_not_known_is_not_taken_for_none() -> None:
    frame = sessions()
    frame.loc[1, "EXENERGY"] = float("nan")
    result = run(exposure(**ALL), exposed(frame))
    assert (summary(result, "ENERGY")["n"], summary(result, "ENERGY")["maximum"]) == (2, 1200)
    laser = next(entry for entry in result.notes["subjects"] if entry["ARM"] == "Laser")
    assert laser == {
        "ARM": "Laser",
        "n_subjects": 3,
        "no session attended": 1,
        "more sessions than planned": 0,
        "total energy not known": 1,
    }
    told = next(entry for entry in result.notes["excluded"] if entry["variable"] == "energy")
    assert told["left_out"] == {"no dose by design": 2, "EXENERGY missing": 1}


def test_attendance_that_nobody_recorded_is_counted_by_itself() -> None:
    frame = sessions()
    frame.loc[0, "EXATTFL"] = None
    result = run(exposure(**ALL), exposed(frame))
    told = result.notes["excluded"][0]["left_out"]
    assert told == {"not a subject of the population": 2, "attendance not recorded": 1, "not attended": 2}


def test_a_session_twice_stops_the_analysis() -> None:
    with pytest.raises(DataError, match=r"adex: a subject has a session \(EXSEQ\) twice: 001 2"):
        run(exposure(**ALL), exposed(sessions([*SESSIONS, SESSIONS[1]])))


def test_the_line_of_a_session_twice_is_named() -> None:
    twice = sessions([*SESSIONS, SESSIONS[1]])
    twice = twice.assign(SRCFILE="data/sessions.csv", SRCLINE=range(2, len(twice) + 2))
    with pytest.raises(DataError, match=r"twice: 001 2 \(data/sessions.csv, line 13\)$"):
        run(exposure(**ALL), exposed(twice))


def test_an_energy_below_zero_stops_the_analysis() -> None:
    wrong = (*SESSIONS[0][:4], -1000.0, *SESSIONS[0][5:])
    with pytest.raises(DataError, match=r"^adex: EXENERGY below 0: 001 -1000$"):
        run(exposure(**ALL), exposed(sessions([wrong, *SESSIONS[1:]])))


def test_a_variable_that_is_not_there_is_named() -> None:
    with pytest.raises(SpecError, match="adex has no variable POWER"):
        run(exposure(**{**ALL, "energy": "POWER"}), exposed())


def test_nobody_attended_anything() -> None:
    rows = [(*row[:6], "N", row[7]) for row in SESSIONS]
    result = run(exposure(**ALL), exposed(sessions(rows)))
    assert summary(result, "SESSIONS")["maximum"] == 0
    assert summary(result, "ENERGY")["maximum"] == 0
    assert result.notes["excluded"][0]["used"] == 0


def test_options_that_contradict_each_other() -> None:
    for options, said in (
        ({"adherent": 3, "adherent_percent": 80}, "give either `adherent` or `adherent_percent`"),
        ({"planned": 4, "adherent": 5}, "asks for 5 sessions, and only 4 are planned"),
        ({"energy": None}, "`area` needs `energy`"),
    ):
        with pytest.raises(ValidationError, match=said):
            exposure(**options)


STATISTICS = ["mean", "sd", "median", "q1", "q3", "minimum", "maximum"]


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    plain = run(exposure(**ALL), exposed())
    other = run(exposure(**ALL), exposed(sessions().sample(frac=1, random_state=seed)))
    pd.testing.assert_frame_equal(plain.rows, other.rows)
    assert plain.notes == other.notes


def test_energy_in_kilojoules_is_a_thousandth_with_its_unit() -> None:
    frame = sessions()
    words = {**exposed().columns["adex"], "EXENERGY": Outcome("Energy", "kJ", decimals=3)}
    scaled = exposed(frame.assign(EXENERGY=frame["EXENERGY"] / 1000), columns={"adex": words})
    plain, other = run(exposure(**ALL), exposed()), run(exposure(**ALL), scaled)
    for variable, unit in (("ENERGY", "kJ"), ("FLUENCE", "kJ/cm2"), ("CUMFLU", "kJ/cm2")):
        one, two = summary(plain, variable), summary(other, variable)
        assert two["unit"] == unit
        expected = one[STATISTICS].astype(float) / 1000
        np.testing.assert_allclose(two[STATISTICS].astype(float), expected, rtol=1e-12)
    same = ["id", "n", "count", "total", "events", "percent"]
    pd.testing.assert_frame_equal(plain.rows[same], other.rows[same])


def test_arms_by_other_names_have_the_same_numbers() -> None:
    renamed = exposed().adsl["TRT01P"].cat.rename_categories({"Laser": "A", "Sham": "Z"})
    other = exposed(adsl=exposed().adsl.assign(TRT01P=renamed), arms=("Z", "A"))
    plain, changed = run(exposure(**ALL), exposed()).rows, run(exposure(**ALL), other).rows
    pd.testing.assert_frame_equal(
        plain.drop(columns="id"), changed.drop(columns="id").replace({"ARM": {"A": "Laser", "Z": "Sham"}})
    )
