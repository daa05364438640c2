"""Events up to an intercurrent event: which count, and in how much time, by hand on the small trial of tests/methods.

S1 stopped on day 30 of 84, with events on days 10, 30 and 40 and courses on 5, 20 and 30; s2 on day 60, after its 41
days; l1 on a day that nobody knows; l2 on day 50 of 84, with an event on day 5 and one of a day not known. The others
did not stop: s3 and s4 are followed 84 days, l3 56, l4 not at all.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.methods.build import pick
from tests.methods.events import ADVERSE, FOLLOW_UP, TAKEN, material, on
from trialstats.engines.rates import UNIT
from trialstats.methods.adverse_events.adverse_events import run as run_events
from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.methods.counts.counts import run as run_counts
from trialstats.methods.counts.options import Counts
from trialstats.methods.medication.medication import run as run_courses
from trialstats.methods.medication.options import Medication
from trialstats.methods.shared.inputs import EVENTS, Inputs

STOPPED = {"s1": 30, "s2": 60, "l1": None, "l2": 50}
DAYS = {"Sham": 30 + 41 + 84 + 84, "Laser": 50 + 56}
COUNTS = {"method": "counts", "dataset": "adae", "population": "SAFFL", "follow_up": FOLLOW_UP}


def stopped(days: dict[str, int | None] = STOPPED) -> Inputs:
    rows = pd.DataFrame({"USUBJID": list(days), "ASTDT": pd.Series([on(day) for day in days.values()])})
    rows = rows.assign(ICE="stop", ICETERM="Stopped treatment", strategy="while on treatment").reindex(columns=EVENTS)
    words = {"handled": {"stop": "while on treatment"}, "intercurrent": {"stop": "Stopped treatment"}}
    return replace(material(), events=rows, **words)  # type: ignore[arg-type]


def test_events_and_time_end_on_the_day_of_the_event() -> None:
    made = run_counts(Counts.model_validate(COUNTS), stopped())
    for arm, n, subjects, number in (("Sham", 4, 2, 3), ("Laser", 2, 1, 2)):
        row = pick(made, kind="rate", variable="EVENTS", ARM=arm)
        assert tuple(row[["n", "count", "events"]]) == (n, subjects, number)
        assert row["value"] == pytest.approx(DAYS[arm] / 365.25)
        assert row["unit"] == UNIT
    subjects, happened = made.notes["excluded"]
    assert subjects["left_out"] == {"follow-up of the subject not known": 2}
    assert happened["left_out"]["began after Stopped treatment"] == 1
    assert happened["in"] == happened["used"] + sum(happened["left_out"].values())
    assert (
        "what begins after the day of Stopped treatment counts nowhere, and the time at risk" in made.notes["inference"]
    )


def test_adverse_events_after_it_are_no_events_of_the_arm() -> None:
    made = run_events(AdverseEvents.model_validate(ADVERSE), stopped())
    rows = made.rows[made.rows["variable"].eq("ANY") & made.rows["group"].isna() & made.rows["level"].isna()]
    of = rows[rows["kind"] == "count"].set_index("ARM").to_dict("index")
    assert (of["Sham"]["count"], of["Sham"]["events"], of["Sham"]["total"]) == (2, 3, 4)
    assert (of["Laser"]["count"], of["Laser"]["total"]) == (3, 4)
    time = {each["ARM"]: (each["person_days"], each["not_known"]) for each in made.notes["follow_up"]}
    assert time == {"Sham": (DAYS["Sham"], 0), "Laser": (DAYS["Laser"], 2)}
    # First events at risk: s1 on day 10 of 30, s2 on day 1 of 41.
    rate = rows[(rows["kind"] == "rate") & (rows["ARM"] == "Sham")].iloc[0]
    assert rate["estimate"] == pytest.approx(100 * 365.25 * 2 / (10 + 1 + 84 + 84))


def test_courses_after_it_are_none() -> None:
    made = run_courses(Medication.model_validate(TAKEN), stopped({"s1": 25}))
    for arm, number, days in (("Sham", 3, 25 + 41 + 84 + 84), ("Laser", 1, 84 + 84 + 56)):
        row = pick(made, kind="rate", ARM=arm, variable="COURSES")
        assert row["estimate"] == pytest.approx(100 * 365.25 * number / days), arm


def test_of_several_events_the_first_ends_the_time() -> None:
    one = stopped({"s1": 30})
    other = one.events.assign(ICE="rescue", ICETERM="Rescue", ASTDT=on(20))
    both = replace(one, events=pd.concat([one.events, other], ignore_index=True))
    row = pick(run_counts(Counts.model_validate(COUNTS), both), kind="rate", variable="EVENTS", ARM="Sham")
    assert (row["events"], row["value"]) == (2, pytest.approx((20 + 41 + 84 + 84) / 365.25))


def test_a_treatment_policy_counts_on() -> None:
    """Without a strategy that ends the time nothing differs."""
    policy = replace(stopped(), events=stopped().events.assign(strategy="treatment policy"), handled={})
    pd.testing.assert_frame_equal(
        run_counts(Counts.model_validate(COUNTS), policy).rows,
        run_counts(Counts.model_validate(COUNTS), material()).rows,
    )
