"""Files as programs of data capture export them: REDCap, Kobo, SPSS."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour

EVENTS = ("baseline_arm_1", "week_4_arm_1", "3_month_follow_up_arm_1")


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def draw() -> random.Random:
    return random.Random(6)


def accepted(first: FirstHour) -> FirstHour:
    assert first.check.code == 0, first.check.err
    return first


def test_redcap(draw: random.Random) -> None:
    """Arm and age stand in the row of the first event alone; `pain_complete` says that a form was filled in."""
    rows = [
        [
            n,
            event,
            *((("drug", "placebo")[n % 2], draw.randint(20, 70)) if at == 0 else ("", "")),
            draw.randint(0, 9),
            2 - at % 2,
        ]
        for n in range(1, 31)
        for at, event in enumerate(EVENTS)
    ]
    header = "record_id,redcap_event_name,randomization_group,age,pain_nrs,pain_complete"
    first = accepted(first_hour(csv_of("export.csv", header, rows)))
    assert first.file["sources"] == {
        "export_subjects": {
            "file": "export.csv",
            "subject": "record_id",
            "rows": [{"column": "redcap_event_name", "in": "baseline_arm_1"}],
        },
        "export": {"file": "export.csv", "subject": "record_id", "visit": "redcap_event_name"},
    }
    assert first.file["subjects"] == {"source": "export_subjects", "arm": "randomization_group"}
    assert first.file["covariates"]["AGE"]["column"] == "age"
    assert {name: visit["AVISITN"] for name, visit in first.file["visits"].items()} == {
        "Baseline": 0,
        "Week 4": 4,
        "Month 3": 13,
    }
    assert list(first.file["datasets"]["adexport"]["parameters"]) == ["PAIN_NRS"]


def test_what_is_measured_once_at_the_end_stays_with_the_visits(draw: random.Random) -> None:
    rows = [
        [n, "AB"[n % 2], week, draw.randint(0, 9), draw.randint(1, 5) if week == 8 else ""]
        for n in range(1, 31)
        for week in (0, 8)
    ]
    first = accepted(first_hour(csv_of("pain.csv", "patient,arm,week,nrs,satisfaction", rows)))
    assert list(first.file["sources"]) == ["pain"]
    assert list(first.file["datasets"]["adpain"]["parameters"]) == ["NRS", "SATISFAC"]


def test_kobo(draw: random.Random) -> None:
    """Records are numbered (`_id`, `_index`), and columns have the names of their groups in front."""
    rows = [
        [
            *(f"2024-01-{1 + n % 28:02d}T10:00:00.000+02:00", 5000 + 3 * n + at, f"{draw.getrandbits(60):x}-a"),
            *(3 * n + at, f"P{n:03d}", ("control", "exercise")[n % 2], visit, draw.randint(0, 10)),
        ]
        for n in range(1, 31)
        for at, visit in enumerate(("baseline", "endline"))
    ]
    header = "start,_id,_uuid,_index,pid,group/arm,group/visit,outcome/pain"
    first = accepted(first_hour(csv_of("kobo.csv", header, rows)))
    assert first.file["sources"]["kobo"]["subject"] == "pid"
    assert [p["column"] for p in first.file["datasets"]["adkobo"]["parameters"].values()] == ["outcome/pain"]
    assert "# Not used: kobo.csv: columns _id, _uuid, _index" in first.text
    assert first.file["sources"]["kobo"]["date"]["column"] == "start"


def test_names_in_capitals_and_arms_in_numbers(draw: random.Random) -> None:
    rows = [
        [n, 1 + n % 2, draw.randint(1, 2), draw.randint(20, 70), *(draw.randint(0, 40) for _ in range(6))]
        for n in range(1, 31)
    ]
    header = "PATNR,GRUPPE,SEX,ALTER,BDI_T1,BDI_T2,BDI_T3,SCLT1,SCLT2,SCLT3"
    first = accepted(first_hour(csv_of("spss.csv", header, rows)))
    assert first.file["arms"] == {"Arm 1": {"codes": "1"}, "Arm 2": {"codes": "2", "role": "reference"}}
    assert first.line("Arm 2").endswith("# ? nothing says which arm is the control: name the arms")
    assert list(first.file["datasets"]["adspss"]["parameters"]) == ["BDI", "SCL"]
    assert list(first.file["visits"]) == ["Baseline", "Time 2", "Time 3"]


def test_month_and_y(draw: random.Random) -> None:
    rows = [[n, n % 2, month, draw.gauss(10, 3)] for n in range(1, 31) for month in (0, 1, 3, 6)]
    first = accepted(first_hour(csv_of("long.csv", "id,treatment,month,y", rows)))
    assert list(first.file["visits"]) == ["Month 0", "Month 1", "Month 3", "Month 6"]
    assert first.file["arms"]["Arm 0"] == {"codes": "0", "role": "reference"}
    assert first.file["datasets"]["adlong"]["parameters"]["Y"]["column"] == "y"


def test_codes_and_numbers(draw: random.Random) -> None:
    """Who treats is a category by its name; other whole numbers one after the other are asked about."""
    rows = [
        [n, "AB"[n % 2], 1 + n % 9, 1 + n % 12, n % 10, 20 + n % 40, draw.randint(0, 40), draw.randint(0, 40)]
        for n in range(120)
    ]
    header = "pid,arm,site,acupuncturist,ladder,age,bdi_pre,bdi_post"
    first = accepted(first_hour(csv_of("side.csv", header, rows)))
    types = {name: entry["type"] for name, entry in first.file["covariates"].items()}
    assert types == {"SITEID": "category", "ACUPUNCT": "category", "LADDER": "number", "AGE": "number"}
    assert first.line("ACUPUNCT").endswith("# ? what its 12 codes mean: `codes: {NAME: CODE, ...}`")
    assert "# ? a number, or codes: `type: category`" in first.text
    assert first.line("LADDER").endswith("# 0 to 9")
    assert first.line("AGE").endswith("# 20 to 59")


def test_names_in_two_lines(draw: random.Random) -> None:
    """As spreadsheets have them, a name merged over the visits below: both lines are one header."""
    rows = [[n, "AB"[n % 2], *(draw.randint(0, 10) for _ in range(4))] for n in range(1, 31)]
    visits = [["", "", "Baseline", "Week 4", "Baseline", "Week 4"]]
    first = accepted(first_hour(csv_of("two.csv", "id,arm,Pain,,Fatigue,", [*visits, *rows])))
    assert (first.file["sources"]["two"]["header_lines"], first.file["sources"]["two"]["subject"]) == (2, "id")
    parameters = first.file["datasets"]["adtwo"]["parameters"]
    assert [parameter["columns"] for parameter in parameters.values()] == [
        {"Baseline": f"{name} Baseline", "Week 4": f"{name} Week 4"} for name in ("Pain", "Fatigue")
    ]


def test_columns_without_a_name(draw: random.Random) -> None:
    """One line of names with gaps, and units below it: what nothing reads is said."""
    rows = [[n, "AB"[n % 2], *(draw.randint(0, 10) for _ in range(4))] for n in range(1, 31)]
    units = [["", "", "mm", "", "points", ""]]
    first = accepted(first_hour(csv_of("two.csv", "id,arm,Pain,,Fatigue,", [*units, *rows])))
    said = (
        "columns 4, 6 have values and no name; if names stand in two lines, `header_lines: 2` joins them: Week 4 Pain"
    )
    assert f"# Not used: two.csv: {said}\n" in first.text


def test_a_scale_from_0_to_10_is_not_asked_about(draw: random.Random) -> None:
    rows = [[n, "AB"[n % 2], n % 11, draw.randint(0, 40), draw.randint(0, 40)] for n in range(120)]
    first = accepted(first_hour(csv_of("side.csv", "pid,arm,pain intensity,bdi_pre,bdi_post", rows)))
    assert first.line("PAININTE").endswith("# 0 to 10")
    assert "or codes" not in first.text
