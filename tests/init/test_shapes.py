"""Files of all shapes, made up here: what `init` says of them, and that `check` accepts it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour
from tests.init.messy import write_messy

SUBJECTS = 36


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def draw() -> random.Random:
    return random.Random(5)


def accepted(first: FirstHour) -> FirstHour:
    assert first.check.code == 0, first.check.err
    return first


def test_a_messy_workbook() -> None:
    write_messy("messy.xlsx")
    first = accepted(first_hour("messy.xlsx"))
    assert first.file["sources"] == {
        "patients": {
            "file": "messy.xlsx",
            "sheet": "Patients",
            "header_row": 3,
            "skip_below_header": 1,
            "decimal": ",",
            "missing": {"Age": ["999"]},
            "subject": "Patient No",
        },
        "pain": {
            "file": "messy.xlsx",
            "sheet": "Pain",
            "header_row": 2,
            "decimal": ",",
            "missing": ["N/A", "-"],
            "subject": "ID",
            "pad": {"ID": 3},
            "visit": "Visit",
            "date": {"column": "Date of visit", "format": ["%d-%b-%Y", "%d/%m/%Y"]},
        },
    }
    assert first.file["subjects"]["dates"] == {"RANDDT": {"column": "Randomised on"}}
    assert first.file["arms"]["Sham"]["role"] == "reference"
    assert first.file["datasets"]["adpain"]["parameters"]["PAINVAS"]["unit"] == "mm"
    assert "# Not used: messy.xlsx: sheet Notes holds no table that can be read" in first.text
    assert "phone" not in first.text
    assert "Miller" not in first.text


def test_visits_side_by_side_of_several_parameters(draw: random.Random) -> None:
    rows = [
        [
            *(number, ("control", "exercise")[number % 2], draw.randint(20, 80), draw.choice("MF"), draw.choice("ABC")),
            *(draw.randint(3, 10), draw.randint(1, 9), -99 if number % 7 == 0 else draw.randint(0, 8)),
            *(draw.randint(20, 90), draw.randint(20, 90), "moved" if number % 7 == 0 else ""),
        ]
        for number in range(1, SUBJECTS + 1)
    ]
    header = "id,treat,age,sex,centre,pain_0,pain_4,pain_12,function_bl,function_w12,dropout_reason"
    first = accepted(first_hour(csv_of("side.csv", header, rows)))
    parameters = first.file["datasets"]["adside"]["parameters"]
    assert parameters["PAIN"]["columns"] == {"Baseline": "pain_0", "Visit 4": "pain_4", "Week 12": "pain_12"}
    assert parameters["FUNCTION"]["columns"] == {"Baseline": "function_bl", "Week 12": "function_w12"}
    assert first.file["sources"]["side"]["missing"] == {"pain_12": ["-99"]}
    assert first.file["disposition"] == {"source": "side", "reason": "dropout_reason"}
    assert list(first.file["covariates"]) == ["AGE", "SEX", "SITEID"]
    assert first.file["arms"]["control"]["role"] == "reference"


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (("wk0_hamd", "wk2_hamd", "wk6_hamd"), [0, 2, 6]),
        (("T1", "T2", "T3"), [1, 2, 3]),
        (("score_pre", "score_post"), [0, 1]),
        (("NRS V1", "NRS V2"), [1, 2]),
        (("vas_3_months", "vas_baseline", "vas_6_months"), [0, 3, 6]),
    ],
)
def test_names_of_visits_side_by_side(draw: random.Random, names: tuple[str, ...], numbers: list[float]) -> None:
    rows = [[n, "AB"[n % 2], *(draw.randint(5, 30) for _ in names)] for n in range(1, SUBJECTS + 1)]
    first = accepted(first_hour(csv_of("side.csv", ",".join(("pid", "trt", *names)), rows)))
    assert [visit["AVISITN"] for visit in first.file["visits"].values()] == numbers
    (parameter,) = first.file["datasets"]["adside"]["parameters"].values()
    assert set(parameter["columns"].values()) == set(names)


def test_a_german_file(draw: random.Random) -> None:
    people = [
        [f"P{n:02d}", 1 + n % 2, draw.randint(20, 80), draw.choice("mw"), f"{draw.randint(500, 900)},5"]
        for n in range(1, SUBJECTS + 1)
    ]
    rows = [[*person, visit, draw.randint(0, 10)] for person in people for visit in ("Woche 0", "Woche 8")]
    header = "Patient;Gruppe;Alter;Geschlecht;Gewicht;Visite;Schmerz"
    first = accepted(first_hour(csv_of("daten.csv", header, rows, mark=";")))
    source = first.file["sources"]["daten"]
    assert (source["delimiter"], source["decimal"], source["subject"], source["visit"]) == (
        ";",
        ",",
        "Patient",
        "Visite",
    )
    assert [visit["AVISITN"] for visit in first.file["visits"].values()] == [0, 8]
    assert first.file["covariates"]["SEX"]["column"] == "Geschlecht"


def test_questionnaires_beside_subjects(draw: random.Random) -> None:
    items = [f"phq{n}" for n in range(1, 10)] + [f"gad7_{n}" for n in range(1, 8)]
    rows = [
        [f"{n:03d}", visit, *(draw.randint(0, 3) for _ in items)]
        for n in range(1, SUBJECTS + 1)
        for visit in ("Baseline", "3 months", "6 months")
    ]
    csv_of("forms.csv", ",".join(("subject_id", "visit", *items)), rows)
    people = [[f"{n:03d}", ("TAU", "CBT")[n % 2], draw.randint(18, 70)] for n in range(1, SUBJECTS + 1)]
    csv_of("people.csv", "subject_id,allocation,age", people)
    first = accepted(first_hour("people.csv", "forms.csv"))
    assert first.file["datasets"]["adphq9"]["instrument"] == {"name": "phq9", "items": "phq{n}"}
    assert first.file["datasets"]["adgad7"]["instrument"] == {"name": "gad7", "items": "gad7_{n}"}
    assert [visit["AVISITN"] for visit in first.file["visits"].values()] == [0, 3, 6]
    assert first.file["estimands"]["primary"]["variable"]["PARAMCD"] in ("PHQ9", "GAD7")


def test_sdtm(draw: random.Random) -> None:
    subjects = [
        [f"S-{n:03d}", "Screen Failure" if n % 10 == 0 else ("Placebo", "Drug 10 mg")[n % 2], draw.randint(30, 70)]
        for n in range(1, 61)
    ]
    csv_of("dm.csv", "USUBJID,ARM,AGE", subjects)
    planned = ((1, "SCREENING 1"), (2, "BASELINE"), (3, "WEEK 2"), (4, "WEEK 8"), (9, "UNSCHEDULED 3.1"))
    tests = (("SYSBP", "Systolic Blood Pressure", "mmHg"), ("PULSE", "Pulse Rate", "beats/min"))
    rows = [
        [f"S-{n:03d}", code, name, draw.randint(60, 140), unit, number, visit, f"2023-05-{number + 10}"]
        for n in range(1, 61)
        for number, visit in planned
        if not (n % 10 == 0 and number > 1) and not (number == 9 and n % 6)
        for code, name, unit in tests
    ]
    csv_of("vs.csv", "USUBJID,VSTESTCD,VSTEST,VSORRES,VSORRESU,VISITNUM,VISIT,VSDTC", rows)
    first = accepted(first_hour("dm.csv", "vs.csv"))
    assert first.file["problems"]["unknown_arm"] == {"exclude": ["Screen Failure"]}
    assert first.file["problems"]["not_randomised"] == "exclude"
    assert first.file["problems"]["unknown_visit"] == {"exclude": ["UNSCHEDULED 3.1"]}
    assert list(first.file["visits"]) == ["SCREENING 1", "Baseline", "Week 2", "Week 8"]
    pressure = first.file["datasets"]["advs"]["parameters"]["SYSBP"]
    assert (pressure["label"], pressure["name"], pressure["unit"]) == ("Systolic Blood Pressure", "SYSBP", "mmHg")


def test_an_outcome_that_is_measured_once(draw: random.Random) -> None:
    rows = [
        [n, ("drug", "placebo")[n % 2], draw.randint(20, 80), draw.gauss(-2, 2), draw.choice(("yes", "no"))]
        for n in range(60)
    ]
    first = accepted(first_hour(csv_of("single.csv", "patient,arm,age,change_in_pain,responder", rows)))
    assert first.file["estimands"]["primary"]["timepoint"] == "End of trial"
    assert first.file["estimands"]["primary"]["variable"]["value"] == "AVAL"


def events(draw: random.Random) -> list[list[object]]:
    """Adverse events, of which one term is one person's alone."""
    texts = ("headache", "nausea", "dizziness")
    rows: list[list[object]] = [
        [
            1 + draw.randrange(SUBJECTS),
            draw.choice(texts),
            draw.choice(("mild", "moderate", "severe")),
            f"{draw.randint(1, 28):02d}/03/2023",
        ]
        for _ in range(40)
    ]
    return [*rows, [3, "bitten by the neighbour's dog", "mild", "05/03/2023"]]


