"""ADTTE of the tiny trial, each time counted by hand.

Visits were made 0, 28 and 56 days after randomisation. Pain, of which lower is better: 001 60 40 30, 002 62 58 59,
003 70 51 33, 004 55 54 50, 005 66 48 41, 006 58 60 57. Headache: 001 on day 16; 003 warmth on day 23, headache on 33.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.tiny import Tiny
from trialstats.adam.times.dataset import build_times, time_notices

LAST = "{last_record: adpain, label: Last visit}"


def declare(tiny: Tiny, times: str) -> None:
    tiny.spec("estimands:\n", f"times_to_event:\n  TTE: {{label: Time, start: RANDDT, {times}}}\n\nestimands:\n")


def made(tiny: Tiny) -> pd.DataFrame:
    built = tiny.adam("adpain", "adae")
    return build_times(tiny.load(), built, built["adsl"])


def rows(tiny: Tiny) -> dict[str, tuple[Any, ...]]:
    """Give AVAL, CNSR and what happened of each subject; the reason where there is no time."""
    found = made(tiny)
    return {
        subject[-3:]: (aval, int(cnsr), words) if not reason else (reason,)
        for subject, aval, cnsr, words, reason in found[["USUBJID", "AVAL", "CNSR", "EVNTDESC", "REASND"]].itertuples(
            index=False, name=None
        )
    }


HEADACHE = "{occurrence: adae, where: {AETERM: headache}, label: Headache}"


def test_the_first_record_of_an_occurrence(tiny: Tiny) -> None:
    declare(tiny, f"event: {HEADACHE}, censor: {LAST}")
    others = dict.fromkeys(("002", "004", "005", "006"), (57, 1, "Last visit"))
    assert rows(tiny) == {"001": (16, 0, "Headache"), "003": (33, 0, "Headache"), **others}


def test_the_earliest_of_several_events_and_days_of_censoring(tiny: Tiny) -> None:
    """The data cut of 5 February is day 32 of 001, 27 of 003, and before the start of nobody."""
    warmth = '{occurrence: adae, where: {AETERM: "warmth, itching"}, label: Warmth}'
    declare(tiny, f"event: [{HEADACHE}, {warmth}], censor: [{LAST}, {{on: 2024-02-05, label: Data cut}}]")
    found = rows(tiny)
    assert (found["001"], found["003"]) == ((16, 0, "Headache"), (23, 0, "Warmth"))
    assert (found["002"], found["006"]) == ((29, 2, "Data cut"), (21, 2, "Data cut"))


def test_an_event_after_the_end_is_censored_and_one_on_that_day_counts(tiny: Tiny) -> None:
    declare(tiny, f"event: {HEADACHE}, censor: {{on: 2024-02-11, label: Data cut}}")
    assert rows(tiny)["003"] == (33, 0, "Headache")
    tiny.spec("on: 2024-02-11", "on: 2024-02-10")
    assert rows(tiny)["003"] == (32, 1, "Data cut")


@pytest.mark.parametrize(
    ("reaches", "days"),
    [
        ("percent: 30", {"001": 29, "003": 57, "005": 57}),  # 20 of 60 is a third; 19 of 70 is less, 37 is more
        ("points: 18", {"001": 29, "003": 29, "005": 29}),
        ("at_most: 50", {"001": 29, "003": 57, "005": 29, "004": 57}),
        ("at_least: 59", {"002": 57, "006": 29}),
        ("points: 2, worsening: true", {"006": 29}),
        ("percent: 30, visits: Week 8", {"001": 57, "003": 57, "005": 57}),
    ],
)
def test_a_visit_at_which_a_value_reaches_something(tiny: Tiny, reaches: str, days: dict[str, int]) -> None:
    event = f"{{dataset: adpain, parameter: PAIN, {reaches}, label: Reached}}"
    declare(tiny, f"event: {event}, censor: {LAST}")
    assert {subject: row[0] for subject, row in rows(tiny).items() if row[1] == 0} == days


def test_an_improvement_by_exactly_so_much_counts(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", "001,V1,2024-02-02,PAIN,42,mm")
    declare(tiny, f"event: {{dataset: adpain, parameter: PAIN, percent: 30, label: Reached}}, censor: {LAST}")
    assert rows(tiny)["001"][0] == 29


@pytest.mark.parametrize(("unit", "per"), [("days", 1), ("weeks", 7), ("months", 365.25 / 12)])
def test_the_unit_of_time(tiny: Tiny, unit: str, per: float) -> None:
    declare(tiny, f"unit: {unit}, event: {HEADACHE}, censor: {LAST}")
    assert rows(tiny)["001"][0] == pytest.approx(16 / per)
    assert set(made(tiny)["PARAM"]) == {f"Time ({unit})"}


def test_dates_of_adsl_and_of_whom_a_variable_says_so(tiny: Tiny) -> None:
    tiny.spec("    RANDDT: {column: randomised}\n", "    RANDDT: {column: randomised}\n    DTHDT: {column: died}\n")
    text = tiny.read("data/subjects.csv").splitlines()
    died = ["died", "2024-03-01", "", "2024-01-20", "", "", ""]
    tiny.write("data/subjects.csv", "".join(f"{line},{day}\n" for line, day in zip(text, died, strict=True)))
    declare(tiny, f"event: {{date: DTHDT, label: Death}}, censor: {LAST}")
    found = rows(tiny)
    assert (found["001"], found["003"]) == ((57, 0, "Death"), (11, 0, "Death"))
    assert found["002"] == (57, 1, "Last visit")
    tiny.spec("date: DTHDT, label: Death", "date: DTHDT, variable: SEX, equals: Female, label: Death")
    assert rows(tiny)["003"][1] == 1
    assert rows(tiny)["005"] == ("event on a day not known",)  # female, and without the date


def test_a_date_or_else_the_last_record(tiny: Tiny) -> None:
    tiny.spec("    RANDDT: {column: randomised}\n", "    RANDDT: {column: randomised}\n    OUTDT: {column: out}\n")
    text = tiny.read("data/subjects.csv").splitlines()
    out = ["out", "", "2024-01-17", "", "", "", ""]
    tiny.write("data/subjects.csv", "".join(f"{line},{day}\n" for line, day in zip(text, out, strict=True)))
    declare(tiny, f"event: {HEADACHE}, censor: {{date: OUTDT, last_record: [adpain, adae], label: Out}}")
    found = made(tiny).set_index("USUBJID")
    two, four = (found.loc[next(name for name in found.index if name.endswith(code))] for code in ("002", "004"))
    assert (two["AVAL"], two["CNSDTDSC"]) == (10, "OUTDT")
    assert (four["AVAL"], four["CNSDTDSC"]) == (57, "latest date in adpain, adae")


def test_who_has_no_time_keeps_a_row_with_the_reason(tiny: Tiny) -> None:
    tiny.replace("data/subjects.csv", "002,S,2024-01-08", "002,S,")
    tiny.replace("data/events.csv", "001,headache,1,2024-01-20", "001,headache,1,2024-01-02")
    tiny.replace("data/events.csv", "003,headache,1,2024-02-11", "003,headache,1,")
    declare(tiny, f"event: {HEADACHE}, censor: {{on: 2024-01-13, label: Cut}}")
    found = rows(tiny)
    assert found["001"] == ("event before RANDDT",)
    assert found["002"] == ("no RANDDT",)
    assert found["003"] == ("event on a day not known",)
    assert found["005"] == ("observation ended before RANDDT",)
    assert found["004"] == (2, 1, "Cut")
    trial = tiny.load()
    notices = list(time_notices(trial, made(tiny)))
    assert any("leaves out 1 of 6 subjects, event before RANDDT" in notice and "001" in notice for notice in notices)
    assert any("nobody has the event" in notice for notice in notices)


def test_notices_name_the_setting_that_helps_and_who_is_censored_before_the_event(tiny: Tiny) -> None:
    """001 is back 50 days after the last day that is known of them."""
    tiny.replace("data/subjects.csv", "id,arm,randomised,age,sex", "id,arm,randomised,age,sex,back,seen")
    dates = {"001": "2024-04-01,2024-02-11", "002": "2024-02-01,2024-03-01", "003": ",2024-03-01"}
    for line in tiny.read("data/subjects.csv").splitlines()[1:]:
        tiny.replace("data/subjects.csv", line, f"{line},{dates.get(line[:3], ',2024-03-02')}")
    dated = "    RANDDT: {column: randomised}\n"
    tiny.spec(dated, f"{dated}    BACKDT: {{column: back}}\n    SEENDT: {{column: seen}}\n")
    declare(tiny, "event: {date: BACKDT, label: Back}, censor: {date: SEENDT, label: Seen}")
    assert list(time_notices(tiny.load(), made(tiny))) == [
        "TTE (Time) censors 1 of 6 subjects before the event that they have, for the observation is said to end "
        "earlier: 001"
    ]
    tiny.spec(", censor: {date: SEENDT, label: Seen}", "")
    (said,) = time_notices(tiny.load(), made(tiny))
    assert said.startswith("TTE (Time) leaves out 4 of 6 subjects, neither an event nor a date of censoring: 003, ")
    assert said.endswith(" (say `censor`, the date until which it is known that they had none)")
    tiny.spec("start: RANDDT, event", "start: BACKDT, event")
    assert any("= BACKDT, the `start` of the time too" in problem for problem in tiny.spec_problems())


def test_nothing_that_ends_the_observation(tiny: Tiny) -> None:
    declare(tiny, f"event: {HEADACHE}")
    found = rows(tiny)
    assert found["001"] == (16, 0, "Headache")
    assert found["002"] == ("neither an event nor a date of censoring",)


def test_earlier_events_can_be_ignored(tiny: Tiny) -> None:
    tiny.add("data/events.csv", "001,headache,1,2024-01-02")
    declare(tiny, f"event: {HEADACHE}, censor: {LAST}")
    assert rows(tiny)["001"] == ("event before RANDDT",)
    tiny.spec(f"censor: {LAST}", f"censor: {LAST}, earlier: ignored")
    assert rows(tiny)["001"] == (16, 0, "Headache")


def test_the_dataset(tiny: Tiny) -> None:
    declare(tiny, f"event: {HEADACHE}, censor: {LAST}")
    found = made(tiny)
    first = found.iloc[0]
    assert (first["STARTDT"], first["ADT"]) == (pd.Timestamp("2024-01-05"), pd.Timestamp("2024-01-20"))
    assert {"TRTP", "TRT01P", "ITTFL", "AGE"} <= set(found.columns)
    assert len(found) == 6
    assert found["AVAL"].eq((found["ADT"] - found["STARTDT"]).dt.days + 1).all()


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("event: {occurrence: adex, label: X}", "adex is not a known dataset of `occurrences`"),
        ("event: {occurrence: adae, where: {AETRM: a}, label: X}", "AETRM is not a known variable of adae"),
        ("event: {date: DTHDT, label: X}", "DTHDT is not a known date of ADSL"),
        ("event: {dataset: adpain, parameter: PAN, percent: 30, label: X}", "did you mean `PAIN`?"),
        ("event: {dataset: adpain, parameter: STIFF, percent: 30, label: X}", "which way is improvement?"),
        ("event: {dataset: adpain, parameter: PAIN, label: X}", "needs one of `percent`, `points`"),
        ("event: {intercurrent: stopped, label: X}", "stopped is not a known intercurrent event"),
        ("event: {label: X}", "give one source"),
        (f"event: {HEADACHE}, censor: {{last_record: adpian, label: X}}", "did you mean `adpain`?"),
        ("event: {date: RANDDT, percent: 3, label: X}", "`percent` goes with `parameter`"),
    ],
)
def test_what_is_wrong_is_said(tiny: Tiny, times: str, said: str) -> None:
    declare(tiny, times)
    assert any(said in problem for problem in tiny.spec_problems()), tiny.spec_problems()


def test_a_start_that_is_no_date(tiny: Tiny) -> None:
    declare(tiny, f"event: {HEADACHE}")
    tiny.spec("start: RANDDT", "start: RNDDT")
    (problem,) = tiny.spec_problems()
    assert problem.endswith("times_to_event.TTE.start = RNDDT is not a known date of ADSL (did you mean `RANDDT`?)")
