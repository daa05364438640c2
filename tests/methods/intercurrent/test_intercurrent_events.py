"""The subjects with each intercurrent event, counted by hand: by arm, first visit affected, reason and visit."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.intercurrent.intercurrent_events import run
from trialstats.methods.intercurrent.options import IntercurrentEvents
from trialstats.methods.intercurrent.rows import Counted
from trialstats.methods.shared.inputs import EVENTS, Inputs
from trialstats.results.rows import ALL

# Arm, first visit affected (blank: none) and reason of who stopped; 7 had no event, 8 is not in the population.
STOPPED = {
    "1": ("Laser", "Week 6", "moved"),
    "2": ("Laser", "Week 12", "moved"),
    "3": ("Sham", "Week 6", "pain"),
    "4": ("Sham", None, None),
    "8": ("Sham", "Week 6", "pain"),
}
ARMS = {"1": "Laser", "2": "Laser", "3": "Sham", "4": "Sham", "5": "Sham", "6": "Laser", "7": "Laser", "8": "Sham"}


def inputs(events: dict[str, tuple[str, str | None, str | None]]) -> Inputs:
    adsl = pd.DataFrame({"USUBJID": list(ARMS), "TRT01P": list(ARMS.values())}).assign(FASFL="Y")
    adsl.loc[adsl["USUBJID"] == "8", "FASFL"] = "N"
    found = pd.DataFrame(
        [
            {"USUBJID": who, "ICE": "stopped", "ICETERM": "Stopped", "AVISIT": visit, "ICEREAS": reason}
            for who, (_, visit, reason) in events.items()
        ]
    ).reindex(columns=list(EVENTS))
    return Inputs(
        name="events",
        adsl=adsl,
        arms=("Sham", "Laser"),
        visits=("Baseline", "Week 6", "Week 12"),
        baseline="Baseline",
        events=found,
        intercurrent={"stopped": "Stopped", "rescue": "Rescue"},
    )


def counts(given: Inputs, variable: Counted, event: str = "Stopped") -> list[tuple[object, ...]]:
    """Give visit or reason, and the counts of Sham, Laser and all."""
    analysis = IntercurrentEvents(method="intercurrent_events", population="FASFL")
    rows = run(analysis, given).rows
    own = rows[(rows["variable"] == variable) & (rows["group"] == event)]
    keys = own["AVISIT"].fillna(own["level"]).fillna("")
    wide = own.assign(_key=keys).pivot_table("count", "_key", "ARM", sort=False)
    arms = [arm for arm in ("Sham", "Laser", ALL) if arm in wide]
    return [(key, *(int(value) for value in row)) for key, row in zip(wide.index, wide[arms].to_numpy(), strict=True)]


def test_subjects_count_by_visit_and_reason() -> None:
    given = inputs(STOPPED)
    assert counts(given, Counted.HAD) == [("", 2, 2, 4)]
    assert counts(given, Counted.FIRST) == [("Week 6", 1, 1, 2), ("Week 12", 0, 1, 1)]
    assert counts(given, Counted.NO_VISIT) == [("", 1, 0, 1)]
    assert counts(given, Counted.REASON) == [("moved", 0, 2, 2), ("pain", 1, 0, 1)]
    assert counts(given, Counted.SO_FAR) == [("Baseline", 0, 0), ("Week 6", 1, 1), ("Week 12", 1, 2)]


def test_an_event_that_nobody_had_is_counted_all_the_same() -> None:
    assert counts(inputs(STOPPED), Counted.HAD, "Rescue") == [("", 0, 0, 0)]


def test_the_order_of_rows_changes_nothing() -> None:
    analysis = IntercurrentEvents(method="intercurrent_events", population="FASFL")
    turned = run(analysis, inputs(dict(reversed(STOPPED.items())))).rows
    pd.testing.assert_frame_equal(turned, run(analysis, inputs(STOPPED)).rows)


def test_only_the_events_asked_for() -> None:
    analysis = IntercurrentEvents(method="intercurrent_events", population="FASFL", events="rescue")  # type: ignore[arg-type]
    assert set(run(analysis, inputs(STOPPED)).rows["group"]) == {"Rescue"}
