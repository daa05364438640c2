"""The day that stands for a date known in part: what is expected follows from the documentation of admiral.

`derive_vars_dt` and `impute_dtc_dt` of admiral 1.3 (R, Apache 2.0): the first, last or middle day that a date can be
(15 of a month, 30 June of a year, also where the day alone is known), up to the highest part that may be unknown, and
not before or after other dates, of which those in the range of possible days count. Computed by hand from that text.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.adam.saying import fatal
from tests.tiny import Tiny, listed
from trialstats.adam.impute import Limits, imputed_days
from trialstats.steps.analyse import told_of_imputation
from trialstats.steps.inputs import base_inputs
from trialstats.trialfile.parts.partial_dates import Imputation

SUBJECTS = pd.Series(["001"])
DATES = Limits(
    pd.DataFrame(
        {
            "RANDDT": pd.to_datetime(["2019-07-06"]),
            "TRTSDT": pd.to_datetime(["2019-06-06"]),
            "EOSDT": pd.to_datetime(["2019-07-20"]),
            "DTHDT": pd.to_datetime([None]),
        },
        index=["001"],
    ),
    "RANDDT",
)
FREE = {"not_before": ()}


def imputed(known: str, **rule: object) -> tuple[str, str] | None:
    days, flags = imputed_days(pd.Series([known], dtype="str"), Imputation(**rule), SUBJECTS, DATES)  # type: ignore[arg-type]
    return None if pd.isna(days[0]) else (str(days[0].date()), flags[0])


@pytest.mark.parametrize(
    ("known", "to", "highest", "expected"),
    [
        ("2019-02", "first", "day", ("2019-02-01", "D")),
        ("2019-02", "last", "day", ("2019-02-28", "D")),
        ("2020-02", "last", "day", ("2020-02-29", "D")),
        ("2019-02", "middle", "day", ("2019-02-15", "D")),
        ("2019", "first", "day", None),
        ("2019", "first", "month", ("2019-01-01", "M")),
        ("2019", "last", "month", ("2019-12-31", "M")),
        ("2019", "middle", "month", ("2019-06-30", "M")),
        ("2020", "middle", "month", ("2020-06-30", "M")),
        ("unknown", "first", "month", None),
        ("unknown", "last", "month", None),
    ],
)
def test_the_first_the_middle_and_the_last(known: str, to: str, highest: str, expected: tuple[str, str] | None) -> None:
    assert imputed(known, to=to, highest=highest, **FREE) == expected


@pytest.mark.parametrize(
    ("known", "rule", "expected"),
    [
        # not before randomisation, 6 July 2019, unless something is said
        ("2019-07", {"to": "first"}, ("2019-07-06", "D")),
        ("2019", {"to": "first"}, ("2019-07-06", "M")),
        ("2019", {"to": "middle"}, ("2019-07-06", "M")),
        ("2019-07", {"to": "middle"}, ("2019-07-15", "D")),
        ("2019-06", {"to": "first"}, ("2019-06-01", "D")),  # what is known is never changed
        ("2018", {"to": "last"}, ("2018-12-31", "M")),
        ("2019-07", {"to": "first", "not_before": ()}, ("2019-07-01", "D")),
        ("2019-06", {"to": "first", "not_before": ("TRTSDT",)}, ("2019-06-06", "D")),
        ("2019", {"to": "first", "not_before": ("TRTSDT", "RANDDT")}, ("2019-07-06", "M")),  # the later of the two
        ("2019-06", {"to": "first", "not_before": ("TRTSDT", "RANDDT")}, ("2019-06-06", "D")),
        ("2019-07", {"to": "first", "not_before": ("DTHDT",)}, ("2019-07-01", "D")),  # nobody died
        ("2019-07", {"to": "last", "not_after": ("EOSDT",)}, ("2019-07-20", "D")),
        ("2019", {"to": "last", "not_after": ("EOSDT", "TRTSDT")}, ("2019-06-06", "M")),  # the sooner
        ("2019-06", {"to": "last", "not_after": ("EOSDT",)}, ("2019-06-30", "D")),
        # a year that is unknown becomes that of a limit: test 6 and 7 of admiral's own tests have these dates
        ("unknown", {"to": "first", "highest": "year", "not_before": ("TRTSDT", "RANDDT")}, ("2019-07-06", "Y")),
        ("unknown", {"to": "last", "highest": "year", "not_after": ("TRTSDT", "RANDDT")}, ("2019-06-06", "Y")),
        ("unknown", {"to": "first", "highest": "year"}, ("2019-07-06", "Y")),
        ("unknown", {"to": "first", "highest": "year", "not_before": ("DTHDT",)}, None),
        ("unknown", {"to": "last", "highest": "year", "not_after": ("DTHDT",)}, None),
        ("2019", {"to": "first", "highest": "year", "not_before": ("TRTSDT",)}, ("2019-06-06", "M")),
    ],
)
def test_limits(known: str, rule: dict[str, object], expected: tuple[str, str] | None) -> None:
    assert imputed(known, **rule) == expected


COURSES = """\
id,drug,from,to
001,a,2023,2024-01
001,b,2024-01,2024-02
001,c,2024-01-20,2024-01
003,d,UN/UNK/2024,
004,e,UN-UNK-UNKN,2024-02-10
005,f,2024-02-20,2024-01
"""  # 001 was randomised on 5 January, 003 on the 10th, 005 on the 15th


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.write("data/courses.csv", COURSES)
    tiny.spec("  events: {file", "  courses: {file: data/courses.csv, subject: id}\n  events: {file")
    columns = (
        "CMTRT: {column: drug}, ASTDT: {column: from, type: date, format: iso8601, impute: first}, "
        "AENDT: {column: to, type: date, format: iso8601, impute: {to: first, highest: day}}"
    )
    tiny.spec("occurrences:\n", f"occurrences:\n  adcm: {{source: courses, columns: {{{columns}}}}}\n")
    tiny.fates(partial_date="keep", end_before_start="exclude", implausible_date="keep")
    return tiny


def test_events_have_the_day_its_flag_and_what_is_known(trial: Tiny) -> None:
    """No end comes before its start: c ended in January 2024, on the 20th at the earliest, when it began."""
    events = trial.adam("adpain", "adcm")["adcm"].set_index("CMTRT")
    days = events[["ASTDT", "AENDT"]].astype("str").fillna("").to_numpy().tolist()
    assert dict(zip(events.index, map(tuple, days), strict=True)) == {
        "a": ("2023-01-01", "2024-01-05"),
        "b": ("2024-01-05", "2024-02-01"),
        "c": ("2024-01-20", "2024-01-20"),
        "d": ("2024-01-10", ""),
        "e": ("", "2024-02-10"),
        "f": ("", ""),  # ended in the month before it began, whatever the day: neither is used
    }
    assert events["ASTDTF"].dropna().to_dict() == {"a": "M", "b": "D", "d": "M"}
    assert events["AENDTF"].dropna().to_dict() == {"a": "D", "b": "D", "c": "D"}
    assert events["ASTDTK"].dropna().to_dict() == {
        "a": "2023", "b": "2024-01", "d": "2024", "e": "unknown", "f": "unknown"
    }  # fmt: skip
    assert events.loc["d", "ASTDY"] == 1


def test_each_is_listed_and_the_check_notes_how_many(trial: Tiny) -> None:
    mapped = trial.mapped("adcm")
    assert fatal(mapped) == []
    told = listed(mapped, "adcm", "kind", "line", "item", "value", "fate")
    assert sorted(told) == sorted(
        [
            *(("imputed_date", line, "from", value, "listed") for line, value in ((2, "2023"), (3, "2024-01"))),
            *(("imputed_date", line, "to", value, "listed") for line, value in ((2, "2024-01"), (3, "2024-02"))),
            ("imputed_date", 4, "to", "2024-01", "listed"),
            ("imputed_date", 5, "from", "UN/UNK/2024", "listed"),
            ("partial_date", 6, "from", "UN-UNK-UNKN", "keep"),
            ("end_before_start", 7, "to", "2024-01", "exclude"),
        ]
    )
    said = mapped["adcm"].listing.frame().set_index(["line", "item"])["allowed"]
    assert said[2, "from"] == "2023-01-01 stands for it as ASTDT (`impute: first`), for its month is unknown"
    assert said[6, "from"] == "a date of which a part is unknown, which `impute` (highest: month) does not fill in"
    assert mapped["adcm"].listing.notes == [
        "data/courses.csv: 3 dates of from known in part (1 without day, 2 without month) are imputed "
        "(`impute: first`), as ASTDTF says, and listed",
        "data/courses.csv: 3 dates of to known in part (3 without day) are imputed (`impute: first`), as AENDTF says, "
        "and listed",
    ]
    (account,) = mapped["adcm"].accounts
    assert (account.n_in, account.n_used, account.n_listed) == (6, 6, 0)


def test_by_default_no_day_is_made_up(trial: Tiny) -> None:
    trial.spec(", impute: first}", "}")
    trial.spec(", impute: {to: first, highest: day}}", "}")
    events = trial.adam("adpain", "adcm")["adcm"]
    assert events["ASTDT"].notna().sum() == 1  # that of c; f ends before it begins
    assert "ASTDTF" not in events


def test_a_start_is_not_moved_behind_its_end(trial: Tiny) -> None:
    trial.spec("impute: first}", "impute: {to: last, not_before: RANDDT}}")
    trial.write("data/courses.csv", "id,drug,from,to\n001,a,2024-01,2024-01-12\n001,b,2024,2024-03\n")
    events = trial.adam("adpain", "adcm")["adcm"]
    assert events[["ASTDT", "AENDT"]].astype("str").to_numpy().tolist() == [
        ["2024-01-12", "2024-01-12"],
        ["2024-03-01", "2024-03-01"],
    ]


def test_a_number_that_may_be_month_or_day_is_not_filled_in(trial: Tiny) -> None:
    trial.write("data/courses.csv", "id,drug,from,to\n001,a,03/UN/2024,\n001,b,2024---15,\n")
    events = trial.adam("adpain", "adcm")["adcm"].set_index("CMTRT")
    assert events["ASTDTF"].fillna("").to_dict() == {"a": "", "b": "M"}


def test_visits_and_subjects(tiny: Tiny) -> None:
    """002 was randomised on 8 January and 003 in January; its first visit was in January too, and no end is known."""
    tiny.replace("data/subjects.csv", "003,L,2024-01-10", "003,L,2024-01")
    tiny.replace("data/vas.csv", "002,V0,2024-01-08,PAIN", "002,V0,2024-01,PAIN")
    tiny.spec("RANDDT: {column: randomised}", "RANDDT: {column: randomised, impute: middle}")
    tiny.spec("date: {column: date}", "date: {column: date, impute: first}")
    built, mapped = tiny.adam("adpain"), tiny.mapped("adpain")
    adsl = built["adsl"].set_index("USUBJID")
    assert (str(adsl.loc["003", "RANDDT"].date()), adsl.loc["003", "RANDDTF"]) == ("2024-01-15", "D")
    assert adsl["RANDDTF"].notna().sum() == 1
    data = built["adpain"]
    first = data[(data["USUBJID"] == "002") & (data["PARAMCD"] == "PAIN") & (data["AVISIT"] == "Baseline")].iloc[0]
    assert (str(first["ADT"].date()), first["ADTF"], first["ADY"]) == ("2024-01-08", "D", 1)
    assert listed(mapped, "adsl", "kind", "item", "value") == [("imputed_date", "randomised", "2024-01")]
    assert listed(mapped, "adpain", "kind", "item", "value") == [("imputed_date", "date", "2024-01")]
    assert len(mapped["adsl"].listing.notes) == 1


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("impute: begin", "impute"),
        (
            "impute: {to: first, not_before: [RANDT]}",
            "not_before = RANDT is not a known date of ADSL (did you mean `RANDDT`?)",
        ),
        ("impute: {to: middle, highest: year}", "`highest: year` goes with `to: first` or `to: last`"),
        ("impute: {to: last, highest: year}", "needs `not_after`"),
    ],
)
def test_rules_that_cannot_be_are_refused(tiny: Tiny, rule: str, said: str) -> None:
    tiny.spec("{column: start, type: date}", f"{{column: start, type: date, {rule}}}")
    assert said in " ".join(tiny.spec_problems())


def test_a_flag_has_a_name_of_its_own(tiny: Tiny) -> None:
    tiny.spec(
        "ASTDT: {column: start, type: date}",
        "ASTDT: {column: start, type: date, impute: first}, ASTDTF: {column: term}".replace(
            ", ASTDTF", "\n      ASTDTF"
        ),
    )
    assert "gives the flag ASTDTF, which is the name of another variable" in " ".join(tiny.spec_problems())
    tiny.spec("ASTDTF: {column: term}", "START: {column: start, type: date, impute: first}")
    assert "needs a variable whose name ends in DT" in " ".join(tiny.spec_problems())


def test_impute_is_of_dates(tiny: Tiny) -> None:
    tiny.spec("AETERM: {column: term}", "AETERM: {column: term, impute: first}")
    assert "`impute` goes with `type: date`" in " ".join(tiny.spec_problems())


def test_an_analysis_of_events_says_how_many_of_its_dates_were_imputed(trial: Tiny) -> None:
    trial.spec(
        "analyses:\n",
        "analyses:\n  users: {method: medication, dataset: adcm, population: ITTFL, counts: taken, end: AENDT, "
        "follow_up: {start: RANDDT, last_record: adpain}}\n",
    )
    built, spec = trial.adam("adpain", "adcm"), trial.load()
    analysis = spec.complete("users")
    inputs = base_inputs(spec, "users", built.pop("adsl"), datasets=built)
    assert told_of_imputation(analysis, inputs) == {
        "imputed_dates": [
            {"dataset": "adcm", "variable": "AENDT", "imputed": 3, "of": 4},
            {"dataset": "adcm", "variable": "ASTDT", "imputed": 3, "of": 4},
        ]
    }
