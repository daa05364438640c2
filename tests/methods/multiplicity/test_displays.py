"""The table and the figure of hypotheses: what they say, and that nothing runs into anything."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.display.figure.test_every_kind import boxes
from tests.methods.multiplicity.rows import ARMS, graph_rows, result_of, source_rows
from trialstats.display.figure.drawing import Drawing
from trialstats.display.look import Look
from trialstats.methods.draw import draw_figure
from trialstats.methods.multiplicity.hypotheses_figure import share
from trialstats.methods.multiplicity.hypotheses_table import Line, favours
from trialstats.methods.multiplicity.options import HypothesesFigure, HypothesesTable
from trialstats.methods.show import tabulate

LOOK = Look("X", ARMS, "Placebo", ("Week 8",), None, "Synthetic data.")
FIGURE = HypothesesFigure(kind="hypotheses", title="Graph", analysis="hypotheses")
TABLE = HypothesesTable(kind="hypotheses", title="Hypotheses", analysis="hypotheses")
LETTERS = "ABCD"
TWO = {"H1": {"H2": 0.5, "H3": 0.25, "H5": 0.25}, "H2": {"H1": 0.5, "H4": 0.25, "H6": 0.25}}
SECOND = {"H3": {"H5": 1}, "H4": {"H1": 1e-4, "H6": 0.9999}, "H5": {"H2": 1e-4, "H3": 0.9999}, "H6": {"H4": 1}}
CHAIN = ("Pain intensity", "SF-36 physical component summary", "Sleep")
GRAPHS = {
    "chain": (dict(zip(CHAIN, (1, 0, 0), strict=True)), {CHAIN[0]: {CHAIN[1]: 1}, CHAIN[1]: {CHAIN[2]: 1}}),
    "two": ({"Low": 0.5, "High": 0.5}, {"Low": {"High": 1}, "High": {"Low": 1}}),
    "three": (dict.fromkeys("ABC", "1/3"), {one: {o: 0.5 for o in "ABC" if o != one} for one in "ABC"}),
    "four": (dict.fromkeys(LETTERS, 0.25), {one: {o: "1/3" for o in LETTERS if o != one} for one in LETTERS}),
    "doses": ({"H1": 0.5, "H2": 0.5, "H3": 0, "H4": 0, "H5": 0, "H6": 0}, {**TWO, **SECOND}),
    "long": ({f"Q {k}": int(k == 0) for k in range(7)}, {f"Q {k}": {f"Q {k + 1}": 1} for k in range(6)}),
}


def drawn(name: str) -> Drawing:
    weights, transitions = GRAPHS[name]
    return draw_figure(FIGURE, graph_rows(weights, transitions, [0.01 * (k + 1) for k in range(len(weights))]), LOOK)


@pytest.mark.parametrize("name", GRAPHS)
def test_no_text_of_a_graph_lies_on_another_or_off_the_page(name: str) -> None:
    drawing = drawn(name)
    placed = boxes(drawing)
    assert not [
        (a, b) for (a, one), (b, other) in combinations(placed, 2) if one.padded(-0.5).overlaps(other.padded(-0.5))
    ]
    page = drawing.plot.bbox.transformed(drawing.plot.dpi_scale_trans.inverted()).size * 72
    assert all(box.x0 >= -0.5 and box.x1 <= page[0] + 0.5 for _, box in placed)
    assert drawing.width <= 183.01


def test_a_share_is_written_as_the_fraction_that_it_is() -> None:
    assert [share(value) for value in (0.0, 1.0, 0.5, 1 / 3, 2 / 3, 1e-4, 0.9999)] == [
        "0", "1", "1/2", "1/3", "2/3", "0.0001", "0.9999"
    ]  # fmt: skip


def test_the_figure_tells_the_graph_in_words() -> None:
    assert drawn("two").alt == (
        "Graph of 2 hypotheses. Shares of alpha at first: Low 1/2 and High 1/2. Passed on after rejection: Low to High "
        "1 and High to Low 1. Rejected: Low and High."
    )


def test_the_table_concludes() -> None:
    rows = source_rows({("PAIN", "Low"): 0.001, ("PAIN", "High"): 0.2})
    sought = {"low": {"PARAMCD": "PAIN", "ARM": "Low", "better": "lower"}, "high": {"PARAMCD": "PAIN", "ARM": "High"}}
    table = tabulate(TABLE, result_of({"alpha": 0.05, "procedure": "holm"}, rows, sought).rows, LOOK)
    assert [column.label for column in table.columns] == [
        "Weight", "Estimate (95% CI)", "p", "Adjusted p", "Simultaneous 95% CI", "Step", "Conclusion"
    ]  # fmt: skip
    texts = [[cell.text for cell in row.cells] for group in table.groups for row in group.rows]
    assert [row[-2:] for row in texts] == [["1", "Rejected"], ["", "Not rejected"]]
    assert [row[3] for row in texts] == [".002", ".200"]
    assert [group.label for group in table.groups] == ["low", "high"]
    assert table.footnotes[0] == (
        "Tested two-sided by Holm's procedure; the chance of any false rejection is at most 0.05."
    )


def test_the_table_says_when_the_reference_did_better() -> None:
    rows = source_rows({("PAIN", "Low"): 0.001, ("PAIN", "High"): 0.2}).assign(better="higher")
    sought = {"low": {"PARAMCD": "PAIN", "ARM": "Low"}, "high": {"PARAMCD": "PAIN", "ARM": "High"}}
    table = tabulate(TABLE, result_of({"alpha": 0.05, "procedure": "holm"}, rows, sought).rows, LOOK)
    assert table.groups[0].rows[0].cells[-1].text == "Rejected, in favour of Placebo"


def test_a_bound_of_one_side_is_written_as_such() -> None:
    rows = source_rows({("PAIN", "Low"): 0.001, ("PAIN", "High"): 0.4})
    sought = {"low": {"PARAMCD": "PAIN", "ARM": "Low"}, "high": {"PARAMCD": "PAIN", "ARM": "High"}}
    plan = {"alpha": 0.025, "sides": "one", "procedure": "holm"}
    table = tabulate(TABLE, result_of(plan, rows, sought).rows, LOOK)
    assert [group.rows[0].cells[4].text for group in table.groups] == ["below 0.0", "below 1.2"]


@pytest.mark.parametrize("kind", ["odds_ratio", "hazard_ratio", "win_ratio", "rate_ratio", "win_probability"])
def test_a_ratio_of_one_and_a_probability_of_a_half_favour_nobody(kind: str) -> None:
    """A hazard ratio of 0.7 is above 0, and speaks for the arm all the same where lower is better."""
    line = {"level": kind, "better": "lower", "REFERENCE": "Placebo", "ARM": "High", "PARAM": "Pain", "measure": None}
    said = [
        favours(Line({**line, "estimate": estimate}, {}, None))  # as far as the cell looks at a row
        for estimate in (0.45, 1.3)
    ]
    assert said == ["", ", in favour of Placebo"]
