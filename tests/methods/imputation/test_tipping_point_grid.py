"""A tipping point of two arms stands in a grid: the shifts of one down, of the other across."""

from __future__ import annotations

from itertools import product

from trialstats.display.look import Look
from trialstats.methods.draw import draw_figure
from trialstats.methods.imputation.options import TippingPointFigure, TippingPointTable
from trialstats.methods.imputation.rows import DELTA, UNSHIFTED
from trialstats.methods.show import tabulate
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row, tidy

LOOK = Look("T", ("Laser", "Sham"), "Sham", ("Baseline", "Week 12"), "Baseline")
AT = {"PARAMCD": "PAIN", "PARAM": "Pain", "measure": "CHG", "AVISIT": "Week 12", "decimals": 1, "better": "lower"}


def point(laser: float, sham: float) -> str:
    return UNSHIFTED if laser == sham == 0 else f"shift {laser:g} {sham:g}"


def rows() -> list[Row]:
    """Differences of -4 + 0.1 of the shift of the one - 0.1 of that of the other, known to 3 to either side."""
    made: list[Row] = []
    for laser, sham in product((0.0, 10.0, 20.0), (-10.0, 0.0)):
        group = {**AT, "group": point(laser, sham), "unit": "mm"}
        for arm, value in (("Laser", laser), ("Sham", sham)):
            made.append({**group, "kind": Kind.VALUE, "variable": DELTA, "ARM": arm, "value": value})
        estimate = -4 + (laser - sham) / 10
        limits = {"conf_low": estimate - 3, "conf_high": estimate + 3, "conf_level": 0.95, "std_error": 1.5}
        pair = {"ARM": "Laser", "REFERENCE": "Sham"}
        made.append({**group, "kind": Kind.DIFFERENCE, **pair, "estimate": estimate, "p_value": 0.04, **limits})
    for sham, turn in ((-10.0, 0.0), (0.0, 10.0)):
        keys = {**AT, "kind": Kind.TIPPING_POINT, "variable": "Laser", "ARM": "Laser", "REFERENCE": "Sham"}
        made.append({**keys, "group": point(0.0, sham), "unit": "mm", "estimate": turn, "value": -3.0})
    return made


def test_differences_and_p_values_stand_in_a_grid_and_where_the_result_turns_below() -> None:
    table = TippingPointTable.model_validate({"kind": "tipping_point", "title": "Tipped", "analysis": "tipped"})
    made = tabulate(table, tidy(rows(), "tipped"), LOOK)
    assert [(column.spanner, column.label) for column in made.columns] == [
        ("Shift of Sham (mm)", "−10.0"),
        ("Shift of Sham (mm)", "0.0"),
    ]
    assert made.stub == "Shift of Laser (mm)"
    (group,) = made.groups
    written = [(row.label, [cell.text for cell in row.cells]) for row in group.rows]
    assert written[:4] == [
        ("Difference", []),
        ("0.0", ["−3.0", "−4.0"]),
        ("10.0", ["−2.0", "−3.0"]),
        ("20.0", ["−1.0", "−2.0"]),
    ]
    assert written[4:6] == [("p", []), ("0.0", [".040", ".040"])]
    assert written[-1] == ("The result turns at", ["0.0", "10.0"])


FIGURE = TippingPointFigure.model_validate({"kind": "tipping_point", "title": "Tipped", "analysis": "tipped"})


def noted(half: float) -> str:
    """Give the note below the contours where intervals reach so far to either side of differences from -4 to -1."""
    frame = tidy(rows(), "tipped")
    frame["conf_low"], frame["conf_high"] = frame["estimate"] - half, frame["estimate"] + half
    return " ".join(draw_figure(FIGURE, frame, LOOK).alt.split())


def lines_at_zero(half: float) -> int:
    """Count the thick lines that are drawn."""
    frame = tidy(rows(), "tipped")
    frame["conf_low"], frame["conf_high"] = frame["estimate"] - half, frame["estimate"] + half
    drawing = draw_figure(FIGURE, frame, LOOK)
    widths = [width for line in drawing.plot.axes[0].collections for width in line.get_linewidths()]
    return sum(width == 1.6 for width in widths)


def test_the_note_speaks_of_no_line_that_is_not_drawn() -> None:
    """Intervals exclude zero everywhere, in a part, and nowhere."""
    assert [lines_at_zero(half) for half in (0.5, 2.5, 5)] == [0, 1, 0]
    turns, shaded = (
        "the thick line is where the result turns",
        "everywhere, which is shaded, the 95% confidence interval",
    )
    said = [noted(half) for half in (0.5, 2.5, 5)]
    assert [turns in text for text in said] == [False, True, False]
    assert [shaded in text for text in said] == [False, False, True]
    assert "shaded" not in said[0]
