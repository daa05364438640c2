"""The committed records: who is there, once, on real dates, with the codes that are declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.simulate.laser.design import VISITS

Tables = dict[str, pd.DataFrame]

KEYS = {
    "subjects": ["patient_id"],
    "vas": ["patient_id", "visit", "item"],
    "sf36": ["patient_id", "visit"],
    "bpi": ["patient_id", "visit"],
    "labs": ["patient_id", "visit", "analyte", "specimen", "replicate"],
    "sessions": ["patient_id", "session_no"],
    "discontinuation": ["patient_id"],
    "nerve_reference": ["PARAMCD", "SEX"],
    "truth": ["PARAMCD", "AVISIT", "ARM"],
}

CODES = {
    ("subjects", "site"): {"101", "102", "103", "104"},
    ("subjects", "arm"): {"S", "L", ""},
    ("subjects", "sex"): {"F", "M"},
    ("subjects", "per_protocol"): {"0", "1"},
    ("vas", "visit"): {"V0", "V1", "V2", "V3"},
    ("vas", "item"): {"VAS"},
    ("sf36", "visit"): {"V0", "V1", "V2", "V3"},
    ("bpi", "visit"): {"V0", "V1", "V2", "V3"},
    ("labs", "visit"): {"V0", "V1", "V2", "V3"},
    ("labs", "analyte"): {"IL6", "MCP1"},
    ("labs", "unit"): {"pg/mL", "ng/L", "ng/mL", ""},
    ("labs", "batch"): {"A", "B", ""},
    ("labs", "specimen"): {"PLASMA", "SERUM"},
    ("labs", "replicate"): {"1", "2"},
    ("nerve", "visit"): {"V0", "V3"},
    ("nerve", "nerve"): {"sural", "peroneal"},
    ("nerve", "side"): {"left", "right"},
    ("nerve", "attribute"): {"velocity", "amplitude"},
    ("nerve", "unit"): {"m/s", "uV", "mV"},
    ("sessions", "attended"): {"Y", "N"},
    ("sessions", "device"): {"class IV", "sham"},
    ("sessions", "session_no"): {str(k) for k in range(1, 13)},
    ("medication", "dose_unit"): {"mg", "IU"},
    ("adverse_events", "severity"): {"mild", "moderate", "severe"},
    ("adverse_events", "serious"): {"Y", "N"},
    ("adverse_events", "related"): {"Y", "N"},
    ("discontinuation", "reason"): {"adverse event", "lack of efficacy", "lost to follow-up", "withdrawal by subject"},
}

DATES = {
    "subjects": ["consent_date", "randomisation_date"],
    "vas": ["visit_date"],
    "sf36": ["visit_date"],
    "bpi": ["visit_date"],
    "labs": ["sample_date"],
    "nerve": ["exam_date"],
    "sessions": ["session_date"],
    "adverse_events": ["start_date", "end_date"],
    "rescue": ["start_date"],
    "medication": ["start_date", "end_date"],
    "discontinuation": ["date"],
}


def _days(text: pd.Series) -> Iterator[date | None]:
    return (date.fromisoformat(value) if value else None for value in text)


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_each_record_is_there_once(laser: Tables, name: str, key: list[str]) -> None:
    table = laser[name].drop_duplicates() if name == "labs" else laser[name]  # where lines are planted twice
    assert not table.duplicated(key).any()


def test_three_nerves_were_measured_twice_at_a_visit(laser: Tables) -> None:
    """Both attributes of each; the README names them, and the second results differ from the first."""
    nerve = laser["nerve"]
    place = ["patient_id", "visit", "nerve", "side"]
    again = nerve[nerve.duplicated([*place, "attribute"])]
    assert len(again) == 6
    assert again.groupby(place)["attribute"].agg(set).tolist() == [{"velocity", "amplitude"}] * 3
    assert not nerve.duplicated([*place, "attribute", "result"]).any()


@pytest.mark.parametrize(("place", "codes"), CODES.items())
def test_codes_are_those_declared(laser: Tables, place: tuple[str, str], codes: set[str]) -> None:
    assert set(laser[place[0]][place[1]]) == codes


@pytest.mark.parametrize(("name", "columns"), DATES.items())
def test_dates_are_real_and_blank_only_where_they_may_be(laser: Tables, name: str, columns: list[str]) -> None:
    may_be_blank = {("subjects", "randomisation_date"), ("adverse_events", "end_date"), ("medication", "end_date")}
    for column in columns:
        dates = list(_days(laser[name][column]))
        assert (None in dates) == ((name, column) in may_be_blank)


def test_120_are_randomised_60_to_each_arm_within_four_sites(laser: Tables) -> None:
    subjects = laser["subjects"]
    counts = subjects[subjects["arm"] != ""].groupby(["site", "arm"]).size().to_dict()
    assert counts == {
        (site, arm): size // 2
        for site, size in {"101": 40, "102": 32, "103": 28, "104": 20}.items()
        for arm in ("L", "S")
    }
    assert ((subjects["arm"] == "") == (subjects["randomisation_date"] == "")).all()
    assert (subjects["arm"] == "").sum() == 6
    assert subjects["age"].astype(int).between(45, 85).all()
    assert (subjects["site"] == subjects["patient_id"].str[:3]).all()


def test_all_records_belong_to_a_subject_and_the_unrandomised_have_a_baseline_only(laser: Tables) -> None:
    subjects = laser["subjects"].set_index("patient_id")
    not_randomised = set(subjects.index[subjects["arm"] == ""])
    further = {"adverse_events", "rescue", "medication", "nerve"}
    for name in KEYS.keys() - {"subjects", "truth", "nerve_reference"} | further:
        table = laser[name]
        assert set(table["patient_id"]) <= set(subjects.index)
        theirs = table[table["patient_id"].isin(not_randomised)]
        if name in {"vas", "sf36"}:
            assert theirs["visit"].tolist() == ["V0"] * len(not_randomised)
        else:
            assert theirs.empty


def _study_day(laser: Tables, name: str, column: str) -> pd.DataFrame:
    """Add the day of the trial (randomisation is day 1, there is no day 0) of those who were randomised."""
    table = laser[name].merge(laser["subjects"][["patient_id", "randomisation_date"]], on="patient_id")
    table = table[table["randomisation_date"] != ""]
    days = (pd.to_datetime(table[column]) - pd.to_datetime(table["randomisation_date"])).dt.days
    return table.assign(day=days.where(days < 0, days + 1))


@pytest.mark.parametrize("name", ["vas", "sf36", "bpi", "labs", "nerve"])
def test_three_visits_and_no_other_are_out_of_their_window(laser: Tables, name: str) -> None:
    table = _study_day(laser, name, DATES[name][0])
    window = {visit.code: visit.window for visit in VISITS}
    low, high = (table["visit"].map(lambda code, k=k: window[code][k]) for k in (0, 1))
    outside = table[~table["day"].between(low, high)].drop_duplicates(["patient_id", "visit"])
    known = {"vas": {"V1", "V2", "V3"}, "nerve": {"V3"}}.get(name)
    assert set(outside["visit"]) <= {"V1", "V2", "V3"}
    assert len(outside) == outside["patient_id"].nunique() <= 3
    if known:
        assert set(outside["visit"]) == known


def test_a_visit_has_one_date_in_all_files(laser: Tables) -> None:
    parts = [
        laser[name].rename(columns={DATES[name][0]: "date"})[["patient_id", "visit", "date"]]
        for name in ("vas", "sf36", "bpi", "labs", "nerve")
    ]
    visits = pd.concat(parts).drop_duplicates()
    assert not visits.duplicated(["patient_id", "visit"]).any()


def test_nothing_is_recorded_after_a_subject_stopped(laser: Tables) -> None:
    stop = laser["discontinuation"].set_index("patient_id")["date"]
    for name in DATES.keys() - {"subjects", "discontinuation"}:
        for column in DATES[name]:
            table = laser[name][laser[name]["patient_id"].isin(stop.index)]
            assert (table[column] <= table["patient_id"].map(stop)).all(), (name, column)


def test_an_adverse_event_that_stopped_a_subject_is_in_the_list(laser: Tables) -> None:
    stopped = laser["discontinuation"].query("reason == 'adverse event'").set_index("patient_id")["date"]
    events = laser["adverse_events"]
    for patient, day in stopped.items():
        own = events[events["patient_id"] == patient]
        assert ((own["end_date"] == "") & (own["severity"] != "mild") & (own["start_date"] <= day)).any()
    ended = events[events["end_date"] != ""]
    assert (ended["start_date"] <= ended["end_date"]).all()


def test_sessions_are_in_order_and_only_the_class_iv_device_gives_energy(laser: Tables) -> None:
    sessions = laser["sessions"].merge(laser["subjects"][["patient_id", "arm"]], on="patient_id")
    assert sessions.groupby("patient_id")["session_date"].apply(lambda d: d.is_monotonic_increasing).all()
    assert not sessions.duplicated(["patient_id", "session_date"]).any()
    assert ((sessions["device"] == "class IV") == (sessions["arm"] == "L")).all()
    attended = sessions[sessions["attended"] == "Y"]
    energy = attended["energy_j"].astype(float)
    assert ((energy > 0) == (attended["arm"] == "L")).all()
    missed = sessions[sessions["attended"] == "N"]
    assert (missed[["wavelength_nm", "power_w", "energy_j", "area_cm2"]] == "").all(axis=None)


def test_about_a_sixth_stop_and_a_few_visits_are_missed_between(laser: Tables) -> None:
    assert 0.10 <= len(laser["discontinuation"]) / 120 <= 0.25
    completers = set(laser["vas"].query("visit == 'V3'")["patient_id"])
    visits = laser["vas"][laser["vas"]["patient_id"].isin(completers)].groupby("patient_id").size()
    assert 0 < (visits < len(VISITS)).sum() <= 15
    assert np.isin(list(completers), laser["discontinuation"]["patient_id"]).sum() == 0


def test_the_readme_lists_the_late_visits_and_the_unrandomised(laser: Tables, laser_directory: Path) -> None:
    text = (laser_directory / "README.md").read_text(encoding="utf-8")
    subjects, vas = laser["subjects"], _study_day(laser, "vas", "visit_date")
    window = {visit.code: visit.window for visit in VISITS}
    for row in vas.itertuples():
        low, high = window[str(row.visit)]
        listed = f"{row.patient_id} at {row.visit} on day {row.day}"
        assert (listed in text) == (not low <= int(str(row.day)) <= high)
    for patient in subjects.loc[subjects["arm"] == "", "patient_id"]:
        assert patient in text


def test_concomitant_medication_is_what_the_readme_says(laser: Tables, laser_directory: Path) -> None:
    """Courses, subjects, begun before randomisation, over by then; no course ends before it begins."""
    table = laser["medication"].merge(laser["subjects"][["patient_id", "randomisation_date"]], on="patient_id")
    before = table["start_date"] < table["randomisation_date"]
    over = (table["end_date"] != "") & (table["end_date"] < table["randomisation_date"])
    assert (len(table), table["patient_id"].nunique(), before.sum(), (before & over).sum()) == (437, 120, 417, 26)
    assert ((table["end_date"] == "") | (table["start_date"] <= table["end_date"])).all()
    rescue = laser["rescue"]
    text = (laser_directory / "README.md").read_text("utf-8")
    assert f"{len(rescue)} courses of {rescue['patient_id'].nunique()} subjects" in text
    assert "437 courses of 120 subjects" in text
    assert "417 began before randomisation, 26 of them were over by then" in text
