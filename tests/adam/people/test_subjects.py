"""ADSL: one row a subject, whatever the file has, with arm, dates, covariates, disposition and populations."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.adam.saying import checked, without_hint
from tests.tiny import SUBJECTS, TRIAL_FILE, Tiny, listed


def add_source(tiny: Tiny, name: str, *lines: str) -> None:
    """Add a file and declare it as a source of the trial."""
    tiny.write(f"data/{name}.csv", "".join(f"{line}\n" for line in lines))
    tiny.spec("sources:\n", f"sources:\n  {name}: {{file: data/{name}.csv, subject: id}}\n")


def by_subject(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    values = frame.set_index("USUBJID")[column]
    return {subject: None if value != value else value for subject, value in values.items()}


def test_adsl_has_one_row_a_subject(tiny: Tiny) -> None:
    adsl = tiny.adam("adpain")["adsl"]
    assert list(adsl) == [
        "STUDYID",
        "USUBJID",
        "SUBJID",
        "TRT01P",
        "TRT01PN",
        "TRT01A",
        "TRT01AN",
        "RANDFL",
        "RANDDT",
        "AGE",
        "SEX",
        "EOSSTT",
        "ITTFL",
        "FASFL",
        "RANDFN",
        "ITTFN",
        "FASFN",
        "SEXN",
    ]
    first = ["TINY-01", "001", "001", "Laser", 1, "Laser", 1, "Y", pd.Timestamp("2024-01-05"), 54.0, "Female"]
    assert adsl.iloc[0, :11].tolist() == first
    assert adsl["USUBJID"].tolist() == ["001", "002", "003", "004", "005", "006"]


def test_doses_make_a_number_of_the_arm(tiny: Tiny) -> None:
    tiny.spec("Laser: {codes: L}", "Laser: {codes: L, dose: 54}")
    assert list(tiny.adam("adpain")["adsl"]["TRT01PN"]) == [1, 2, 1, 2, 1, 2]  # the sham has none
    tiny.spec("role: reference}", "role: reference, dose: 0}")
    assert list(tiny.adam("adpain")["adsl"]["TRT01PN"]) == [54, 0, 54, 0, 54, 0]


def test_flags_and_categories_have_numbers_beside_them(tiny: Tiny) -> None:
    tiny.remove("data/vas.csv", "004,V1", "004,V2")
    tiny.remove("data/sf36.csv", "004")
    adsl = tiny.adam("adpain")["adsl"]
    assert list(adsl["FASFN"]) == [1, 1, 1, 0, 1, 1]
    assert list(adsl["SEXN"]) == [1, 2, 2, 1, 1, 2]
    assert not {"FASFN", "SEXN", "TRT01PN"} & set(tiny.adam("adpain")["adpain"])


def test_a_subject_without_an_arm_was_not_randomised(tiny: Tiny) -> None:
    tiny.replace("data/subjects.csv", "006,S,2024-01-16", "006, ,")
    tiny.fates(not_randomised="exclude")
    adsl = tiny.adam("adpain")["adsl"].set_index("USUBJID")
    assert adsl.loc["006", ["RANDFL", "ITTFL", "FASFL"]].tolist() == ["N", "N", "N"]
    assert adsl.loc["006", ["TRT01P", "RANDDT"]].isna().all()


IDENTITIES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "two subjects with one id": (
        "004,S,",
        "003,S,",
        ("data/subjects.csv, lines 4, 5: id = 003 stands for 2 subjects",),
    ),
    "a row that belongs to nobody": (
        "004,S,",
        " ,S,",
        ("data/subjects.csv, line 5: id is blank, so the row belongs to nobody",),
    ),
    "blanks do not tell two ids apart": (
        "004,S,",
        " 003 ,S,",
        ("data/subjects.csv, lines 4, 5: id = 003 stands for 2 subjects",),
    ),
    "several at once": (
        "002,S,2024-01-08,61,M\n003,L",
        ",S,2024-01-08,61,M\n001,L",
        (
            "data/subjects.csv, line 3: id is blank, so the row belongs to nobody",
            "data/subjects.csv, lines 2, 4: id = 001 stands for 2 subjects",
        ),
    ),
    "no column of that name": (
        "randomised,age",
        "randomized,Age",
        (
            "data/subjects.csv: has no column age (did you mean `Age`?)",
            "data/subjects.csv: has no column randomised (did you mean `randomized`?)",
        ),
    ),
    "covariates": (
        "001,L,2024-01-05,54,F",
        "001,L,05.01.2024,154,W",
        (
            "data/subjects.csv, line 2: age = 154, outside 18-90 (subject 001)",
            "data/subjects.csv, line 2: randomised = 05.01.2024, not an existing date in the format %Y-%m-%d "
            "(subject 001)",
            "data/subjects.csv, line 2: sex = W, not among F, M (subject 001)",
        ),
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), IDENTITIES.values(), ids=IDENTITIES)
def test_what_is_wrong_with_subjects(tiny: Tiny, old: str, new: str, said: tuple[str, ...]) -> None:
    tiny.replace("data/subjects.csv", old, new)
    outcome = tiny.check()
    assert (outcome.code, tuple(without_hint(outcome.lines))) == (3, said)


# -- several rows a subject


def repeat_subjects(tiny: Tiny, old: str = "", new: str = "") -> None:
    """Give every subject two rows, of which the second is changed."""
    header, *rows = SUBJECTS.splitlines()
    again = [row.replace(old, new) if old else row for row in rows]
    tiny.write("data/subjects.csv", "\n".join([header, *rows, *again, ""]))
    tiny.spec("  arm: arm\n", "  arm: arm\n  repeated: true\n")


def test_rows_of_a_subject_that_agree_are_one_subject(tiny: Tiny) -> None:
    expected = tiny.adam("adpain")["adsl"]
    repeat_subjects(tiny)
    pd.testing.assert_frame_equal(tiny.adam("adpain")["adsl"], expected)


def test_rows_of_a_subject_that_disagree_are_named(tiny: Tiny) -> None:
    repeat_subjects(tiny, "004,S,2024-01-12,70", "004,L,2024-01-12,71")
    assert checked(tiny) == [
        "data/subjects.csv, lines 5, 11: age = 70 (line 5), 71 (line 11): one subject, several values (subject 004)",
        "data/subjects.csv, lines 5, 11: arm = S (line 5), L (line 11): one subject, several values (subject 004)",
    ]


def test_a_column_that_is_not_used_may_disagree(tiny: Tiny) -> None:
    repeat_subjects(tiny, "004,S,2024-01-12,70", "004,S,2024-01-12,71")
    tiny.spec("  AGE: {column: age, type: number, range: [18, 90]}\n", "")
    assert len(tiny.mapped("adpain")["adsl"].records) == 6


# -- an identifier in two columns


def test_an_identifier_in_two_columns(tiny: Tiny) -> None:
    for name in ("subjects", "vas", "sf36", "events"):  # 001 becomes site 0 and patient 01
        header, *rows = tiny.read(f"data/{name}.csv").splitlines()
        split = [f"{row[0]},{row[1:3]},{row}" for row in rows]
        tiny.write(f"data/{name}.csv", "\n".join([f"site,pat,{header}", *split, ""]))
    tiny.write(TRIAL_FILE, tiny.read(TRIAL_FILE).replace("subject: id", "subject: [site, pat]"))
    subjects = tiny.adam("adpain")["adpain"]["USUBJID"].unique()
    assert subjects.tolist() == ["0-01", "0-02", "0-03", "0-04", "0-05", "0-06"]
    tiny.replace("data/subjects.csv", "0,03,003", "0,02,003")
    assert checked(tiny) == ["data/subjects.csv, lines 3, 4: site-pat = 0-02 stands for 2 subjects"]
    tiny.replace("data/subjects.csv", "0,02,003", "0,,003")
    assert checked(tiny) == ["data/subjects.csv, line 4: site-pat is blank, so the row belongs to nobody"]


# -- further sources


def test_covariates_of_another_source(tiny: Tiny) -> None:
    add_source(tiny, "lab", "id,hba1c,centre", "003,7.5,B", "001,6.4,A", "002,,A")
    tiny.spec("covariates:\n", "covariates:\n  HBA1C: {column: hba1c, source: lab, type: number}\n")
    tiny.spec("covariates:\n", "covariates:\n  SITEID: {column: centre, source: lab}\n")
    mapped = tiny.mapped("adpain")
    adsl = mapped["adsl"].records
    assert by_subject(adsl, "HBA1C") == {"001": 6.4, "002": None, "003": 7.5, "004": None, "005": None, "006": None}
    assert by_subject(adsl, "SITEID") == {"001": "A", "002": "A", "003": "B", "004": None, "005": None, "006": None}
    assert [(a.source, a.n_in, a.n_used, a.n_listed) for a in mapped["adsl"].accounts] == [
        ("subjects", 6, 6, 0),
        ("lab", 3, 3, 0),
    ]


def test_what_is_wrong_in_another_source_is_said(tiny: Tiny) -> None:
    add_source(tiny, "lab", "id,hba1c", "001,high", "009,5")
    tiny.spec("covariates:\n", "covariates:\n  HBA1C: {column: hba1c, source: lab, type: number}\n")
    assert checked(tiny) == [
        "data/lab.csv, line 2: hba1c = high, not a number (subject 001)",
        "data/lab.csv, line 3: id = 009, not a subject of the subjects file",
    ]
    tiny.fates(not_numeric="exclude", unknown_subject="{exclude: '*'}")
    mapped = tiny.mapped("adpain")
    found = listed(mapped, "adsl", "source", "line", "kind")
    assert found == [("lab", 2, "not_numeric"), ("lab", 3, "unknown_subject")]
    assert [(a.source, a.n_in, a.n_used, a.n_listed) for a in mapped["adsl"].accounts][1] == ("lab", 2, 1, 1)
    tiny.add("data/lab.csv", "001,5")
    said = "data/lab.csv, lines 2, 4: id = 001 stands in 2 rows, where there may be one a subject"
    assert checked(tiny) == [said]


# -- disposition


def test_the_disposition_lists_those_who_stopped(tiny: Tiny) -> None:
    add_source(tiny, "stopped", "id,why,on", "002,adverse event,2024-02-20", "005,lost to follow-up,")
    tiny.add(TRIAL_FILE, "disposition: {source: stopped, reason: why, date: {column: on}}")
    tiny.replace("data/subjects.csv", "006,S,2024-01-16", "006,,")
    tiny.fates(not_randomised="exclude")
    adsl = tiny.adam("adpain")["adsl"]
    done, stopped = "COMPLETED", "DISCONTINUED"
    assert by_subject(adsl, "EOSSTT") == {
        "001": done,
        "002": stopped,
        "003": done,
        "004": done,
        "005": stopped,
        "006": None,
    }
    assert adsl["DCSREAS"].dropna().tolist() == ["adverse event", "lost to follow-up"]
    assert adsl["EOSDT"].dropna().tolist() == [pd.Timestamp("2024-02-20")]


def test_a_code_of_completion(tiny: Tiny) -> None:
    tiny.write(
        "data/subjects.csv",
        "".join(
            f"{row},{end}\n"
            for row, end in zip(
                SUBJECTS.splitlines(), ("end", "DONE", "died", "DONE", "", "NA", "finished"), strict=True
            )
        ),
    )
    tiny.spec("  subjects: {file: data/subjects.csv", "  subjects: {missing: [NA], file: data/subjects.csv")
    tiny.add(TRIAL_FILE, "disposition: {source: subjects, reason: end, completed: [DONE, finished]}")
    adsl = tiny.adam("adpain")["adsl"]
    done = "COMPLETED"
    assert by_subject(adsl, "EOSSTT") == {
        "001": done,
        "002": "DISCONTINUED",
        "003": done,
        "004": None,
        "005": None,
        "006": done,
    }
    assert by_subject(adsl, "DCSREAS")["002"] == "died"


def test_who_stopped_without_a_reason_did_not_complete(tiny: Tiny) -> None:
    """002, 003 and 004 stand in the list of those who stopped; before, 003 and 004 were COMPLETED."""
    add_source(tiny, "stopped", "id,why,on", "002,adverse event,2024-02-20", "003,,2024-02-20", "004, ,")
    tiny.add(TRIAL_FILE, "disposition: {source: stopped, reason: why, date: {column: on}}")
    mapped = tiny.mapped("adpain", "adae")
    adsl = mapped["adsl"].records
    assert adsl.loc[adsl["EOSSTT"] == "DISCONTINUED", "USUBJID"].tolist() == ["002", "003", "004"]
    assert adsl["DCSREAS"].dropna().tolist() == ["adverse event"]
    frame = mapped["adsl"].listing.frame()
    assert frame[["line", "subject", "kind", "allowed"]].values.tolist() == [
        [3, "003", "blank", "discontinued, reason not given"],
        [4, "004", "blank", "discontinued, reason not given"],
    ]


def test_in_the_subjects_file_a_reason_or_a_date_says_who_stopped(tiny: Tiny) -> None:
    ends = ("why,on", "died,2024-02-01", ",2024-02-20", ",", "lost,", ",", ",")
    rows = [f"{row},{end}" for row, end in zip(SUBJECTS.splitlines(), ends, strict=True)]
    tiny.write("data/subjects.csv", "\n".join([*rows, ""]))
    tiny.add(TRIAL_FILE, "disposition: {source: subjects, reason: why, date: {column: on}}")
    adsl = tiny.adam("adpain")["adsl"]
    assert adsl.loc[adsl["EOSSTT"] == "DISCONTINUED", "USUBJID"].tolist() == ["001", "002", "004"]


def test_completed_in_another_case_is_no_reason_to_stop(tiny: Tiny) -> None:
    """Before, 002 was DISCONTINUED for the reason `completed`."""
    add_source(tiny, "ends", "id,end", "001,COMPLETED", "002,completed", "003,Died")
    tiny.add(TRIAL_FILE, "disposition: {source: ends, reason: end, completed: COMPLETED}")
    assert checked(tiny) == [
        "data/ends.csv, line 3: end = completed, another case of `completed` (COMPLETED): add it there if it means "
        "that (subject 002)"
    ]
    tiny.fates(unknown_code="exclude")
    assert by_subject(tiny.adam("adpain")["adsl"], "EOSSTT")["002"] is None
    tiny.spec("completed: COMPLETED}", "completed: [COMPLETED, completed]}")
    assert by_subject(tiny.adam("adpain")["adsl"], "EOSSTT")["002"] == "COMPLETED"


def test_without_a_disposition_nobody_has_a_status(tiny: Tiny) -> None:
    assert tiny.adam("adpain")["adsl"]["EOSSTT"].isna().all()


def test_what_is_wrong_with_the_disposition(tiny: Tiny) -> None:
    add_source(tiny, "stopped", "id,why,on", "009,adverse event,2024-02-20", "005,lost,soon")
    tiny.add(TRIAL_FILE, "disposition: {source: stopped, reason: reason, date: {column: on}}")
    assert checked(tiny) == ["data/stopped.csv: has no column reason (known: id, why, on)"]
    tiny.spec("reason: reason", "reason: why")
    assert checked(tiny) == [
        "data/stopped.csv, line 2: id = 009, not a subject of the subjects file",
        "data/stopped.csv, line 3: on = soon, not an existing date in the format %Y-%m-%d (subject 005)",
    ]


# -- populations


@pytest.mark.parametrize(
    ("declared", "members"),
    [
        ("randomised: true", "001 002 003 004 005 006"),
        ("column: sex, equals: F", "001 004 005"),
        ("column: sex, equals: [F, X]", "001 004 005"),
        ("column: age, equals: '54'", "001"),
        ("dataset: adpain, min_post_baseline: 1", "001 002 003 004 006"),
        ("dataset: adpain, min_post_baseline: 2", "001 002 003 004"),
        ("dataset: adpain, min_post_baseline: 3", ""),
        ("column: sex, equals: F, all_of: [FASFL]", "001 004"),
        ("column: protocol, equals: '1', source: per_protocol", "002 005"),
        ("column: protocol, equals: '1', source: per_protocol, all_of: [FASFL]", "002"),
    ],
)
def test_a_population_is_those_who_meet_all_conditions(tiny: Tiny, declared: str, members: str) -> None:
    add_source(tiny, "per_protocol", "id,protocol", "001,0", "002,1", "005, 1 ", "006,")
    tiny.remove("data/vas.csv", "005,V1", "005,V2", "006,V1")
    tiny.spec("\ndatasets:\n", f"  OTHERFL: {{label: Another, {declared}}}\n\ndatasets:\n")
    adsl = tiny.adam("adpain", "adae")["adsl"]
    assert set(adsl["OTHERFL"]) <= {"Y", "N"}
    assert adsl.loc[adsl["OTHERFL"] == "Y", "USUBJID"].tolist() == members.split()


def test_a_visit_with_a_code_in_the_place_of_a_number_does_not_count(tiny: Tiny) -> None:
    tiny.remove("data/vas.csv", "001,V1", "001,V2", "002,V1", "002,V2")
    tiny.add("data/vas.csv", "001,V1,,STIFF,NOT DONE,mm", "002,V1,,STIFF,5,mm")
    adsl = tiny.adam("adpain")["adsl"]
    assert adsl.loc[adsl["FASFL"] == "Y", "USUBJID"].tolist() == ["002", "003", "004", "005", "006"]


def test_a_text_that_is_a_result_is_a_value_after_baseline(tiny: Tiny) -> None:
    """Whoever answered Yes or No has a value; who was not asked, or only a blank, has none."""
    answers = {"001": ("Yes", ""), "002": ("", "No"), "003": ("NOT DONE", ""), "004": ("", "")}
    tiny.spec("range: [0, 100], text_results: [NOT DONE, <number]}", "text_results: [Yes, No, NOT DONE]}")
    lines = ["id,visit,date,item,result,unit"]
    lines += [
        f"{who},{visit},{day},STIFF,{text},mm"
        for who, texts in answers.items()
        for visit, day, text in zip(("V1", "V2"), ("2024-02-05", "2024-03-05"), texts, strict=True)
    ]
    tiny.write("data/vas.csv", "\n".join(lines) + "\n")
    tiny.fates(outside_window="keep")
    adsl = tiny.adam()["adsl"]
    assert adsl.loc[adsl["FASFL"] == "Y", "USUBJID"].tolist() == ["001", "002"]
