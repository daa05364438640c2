"""Values that are missing: blanks, and the codes of a trial, a source or a column, each listed with its text."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.report.listings import exclusions
from trialstats.results.ard import account_rows

STIFF = "001,V1,2024-02-02,STIFF,44"
SOURCE = "    shape: long\n"


def with_result(tiny: Tiny, result: str) -> None:
    tiny.replace("data/vas.csv", f"{STIFF},mm", f"{STIFF[:-2]}{result},mm")


def of_trial(tiny: Tiny, missing: str) -> None:
    tiny.spec("sources:\n", f"missing: {missing}\nsources:\n")


def of_source(tiny: Tiny, missing: str) -> None:
    tiny.spec(SOURCE, f"{SOURCE}    missing: {missing}\n")


def listed(tiny: Tiny, dataset: str = "adpain") -> list[list[str]]:
    """What is listed, of accounts that add up."""
    mapped = tiny.mapped("adpain")[dataset]
    assert all(account.n_in == account.n_used + account.n_listed for account in mapped.accounts)
    return mapped.listing.frame()[["item", "value", "kind", "fate", "allowed"]].values.tolist()


CODE = ["STIFF", "-9", "missing_code", "listed", "declared as no value"]


@pytest.mark.parametrize("missing", ["-9", "[NA, '-9']", '{"-9": not done, NA: unknown}'])
def test_a_code_of_the_trial_is_missing_in_every_source(tiny: Tiny, missing: str) -> None:
    of_trial(tiny, missing)
    with_result(tiny, " -9 ")
    meaning = ": not done" if "done" in missing else ""
    assert listed(tiny) == [[*CODE[:-1], CODE[-1] + meaning]]


@pytest.mark.parametrize("missing", ["[-9]", "{result: -9}", '{"*": [NA, "-9"]}', "{result: [-9], unit: [NA]}"])
def test_so_is_one_of_a_source_or_of_a_column(tiny: Tiny, missing: str) -> None:
    of_source(tiny, missing)
    with_result(tiny, "-9")
    assert listed(tiny) == [CODE]


def test_a_meaning_is_said_of_a_column_too(tiny: Tiny) -> None:
    of_source(tiny, '{result: {"999": refused, NI: no information}}')
    with_result(tiny, "999")
    assert listed(tiny) == [["STIFF", "999", "missing_code", "listed", "declared as no value: refused"]]


@pytest.mark.parametrize("missing", ["[NA]", "{result: [NA]}", "{result: []}", '{"*": []}'])
def test_what_stands_nearest_to_the_column_counts_alone(tiny: Tiny, missing: str) -> None:
    of_trial(tiny, "-9")
    of_source(tiny, missing)
    with_result(tiny, "-9")
    assert [row[1:4] for row in listed(tiny)] == [["-9", "out_of_range", "fatal"]]


def test_the_trials_codes_hold_for_the_columns_that_a_source_does_not_name(tiny: Tiny) -> None:
    of_trial(tiny, "-9")
    of_source(tiny, "{unit: [NA]}")
    with_result(tiny, "-9")
    assert listed(tiny) == [CODE]


def test_a_blank_is_told_from_a_code(tiny: Tiny) -> None:
    of_trial(tiny, "[NA, '999']")
    with_result(tiny, "999")
    tiny.replace("data/vas.csv", "002,V1,2024-02-05,STIFF,50", "002,V1,2024-02-05,STIFF,")
    tiny.replace("data/vas.csv", "003,V1,2024-02-07,STIFF,52", "003,V1,2024-02-07,STIFF,NA")
    assert [row[1:3] for row in listed(tiny)] == [["999", "missing_code"], ["", "blank"], ["NA", "missing_code"]]
    assert "3 records listed: 2 missing_code, 1 blank" in tiny.check().out


def test_codes_of_subjects_are_listed_and_cost_no_subject(tiny: Tiny) -> None:
    of_trial(tiny, '{"999": unknown}')
    tiny.replace("data/subjects.csv", "2024-01-08,61,M", "2024-01-08,999,M")
    assert listed(tiny, "adsl") == [["age", "999", "missing_code", "listed", "declared as no value: unknown"]]
    age = tiny.mapped("adpain")["adsl"].records["AGE"]
    assert (age.isna().sum(), len(age)) == (1, 6)


def test_codes_of_dates_are_listed(tiny: Tiny) -> None:
    of_trial(tiny, "UNK")
    tiny.replace("data/events.csv", '"warmth, itching",2,2024-02-01', '"warmth, itching",2,UNK')
    found = tiny.mapped("adpain", "adae")["adae"].listing.frame()
    assert found[["item", "value", "kind"]].values.tolist() == [["start", "UNK", "missing_code"]]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("Female: F, Male: M", "Female: F, Male: M, Other: NA", "covariates.SEX.codes.Other"),
        ("[NOT DONE, <number]", "[NA]", "datasets.adpain.parameters.STIFF.text_results"),
        ("Sham: {codes: S", "Sham: {codes: [S, NA]", "arms.Sham.codes"),
        ('Mild: "1"', "Mild: NA", "occurrences.adae.columns.AESEV.codes.Mild"),
    ],
)
def test_a_text_is_not_both_a_value_and_none(tiny: Tiny, old: str, new: str, at: str) -> None:
    of_trial(tiny, "NA")
    tiny.spec(old, new)
    (said,) = tiny.spec_problems()
    assert f"{at} has NA, which `missing` reads as no value: leave one of the two out; `missing: {{" in said


def test_a_column_of_its_own_says_that_the_text_is_a_value(tiny: Tiny) -> None:
    of_trial(tiny, "NA")
    of_source(tiny, "{result: []}")
    tiny.spec("[NOT DONE, <number]", "[NA]")
    with_result(tiny, "NA")
    assert listed(tiny) == []


def test_codes_with_meanings_are_written_by_column_in_a_source(tiny: Tiny) -> None:
    of_source(tiny, '{"-9": not done}')
    assert any('`missing: {"*": {"-9": not done}}`' in line for line in tiny.check().lines)


def test_the_report_counts_each_code() -> None:
    frame = pd.DataFrame(
        {
            "dataset": "adpain", "source": "vas", "kind": ["blank", *["missing_code"] * 3], "fate": "listed",
            "file": "vas.csv", "place": "line", "line": range(2, 6), "subject": "001", "visit": "V1", "item": "STIFF",
            "value": ["", "999", "NA", "999"], "allowed": "no value",
        }
    )  # fmt: skip
    levels = account_rows(pd.DataFrame(columns=["unit"]), frame, {}).set_index("level")["count"]
    assert levels.to_dict() == {
        "vas blank listed": 1,
        "vas missing_code listed": 3,
        "vas missing_code listed 999": 2,
        "vas missing_code listed NA": 1,
    }
    said = exclusions(frame, {("adpain", "vas missing_code listed 999"): "an id"})
    assert said[["count", "example", "id"]].fillna("").values.tolist() == [
        [1, "vas.csv, line 2: STIFF, no value (subject 001, V1)", ""],
        [2, "vas.csv, line 3: STIFF = 999, no value (subject 001, V1)", "an id"],
        [1, "vas.csv, line 4: STIFF = NA, no value (subject 001, V1)", ""],
    ]


def with_done(tiny: Tiny, done: str) -> None:
    """Add a column `done`, with another text for subject 001 at week 4."""
    head, *lines = tiny.read("data/vas.csv").splitlines()
    marked = [f"{line},{done if line.startswith('001,V1') else 'Y'}" for line in lines]
    tiny.write("data/vas.csv", "\n".join([f"{head},done", *marked, ""]))


@pytest.mark.parametrize(
    ("where", "done", "reason"),
    [
        ('{column: done, in: [N, "NOT DONE"]}', "NOT DONE", "no value, for done = NOT DONE"),
        ("{column: done, not_in: Y}", "?", "no value, for done = ?"),
        ("[{column: done, recorded: false}]", "", "no value, for done is blank"),
        ('{column: done, in: " "}', " ", "no value, for done is blank"),
    ],
)
def test_another_column_says_that_there_is_no_value(tiny: Tiny, where: str, done: str, reason: str) -> None:
    with_done(tiny, done)
    of_source(tiny, "[NA]")
    tiny.spec(SOURCE, f"{SOURCE}    missing_where: {where}\n")
    pain, stiff = listed(tiny)
    assert pain == ["PAIN", "40", "missing_where", "listed", reason]
    assert stiff == ["STIFF", "44", "missing_where", "listed", reason]


def test_of_one_parameter_alone(tiny: Tiny) -> None:
    with_done(tiny, "N")
    tiny.spec("name: STIFF, unit: mm,", "name: STIFF, unit: mm, missing_where: {column: done, in: N},")
    assert [row[:3] for row in listed(tiny)] == [["STIFF", "44", "missing_where"]]


def test_a_condition_that_never_holds_is_noted(tiny: Tiny) -> None:
    with_done(tiny, "N")
    tiny.spec("name: STIFF, unit: mm,", "name: STIFF, unit: mm, missing_where: {column: done, in: No},")
    assert "data/vas.csv: `missing_where` with column done holds for no row; done has Y, N" in tiny.check().out


def test_its_column_must_be_there(tiny: Tiny) -> None:
    tiny.spec("name: STIFF, unit: mm,", "name: STIFF, unit: mm, missing_where: {column: dane, in: No},")
    assert "data/vas.csv: has no column dane (did you mean `date`?)" in tiny.check().err


def test_it_is_for_sources_with_results(tiny: Tiny) -> None:
    tiny.spec("events.csv, subject: id}", "events.csv, subject: id, missing_where: {column: id, in: N}}")
    (said,) = tiny.spec_problems()
    assert "sources.events.missing_where has no effect: it is for results of `datasets`" in said
