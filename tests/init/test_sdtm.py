"""SDTM domains as they come: questionnaires among other answers, limits of assays, exposure, one code alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour

VISITS = ("BASELINE", "WEEK 4", "WEEK 8")


@pytest.fixture
def sdtm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FirstHour:
    monkeypatch.chdir(tmp_path)
    draw = random.Random(12)
    people = [f"XR-{n:03d}" for n in range(1, 31)]
    dm = [["XR7", "DM", one, ("Placebo", "XR 10 mg")[n % 2], "FM"[n % 3 % 2], 30 + n] for n, one in enumerate(people)]
    answers = [[f"PHQ01{n:02d}", f"PHQ01-Item {n}", "PHQ-9", draw.randint(0, 3)] for n in range(1, 10)]
    qs = [
        ["XR7", "QS", one, *answer[:3], draw.randint(0, 3), visit]
        for one in people
        for visit in VISITS
        for answer in answers
    ]
    qs += [
        ["XR7", "QS", one, "NRS", "Average pain NRS", "PAIN", draw.randint(0, 10), v] for one in people for v in VISITS
    ]
    ex = [["XR7", "EX", one, ("PLACEBO", "XR")[n % 2], (0, 10)[n % 2]] for n, one in enumerate(people)]
    return first_hour(
        csv_of("dm.csv", "STUDYID,DOMAIN,USUBJID,ARM,SEX,AGE", dm),
        csv_of("qs.csv", "STUDYID,DOMAIN,USUBJID,QSTESTCD,QSTEST,QSCAT,QSSTRESN,VISIT", qs),
        csv_of("ex.csv", "STUDYID,DOMAIN,USUBJID,EXTRT,EXDOSE", ex),
    )


def test_a_questionnaire_is_set_apart(sdtm: FirstHour) -> None:
    assert sdtm.check.code == 0, sdtm.check.err
    assert sdtm.file["sources"]["phq9"]["rows"] == [{"column": "QSCAT", "in": "PHQ-9"}]
    assert sdtm.file["datasets"]["adphq9"]["instrument"] == {"name": "phq9", "items": "PHQ010{n}"}


def test_the_other_answers_keep_their_codes(sdtm: FirstHour) -> None:
    assert sdtm.file["sources"]["qs"]["name"] == "QSTESTCD"
    assert sdtm.file["datasets"]["adqs"]["parameters"]["NRS"]["label"] == "Average pain NRS"
    assert len(sdtm.file["sources"]["qs"]["rows"][0]["not_in"]) == 9


def test_the_study_and_what_is_no_characteristic(sdtm: FirstHour) -> None:
    assert sdtm.file["STUDYID"] == "XR7"
    assert set(sdtm.file["covariates"]) == {"SEX", "AGE"}
    assert "# Not used: ex.csv: tells what treatment was given, which is said of events alone\n" in sdtm.text