def test_events(draw: random.Random) -> None:
    pain = [[n, week, draw.randint(0, 10)] for n in range(1, SUBJECTS + 1) for week in (0, 6)]
    csv_of("pain.csv", "patient,week,nrs", pain)
    csv_of("people.csv", "patient,group", [[n, ("sham", "laser")[n % 2]] for n in range(1, SUBJECTS + 1)])
    csv_of("ae.csv", "patient,event,severity,onset", events(draw))
    first = accepted(first_hour("people.csv", "pain.csv", "ae.csv"))
    columns = first.file["occurrences"]["adae"]["columns"]
    assert columns["AETERM"]["column"] == "event"
    assert columns["AESEV"]["codes"] == {"MILD": "mild", "MODERATE": "moderate", "SEVERE": "severe"}
    assert columns["ASTDT"]["format"] == "%d/%m/%Y"
    assert "dog" not in first.text
    assert "headache" not in first.text


LAYOUTS: dict[str, Callable[[str], tuple[bytes, dict[str, object]]]] = {
    "title": lambda text: (f"Export of 3 May\n\n{text}".encode(), {"header_row": 3}),
    "comments": lambda text: (f"# by hand\n{text}# end\n".encode(), {"comment": "#"}),
    "tabs": lambda text: (text.replace(",", "\t").encode(), {"delimiter": "\t"}),
    "latin": lambda text: (text.replace("group", "gruppe ß").encode("cp1252"), {"encoding": "cp1252"}),
    "total": lambda text: (f"{text}Total,,,36\n".encode(), {"skip_at_end": 1}),
    "units": lambda text: (text.replace("nrs\n", "nrs\n,,points,\n").encode(), {}),
    "sep": lambda text: (f"sep=;\n{text.replace(',', ';')}".encode(), {}),
    "old Mac": lambda text: (text.replace("\n", "\r").encode(), {}),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_text_files(draw: random.Random, layout: str) -> None:
    rows = [
        [f"{n:03d}", ("sham", "laser")[n % 2], week, draw.randint(0, 10)]
        for n in range(1, SUBJECTS + 1)
        for week in (0, 6)
    ]
    csv_of("pain.csv", "patient,group,week,nrs", rows)
    data, expected = LAYOUTS[layout](Path("pain.csv").read_text())
    Path("pain.csv").write_bytes(data)
    first = accepted(first_hour("pain.csv"))
    source = first.file["sources"]["pain"]
    laid_out = {"header_row", "comment", "delimiter", "encoding", "skip_at_end", "skip_below_header"}
    assert {key: source[key] for key in laid_out & set(source)} == expected or layout == "units"


def test_a_range_in_the_name_is_no_unit(draw: random.Random) -> None:
    rows = [
        (f"{n:03d}", "AB"[n % 2], visit, draw.randint(1, 9)) for n in range(1, SUBJECTS + 1) for visit in ("V0", "V1")
    ]
    csv_of("scores.csv", "id,arm,visit,Stiffness (0-12)", rows)
    parameters = accepted(first_hour("scores.csv")).file["datasets"]["adscores"]["parameters"]
    (stiffness,) = parameters.values()
    assert (stiffness["range"], stiffness.get("unit")) == ([0, 12], None)
