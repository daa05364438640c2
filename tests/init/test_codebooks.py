"""What files say of their columns and codes: labels of SPSS, REDCap's dictionary, and rows of repeating instruments."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour

EVENTS = ("baseline_arm_1", "week_6_arm_1")
HEADER = (
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,redcap_data_access_group,sex,rand_arm,"
    "rand_date,comorb___1,comorb___2,pain_nrs,ae_term,ae_start,ae_severity"
)
DICTIONARY = """\
Variable / Field Name,Form Name,Field Type,Field Label,"Choices, Calculations, OR Slider Labels"
record_id,start,text,Record,
sex,start,radio,Sex,"1, Female | 2, Male"
rand_arm,start,radio,Randomised to,"1, Guided app | 2, Waiting list"
comorb,start,checkbox,Comorbidities,"1, Depression | 2, Diabetes"
pain_nrs,pain,text,Pain (0-10),
ae_term,events,text,Adverse event,
ae_severity,events,radio,Severity,"1, Mild | 2, Moderate | 3, Severe"
"""


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def redcap() -> FirstHour:
    draw = random.Random(6)
    rows: list[list[object]] = []
    for n in range(1, 31):
        group = ("north", "south")[n % 2 if n < 20 else 0]
        for at, event in enumerate(EVENTS):
            once = (
                [1 + n % 2, 1 + n % 2 if n % 7 else 1, f"2023-05-{1 + n % 28:02d}", n % 2, n % 3 // 2]
                if at == 0
                else [""] * 5
            )
            rows.append([n, event, "", "", group, *once, draw.randint(0, 10), "", "", ""])
        for k in range(n % 3):
            term = ("rash", "falls")[k]
            rows.append(
                [n, EVENTS[0], "adverse_events", k + 1, group, *[""] * 6, term, f"2023-06-{1 + n % 28:02d}", 1 + n % 3]
            )
    Path("dictionary.csv").write_text(DICTIONARY)
    return first_hour(csv_of("pain_DATA_2024-05-02_1130.csv", HEADER, rows), "dictionary.csv")


def test_repeating_instruments_are_files_of_their_own() -> None:
    first = redcap()
    assert first.check.code == 0, first.check.err
    assert list(first.file["sources"]) == ["pain_subjects", "pain", "adverse_events"]
    assert first.file["sources"]["adverse_events"]["rows"] == [
        {"column": "redcap_repeat_instrument", "in": "adverse_events"}
    ]
    assert first.file["sources"]["pain"]["rows"] == [{"column": "redcap_repeat_instrument", "recorded": False}]
    assert len(first.file["sources"]["pain_subjects"]["rows"]) == 2
    assert first.file["occurrences"]["adae"]["columns"]["AETERM"]["column"] == "ae_term"
    assert list(first.file["datasets"]) == ["adpain"]


def test_a_dictionary_names_arms_levels_and_columns() -> None:
    first = redcap()
    assert first.file["subjects"]["arm"] == "rand_arm"
    assert first.file["arms"] == {"Guided app": {"codes": "1"}, "Waiting list": {"codes": "2", "role": "reference"}}
    assert first.file["covariates"]["SEX"]["codes"] == {"Female": "1", "Male": "2"}
    assert first.file["covariates"]["SITEID"]["column"] == "redcap_data_access_group"
    boxes = [said for name, said in first.file["covariates"].items() if name.startswith("COMORB")]
    assert [said["label"] for said in boxes] == ["Comorbidities: Depression", "Comorbidities: Diabetes"]
    assert boxes[0]["codes"] == {"Yes": "1", "No": "0"}
    severity = first.file["occurrences"]["adae"]["columns"]["AESEV"]
    assert severity["codes"] == {"Mild": "1", "Moderate": "2", "Severe": "3"}
    said = "dictionary.csv: read for the names of columns and the meaning of codes, and holds no records"
    assert f"# Not used: {said}\n" in first.text


def test_a_codebook_with_a_row_a_code() -> None:
    draw = random.Random(6)
    rows = [[n, 1 + n % 2, n % 3, draw.randint(0, 40), draw.randint(0, 40)] for n in range(40)]
    file = csv_of("side.csv", "id,grp,ward,bdi_pre,bdi_post", rows)
    book = [
        ["grp", 1, "Exercise"],
        ["grp", 2, "Usual care"],
        ["ward", 0, "East"],
        ["ward", 1, "West"],
        ["ward", 2, "Day"],
        ["id", "", "x"],
    ]
    first = first_hour(file, csv_of("codes.csv", "variable,value,meaning", book))
    assert first.check.code == 0, first.check.err
    assert first.file["arms"] == {"Exercise": {"codes": "1"}, "Usual care": {"codes": "2", "role": "reference"}}
    assert first.file["covariates"]["SITEID"]["codes"] == {"East": "0", "West": "1", "Day": "2"}


def test_labels_of_spss() -> None:
    draw = random.Random(6)
    frame = pd.DataFrame(
        [
            [float(n), float(n % 3), float(1 + n % 2), 20.0 + n, *(float(draw.randint(5, 40)) for _ in range(3))]
            for n in range(1, 61)
        ],
        columns=["patno", "dosegrp", "sex", "age", "madrs_v1", "madrs_v2", "madrs_v3"],
    )
    pyreadstat.write_sav(
        frame,
        "trial.sav",
        column_labels=[
            "Patient number",
            "Dose group",
            "Sex",
            "Age in years",
            *(f"MADRS total score visit {v}" for v in (1, 2, 3)),
        ],
        variable_value_labels={"dosegrp": {0: "Placebo", 1: "20 mg/d", 2: "40 mg/d"}, "sex": {1: "male", 2: "female"}},
    )
    first = first_hour("trial.sav")
    assert first.check.code == 0, first.check.err
    assert first.file["sources"]["trial"]["labels"] == ["dosegrp", "sex"]
    assert list(first.file["arms"]) == ["20 mg/d", "40 mg/d", "Placebo"]
    assert first.file["arms"]["Placebo"]["role"] == "reference"
    assert first.file["covariates"]["AGE"] == {"column": "age", "type": "number", "label": "Age in years"}
    madrs = first.file["datasets"]["adtrial"]["parameters"]["MADRS"]
    assert (madrs["label"], madrs["range"], madrs["better"]) == ("MADRS total score", [0, 60], "lower")
