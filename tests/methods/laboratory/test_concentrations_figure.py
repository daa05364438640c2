"""The figure of concentrations: what is a mark, a line and a bar, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, CONCENTRATIONS
from tests.display.figure.test_content import written
from trialstats.display.figure.drawing import Drawing
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]
LOOK = made.look(made.TWO, made.WEEKS_4)
IL6 = {"IL6": made.ENDPOINTS["IL6"]}


def drawing(rows: pd.DataFrame) -> Drawing:
    return draw_figure(CONCENTRATIONS, rows, LOOK)


def marks(drawn: Drawing) -> list[tuple[float, bool]]:
    """Height (as a concentration) of every mark of the first panel, and whether it is hollow."""
    found = []
    for path in drawn.plot.axes[0].collections:
        offsets = np.asarray(path.get_offsets())
        faces = np.broadcast_to(path.get_facecolors(), (len(offsets), 4)) if len(path.get_facecolors()) else []
        found += [(10**y, bool(np.allclose(face[:3], 1))) for (_, y), face in zip(offsets, faces, strict=False)]
    return found


def test_every_result_is_a_mark_and_those_beyond_a_limit_are_hollow_at_it() -> None:
    rows = made.concentrations(made.TWO, made.WEEKS_4, IL6)
    values = rows[rows["USUBJID"].notna()]
    found = marks(drawing(rows))
    assert sorted(y for y, _ in found) == pytest.approx(sorted(values["value"]))
    hollow = sorted(y for y, is_hollow in found if is_hollow)
    assert hollow == pytest.approx(sorted(values.loc[values["level"].notna(), "value"]))


def test_lines_are_named_by_batch_where_there_is_room(drawn: Draw) -> None:
    short, long = written(drawn("concentrations, many visits")), written(drawn("concentrations, long names"))
    assert {"A", "B"} <= set(short)
    assert "Lines: LLOQ 0.5 (B), 0.7 (A); ULOQ 8 (A and B); ↓ lower is better" in " ".join(short).replace("\n", " ")
    assert "Batch 2019-01" not in long
    assert "LLOQ 0.5 (Batch 2020-07), 0.7 (Batch 2019-01)" in " ".join(long).replace("\n", " ")


def test_a_limit_that_nothing_lies_beyond_is_said_and_not_drawn() -> None:
    rows = made.concentrations(made.TWO, made.WEEKS_4, IL6)
    within = rows[rows["level"].isna() | (rows["kind"] != "value")]
    low, high = drawing(within).plot.axes[0].get_ylim()
    assert high < np.log10(8)
    said = " ".join(written(drawing(within))).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "No result lies beyond limits that are not drawn: Interleukin-6 LLOQ 0.5 (B), 0.7 (A); ULOQ 8" in said
    assert "Hollow" not in said
    assert low < high


def test_counts_stand_under_the_axis_and_those_above_in_the_note() -> None:
    rows = made.concentrations(made.TWO, {"Week 2": 2.0, "Week 4": 4.0}, IL6)
    texts = written(drawing(rows))
    below = rows[rows["variable"] == "BLQFL"]
    assert [text for text in texts if text.endswith("/20")] == [
        f"{count:.0f}/20"
        for count in [
            below.loc[(below["ARM"] == arm) & (below["AVISIT"] == visit), "count"].item()
            for arm in made.TWO
            for visit in ("Week 2", "Week 4")
        ]
    ]
    assert "Above the upper limit: Week 2 Sham 1 of 20" in " ".join(texts).replace("\n", " ").replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_a_median_that_is_not_known_is_not_drawn() -> None:
    rows = made.concentrations(made.TWO, made.WEEKS_4, IL6)
    known = rows[rows["median"].notna()]
    segments = [
        10 ** part[0][1]
        for path in drawing(rows).plot.axes[0].collections
        if hasattr(path, "get_segments")
        for part in path.get_segments()
        if np.isclose(part[0][1], part[1][1]) and 1.3 < 10 ** part[0][1] < 1.7
    ]
    assert sorted(segments) == pytest.approx(sorted(known["median"]))
    assert "Bars are medians, where they do not depend on results beyond a limit." in " ".join(
        written(drawing(rows))
    ).replace("\n", " ")


def test_limits_are_drawn_where_visits_are_chosen() -> None:
    figure = CONCENTRATIONS.model_copy(update={"visits": ("Week 4",)})
    drawn = draw_figure(figure, made.concentrations(made.TWO, made.WEEKS_4, IL6), LOOK)
    assert set(drawn.data["AVISIT"].dropna()) == {"Week 4"}
    assert drawn.data["variable"].eq("ALLOQ").sum() == 2


def test_the_places_of_marks_do_not_depend_on_the_order_of_rows() -> None:
    rows = made.concentrations(made.TWO, made.WEEKS_4, IL6)
    shuffled = rows.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = (sorted(marks(drawing(given))) for given in (rows, shuffled))
    assert one == other


def test_no_results_beyond_a_limit_and_no_limits_at_all() -> None:
    rows = made.concentrations(made.TWO, made.WEEKS_4, IL6)
    bare = rows[~rows["variable"].isin(["ALLOQ", "AULOQ"]) & (rows["level"].isna() | (rows["kind"] == "count"))]
    texts = " ".join(written(drawing(bare)))
    assert "Lines" not in texts
    assert CASES["concentrations, two arms"].draw().alt.startswith("Interleukin-6; Sural nerve conduction velocity: ")
