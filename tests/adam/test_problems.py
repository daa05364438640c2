"""Every kind of problem: fatal by default with one message, or left out and listed where the trial file says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.adam.saying import HINT, HINT_VALUES, checked, fatal, without_hint
from tests.tiny import TRIAL_FILE, Tiny, listed
from trialstats.adam.messages import first_few
from trialstats.io.table import LINE
from trialstats.trialfile.parts.problems import KINDS

VAS, SUBJECTS, EVENTS = "data/vas.csv", "data/subjects.csv", "data/events.csv"
FILES = {"adsl": SUBJECTS, "adpain": VAS, "adae": EVENTS}


@dataclass(frozen=True)
class Problem:
    """A change of a file that makes a problem; what is said of it; and what is listed where it is excluded.

    listed: line, subject, visit, item and value of the first record listed. also: other fates that are needed.
    names: what an exclusion has to name, as it is written in the trial file.
    """

    file: str
    old: str
    new: str
    said: str
    dataset: str
    listed: tuple[Any, ...]
    fate: str = "exclude"
    also: tuple[str, ...] = ()
    count: int = 1
    names: str | None = None

    @property
    def excused(self) -> str:
        """What the trial file says where such records are left out."""
        return f"{{exclude: [{self.names}]}}" if self.names else self.fate


# See test_visits, test_contradictions, test_duplicate_subjects and test_stored_scores.
ELSEWHERE = {"unplanned_visit", "contradiction", "duplicate_subject", "score_differs"}
# What only a laboratory has: see laboratory/test_limits and laboratory/test_replicates.
OF_A_LABORATORY = {"wrong_specimen", "unknown_limit", "other_limit", "replicate_cv", "replicate_mixed"}
# What takes an end or a number of an event: see test_adam_event_checks.
OF_EVENTS = {"end_before_start", "implausible_number"}

CASES: dict[str, Problem] = {
    "duplicate": Problem(
        VAS,
        "002,V1,2024-02-05,STIFF",
        "002,V1,2024-02-05,PAIN,57,mm\n002,V1,2024-02-05,STIFF",
        "data/vas.csv, lines 10, 11: several records of PAIN at Week 4 (subject 002)",
        "adpain",
        (11, "002", "V1", "PAIN at Week 4", "57"),
        fate="keep_first",
    ),
    "unknown_subject": Problem(
        VAS,
        "006,V2,2024-03-12,PAIN",
        "009,V2,2024-03-12,PAIN",
        "data/vas.csv, line 36: id = 009, not a subject of the subjects file",
        "adpain",
        (36, "009", "", "id", "009"),
        names='"009"',
    ),
    "not_randomised": Problem(
        SUBJECTS,
        "006,S,2024-01-16",
        "006,,",
        "data/vas.csv, lines 32, 33, 34, 35, 36, 37: id = 006, a subject without an arm",
        "adpain",
        (32, "006", "", "id", "006"),
        count=6,
    ),
    "unknown_arm": Problem(
        SUBJECTS,
        "006,S,",
        "006,X,",
        "data/subjects.csv, line 7: arm = X, not the code of an arm (L, S) (subject 006)",
        "adsl",
        (7, "006", "", "arm", "X"),
        also=("not_randomised",),
        names="X",
    ),
    "unknown_visit": Problem(
        VAS,
        "003,V1,2024-02-07,PAIN",
        "003,V9,2024-02-07,PAIN",
        "data/vas.csv, line 16: visit = V9, not the code of a visit (V0, V1, V2) (subject 003)",
        "adpain",
        (16, "003", "V9", "visit", "V9"),
        names="V9",
    ),
    "unknown_parameter": Problem(
        VAS,
        "003,V1,2024-02-07,PAIN",
        "003,V1,2024-02-07,Pain",
        "data/vas.csv, line 16: item = Pain, no parameter of that name is declared (subject 003)",
        "adpain",
        (16, "003", "V1", "item", "Pain"),
        names="Pain",
    ),
    "unknown_code": Problem(
        EVENTS,
        "001,headache,1",
        "001,headache,3",
        "data/events.csv, line 2: severity = 3, not among 1, 2 (subject 001)",
        "adae",
        (2, "001", "", "severity", "3"),
        names='"3"',
    ),
    "not_numeric": Problem(
        VAS,
        "PAIN,51,mm",
        "PAIN,fifty,mm",
        "data/vas.csv, line 16: result = fifty, not a number (PAIN; subject 003)",
        "adpain",
        (16, "003", "V1", "result", "fifty"),
    ),
    "out_of_range": Problem(
        VAS,
        "PAIN,51,mm",
        "PAIN,151,mm",
        "data/vas.csv, line 16: result = 151, outside 0-100 (PAIN; subject 003)",
        "adpain",
        (16, "003", "V1", "result", "151"),
    ),
    "bad_date": Problem(
        VAS,
        "003,V1,2024-02-07,PAIN",
        "003,V1,2024-02-30,PAIN",
        "data/vas.csv, line 16: date = 2024-02-30, not an existing date in the format %Y-%m-%d (subject 003)",
        "adpain",
        (16, "003", "V1", "date", "2024-02-30"),
    ),
    "partial_date": Problem(
        VAS,
        "003,V1,2024-02-07,PAIN",
        "003,V1,2024-02,PAIN",
        "data/vas.csv, line 16: date = 2024-02, a date of which a part is unknown (subject 003)",
        "adpain",
        (16, "003", "V1", "date", "2024-02"),
    ),
    "outside_window": Problem(
        VAS,
        "003,V1,2024-02-07,PAIN",
        "003,V1,2024-02-20,PAIN",
        "data/vas.csv, line 16: day = 42, outside the window of Week 4 (days 22 to 36; subject 003)",
        "adpain",
        (16, "003", "V1", "day", "42"),
    ),
    "implausible_date": Problem(
        EVENTS,
        "001,headache,1,2024-01-20",
        "001,headache,1,2032-01-20",
        "data/events.csv, line 2: start = 2032-01-20, study day 2938, and days -365 to 429 are plausible (others where "
        "`study_days` of the column says so) (subject 001)",
        "adae",
        (2, "001", "", "start", "2032-01-20"),
    ),
    "repeated_event": Problem(
        EVENTS,
        "003,headache,1,2024-02-11",
        "003,headache,1,2024-02-11\n003,headache,1,2024-02-11",
        "data/events.csv, lines 4, 5: the same row more than once (subject 003)",
        "adae",
        (5, "003", "", "the row", "003 | headache | 1 | 2024-02-11"),
    ),
    "wrong_unit": Problem(
        VAS,
        "PAIN,51,mm",
        "PAIN,51,cm",
        "data/vas.csv, line 16: unit = cm, not in mm (PAIN; subject 003)",
        "adpain",
        (16, "003", "V1", "unit", "cm"),
        names="cm",
    ),
}


MAY_BE_KEPT = ("partial_date", "outside_window", "implausible_date", "repeated_event", "unplanned_visit")


def test_every_kind_has_its_case() -> None:
    assert set(CASES) == set(KINDS) - OF_A_LABORATORY - OF_EVENTS - ELSEWHERE


@pytest.mark.parametrize("kind", CASES)
def test_a_problem_stops_by_default_and_is_named(tiny: Tiny, kind: str) -> None:
    case = CASES[kind]
    tiny.replace(case.file, case.old, case.new)
    outcome = tiny.check()
    hint = HINT_VALUES if kind in ("implausible_date", "unknown_code") else HINT
    keep = f"; `{kind}: keep` uses them as they are and lists them" if kind in MAY_BE_KEPT else ""
    excuse = f"{hint}{kind}: {case.excused}}}` in the trial file{keep})"
    assert (outcome.code, outcome.out, outcome.lines[0]) == (3, "", case.said)
    assert excuse in outcome.lines[1:]
    others = {"not_randomised": 1}  # the questionnaires of the subject; each file has its message
    assert len(without_hint(outcome.lines)) == 1 + others.get(kind, 0)


@pytest.mark.parametrize("kind", CASES)
def test_a_problem_is_left_out_and_listed_where_the_trial_file_says_so(tiny: Tiny, kind: str) -> None:
    case = CASES[kind]
    tiny.replace(case.file, case.old, case.new)
    tiny.fates(**{kind: case.excused}, **dict.fromkeys(case.also, "exclude"))
    mapped = tiny.mapped("adpain", "adae")
    assert fatal(mapped) == []
    found = listed(mapped, case.dataset, "line", "subject", "visit", "item", "value", "kind", "fate", "file", "place")
    assert found[0] == (*case.listed, kind, case.fate, FILES[case.dataset], "line")
    assert len(found) == case.count
    lines = mapped[case.dataset].records.get(LINE)
    if kind not in ("unknown_arm", "unknown_code", "implausible_date"):  # they cost a value, not the record
        assert lines is not None
        assert case.listed[0] not in lines.tolist()


@pytest.mark.parametrize("kind", [kind for kind, case in CASES.items() if case.file == VAS])
def test_a_dataset_may_choose_for_itself(tiny: Tiny, kind: str) -> None:
    case = CASES[kind]
    tiny.replace(case.file, case.old, case.new)
    tiny.spec("    derived:", f"    problems: {{{kind}: {case.excused}}}\n    derived:")
    assert fatal(tiny.mapped("adpain")) == []
    other = next(name for name in ("bad_date", "not_numeric") if name != kind)
    tiny.spec(f"{kind}: {case.excused}", f"{other}: exclude")
    assert fatal(tiny.mapped("adpain")) == [case.said]


def test_an_event_keeps_its_row_when_a_value_of_it_is_left_out(tiny: Tiny) -> None:
    tiny.replace(EVENTS, "001,headache,1,2024-01-20", "001,headache,3,20.01.2024")
    tiny.fates(unknown_code="{exclude: 3}", bad_date="{exclude: 20.01.2024}")
    first = tiny.adam("adpain", "adae")["adae"].iloc[0]
    assert first["AETERM"] == "headache"
    assert first[["AESEV", "ASTDT", "ASTDY"]].isna().all()


def test_a_late_visit_may_be_kept_and_listed(tiny: Tiny) -> None:
    case = CASES["outside_window"]
    tiny.replace(VAS, case.old, case.new)
    tiny.fates(outside_window="keep")
    mapped = tiny.mapped("adpain")
    assert listed(mapped, "adpain", "line", "value", "kind", "fate") == [(16, "42", "outside_window", "keep")]
    data = tiny.adam("adpain")["adpain"]
    late = data[data["SRCLINE"] == 16].iloc[0]
    assert (late["AVISIT"], late["ADY"], late["AVAL"]) == ("Week 4", 42, 51)
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped["adpain"].accounts] == [(36, 36, 0), (36, 36, 0)]


@pytest.mark.parametrize(("fate", "value", "line"), [("keep_first", 58, 11), ("keep_last", 57, 10)])
def test_the_first_or_the_last_of_duplicates_is_kept(tiny: Tiny, fate: str, value: float, line: int) -> None:
    case = CASES["duplicate"]
    tiny.replace(VAS, case.old, case.new)
    tiny.fates(duplicate=fate)
    data = tiny.adam("adpain")["adpain"].set_index(["USUBJID", "PARAMCD", "AVISIT"])
    assert data.loc[[("002", "PAIN", "Week 4")], "AVAL"].tolist() == [value]
    assert listed(tiny.mapped("adpain"), "adpain", "line", "fate") == [(line, fate)]


@pytest.mark.parametrize("fate", ["keep_first", "keep_last"])
def test_of_two_questionnaires_one_is_kept_whole(tiny: Tiny, fate: str) -> None:
    first = tiny.mapped("adqs")["adqs"].records.query("USUBJID == '001' and VISIT == 'V0'")["AVAL"].tolist()
    blank = ",".join(["001", "V0", "", "", *["1"] * 34])
    tiny.add("data/sf36.csv", blank)
    tiny.fates(duplicate=fate)
    mapped = tiny.mapped("adqs")
    kept = mapped["adqs"].records.query("USUBJID == '001' and VISIT == 'V0'")["AVAL"].tolist()
    assert kept == (first if fate == "keep_first" else [1] * 34)  # never the answers of both
    left = listed(mapped, "adqs", "line", "item", "kind")
    assert len(left) == (34 if fate == "keep_first" else 36)
    assert set(left) == {(20 if fate == "keep_first" else 2, "the questionnaire at Baseline", "duplicate")}


def test_two_questionnaires_are_one_problem(tiny: Tiny) -> None:
    tiny.add("data/sf36.csv", ",".join(["001", "V0", *["1"] * 36]))
    assert checked(tiny) == [
        "data/sf36.csv, lines 2, 20: several records of the questionnaire at Baseline (subject 001)"
    ]


def test_problems_of_one_sort_and_value_are_one_message(tiny: Tiny) -> None:
    for subject, day in (("001", "02"), ("002", "05"), ("003", "07")):
        tiny.replace(VAS, f"{subject},V1,2024-02-{day},PAIN,", f"{subject},V1,2024-02-{day},PAIN,1")
    assert checked(tiny) == [
        "data/vas.csv, line 4: result = 140, outside 0-100 (PAIN; subject 001)",
        "data/vas.csv, line 10: result = 158, outside 0-100 (PAIN; subject 002)",
        "data/vas.csv, line 16: result = 151, outside 0-100 (PAIN; subject 003)",
    ]
    tiny.replace(VAS, "PAIN,140,", "PAIN,151,")
    tiny.replace(VAS, "PAIN,158,", "PAIN,151,")
    assert checked(tiny) == [
        "data/vas.csv, lines 4, 10, 16: result = 151, outside 0-100 (PAIN; subjects 001, 002, 003)"
    ]


def test_many_problems_are_counted_and_not_all_said() -> None:
    assert first_few((str(number) for number in range(16)), "vas.csv")[-1] == "vas.csv: and 4 more such problems"
    assert first_few((str(number) for number in range(13)), "vas.csv")[-1] == "vas.csv: and 1 more such problem"


def test_a_whole_column_is_one_line(tiny: Tiny) -> None:
    tiny.spec("PAIN, unit: mm, range: [0, 100]", "PAIN, unit: mm, range: [0, 10]")
    assert checked(tiny) == [
        "data/vas.csv, lines 2, 4, 6, 8, 10, 12 and 12 more: result = 60, 40, 30 and 13 other texts (18 values), "
        "outside 0-10 (PAIN; subjects 001, 002, 003, 004, 005, 006)"
    ]
    tiny.spec("PAIN, unit: mm, range: [0, 10]", "PAIN, unit: mm, range: [0, 61]")
    assert len(checked(tiny)) == 3  # 62, 66 and 70


def test_problems_of_all_files_are_said_at_once(tiny: Tiny) -> None:
    for kind in ("not_numeric", "unknown_code", "unknown_arm"):
        tiny.replace(CASES[kind].file, CASES[kind].old, CASES[kind].new)
    assert checked(tiny) == [CASES[kind].said for kind in ("unknown_arm", "not_numeric", "unknown_code")]


def test_a_workbook_has_rows(tiny: Tiny) -> None:
    import pandas as pd

    frame = pd.read_csv(VAS, dtype="str").replace({"result": {"51": "fifty"}})
    frame.to_excel("data/vas.xlsx", index=False)
    tiny.replace(TRIAL_FILE, "data/vas.csv", "data/vas.xlsx")
    assert checked(tiny) == ["data/vas.xlsx, row 16: result = fifty, not a number (PAIN; subject 003)"]
