"""The subjects with each intercurrent event, counted by hand: by arm, first visit affected, reason and visit."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from trialstats.display.figure.drawing import Drawing
from trialstats.display.look import Look
from trialstats.methods.draw import draw_figure
from trialstats.methods.intercurrent.intercurrent_events import run
from trialstats.methods.intercurrent.intercurrent_events_figure_page import without
from trialstats.methods.intercurrent.options import IntercurrentEvents, IntercurrentEventsFigure
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


# Study day of each event, unknown of 4; the last visit is of day 85.
DAYS = {"1": 30.0, "2": 60.0, "3": 30.0, "4": None, "8": 20.0}


def dated() -> Inputs:
    given = inputs(STOPPED)
    days = given.events["USUBJID"].map(DAYS).astype("float64")
    return replace(given, events=given.events.assign(ASTDY=days), visit_days={"Week 6": 43, "Week 12": 85})


def by_day(given: Inputs) -> dict[str, list[tuple[float, ...]]]:
    """Give day, subjects with and without the event, and their percentage, by arm."""
    rows = run(IntercurrentEvents(method="intercurrent_events", population="FASFL"), given).rows
    own = rows[rows["variable"] == Counted.BY_DAY]
    return {
        str(arm): list(group[["value", "count", "n", "percent"]].itertuples(index=False, name=None))
        for arm, group in own.groupby("ARM")
    }


def test_subjects_count_by_day() -> None:
    """Of 3, 4 and 5 with Sham 3 had it on day 30, 4 on a day that nobody knows; of four with Laser 1 and 2."""
    assert by_day(dated()) == {
        "Sham": [(1, 0, 3, 0), (30, 1, 2, 100 / 3), (85, 1, 2, 100 / 3)],
        "Laser": [(1, 0, 4, 0), (30, 1, 3, 25), (60, 2, 2, 50), (85, 2, 2, 50)],
    }
    assert counts(dated(), Counted.NO_DAY) == [("", 1, 0, 1)]


def test_an_event_without_days_has_no_rows_by_day() -> None:
    assert by_day(inputs(STOPPED)) == {}
    assert counts(inputs(STOPPED), Counted.NO_DAY) == []


FIGURE = IntercurrentEventsFigure(kind="intercurrent_events", analyses=("events",))
LOOK = Look("S", ("Laser", "Sham"), "Sham", ("Baseline", "Week 6", "Week 12"), "Baseline")


def drawing(given: Inputs) -> Drawing:
    rows = run(IntercurrentEvents(method="intercurrent_events", population="FASFL"), given).rows
    return draw_figure(FIGURE, rows, LOOK)


def words(drawn: Drawing) -> str:
    axes = [text.get_text() for area in drawn.plot.axes for text in (*area.texts, *area.get_xticklabels())]
    return "\n".join([*axes, *(text.get_text() for text in drawn.plot.texts)])


def test_the_figure_is_of_days_where_there_are_any_and_else_of_visits() -> None:
    drawn = drawing(dated())
    assert drawn.alt.startswith("Subjects with the event so far (%): Stopped; Rescue, by visit; for Laser and Sham.")
    said = words(drawn)
    assert "Study day" in said
    assert "Visit" in said
    assert "a day that is not known (Sham, Stopped: 1)" in said.replace("\n", " ")
    of_days = drawn.data[drawn.data["value"].notna()]
    assert set(of_days["group"]) == {"Stopped"}
    assert set(drawn.data.loc[drawn.data["value"].isna(), "group"]) == {"Rescue"}


def test_the_axis_of_shares_ends_with_the_highest_and_that_is_said() -> None:
    """Half of Laser have it by day 60: the axis ends at 50 %, in the panel of the other event too."""
    drawn = drawing(dated())
    assert {axes.get_ylim() for axes in drawn.plot.axes} == {(0.0, 50.0)}
    assert {max(axes.get_yticks()) for axes in drawn.plot.axes} == {50.0}
    assert "The axis of shares ends at 50%." in " ".join(words(drawn).split())


def test_the_numbers_under_the_axis_are_of_the_last_step_before() -> None:
    """Steps of Laser: 4 without it from day 1 on, 3 from day 30 on, 2 from day 60 on."""
    rows = pd.DataFrame({"x": [1.0, 30.0, 60.0, 85.0], "n": [4.0, 3.0, 2.0, 2.0]})
    ticks = {1.0: "1", 29.0: "29", 30.0: "30", 59.0: "59", 80.0: "80"}
    assert without(rows, ticks) == {1.0: "4", 29.0: "4", 30.0: "3", 59.0: "3", 80.0: "2"}


def test_the_order_of_rows_changes_nothing() -> None:
    analysis = IntercurrentEvents(method="intercurrent_events", population="FASFL")
    turned = run(analysis, inputs(dict(reversed(STOPPED.items())))).rows
    pd.testing.assert_frame_equal(turned, run(analysis, inputs(STOPPED)).rows)


def test_only_the_events_asked_for() -> None:
    analysis = IntercurrentEvents(method="intercurrent_events", population="FASFL", events="rescue")  # type: ignore[arg-type]
    assert set(run(analysis, inputs(STOPPED)).rows["group"]) == {"Rescue"}
