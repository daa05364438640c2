"""Which lines of a figure stand on which of its parts."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.display.figure.forest_lines import Block, Line
from trialstats.display.figure.forest_portion import blocks_on
from trialstats.display.figure.portion import Portion, TooFew
from trialstats.display.figure.ratio_axis import RatioBlock


def line(text: str, estimate: float) -> Line:
    """A line with an interval a tenth wide."""
    row = {"estimate": estimate, "conf_low": estimate - 0.05, "conf_high": estimate + 0.05, "ARM": "A"}
    return Line(text, pd.Series(row), str(estimate))


def texts(blocks: list[Block]) -> list[list[str]]:
    return [[one.text for one in block.lines] for block in blocks]


# Effects in subgroups: a title over all, two factors, and a second outcome.
PAIN = (
    Line("Pain", heading=True, spans=True),
    line("All subjects", 0.5),
    Line("Age", heading=True),
    line("  young", 0.2),
    line("  old", 0.9),
    Line("Sex", heading=True),
    line("  female", 0.4),
    line("  male", 3.0),
)
SLEEP = (Line("Sleep", heading=True, spans=True), line("All subjects", -8.0))


def test_every_thing_stands_on_one_part_and_no_part_is_empty() -> None:
    heights = [1.0, 9.0, 1.0, 1.0, 1.0, 1.0]
    for of in range(1, 7):
        cuts = [range(6)[Portion(number, of).cut(heights)] for number in range(1, of + 1)]
        assert [place for cut in cuts for place in cut] == list(range(6))
        assert all(len(cut) for cut in cuts)
    assert Portion(1, 2).cut(heights) == slice(0, 2)
    assert Portion(2, 3).cut([1.0] * 6) == slice(2, 4)
    with pytest.raises(TooFew):
        Portion(1, 7).cut(heights)


def test_lines_under_one_heading_stay_together_and_what_spans_is_said_again() -> None:
    blocks = [Block(PAIN, "lower"), Block(SLEEP, "lower")]
    parts = [texts(blocks_on(Portion(number, 3), blocks)) for number in (1, 2, 3)]
    assert parts == [
        [["Pain", "All subjects"]],
        [["Pain", "Age", "  young", "  old", "Sex", "  female", "  male"]],
        [["Sleep", "All subjects"]],
    ]


def test_too_many_lines_under_one_heading_are_divided_below_it() -> None:
    lines = (Line("Week", heading=True), Line("  4"), line("    mean", 1.0), line("    median", 2.0))
    first, second = (texts(blocks_on(Portion(number, 2), [Block(lines, "")])) for number in (1, 2))
    assert first == [["Week", "  4", "    mean"]]
    assert second == [["Week", "  4", "    median"]]


@pytest.mark.parametrize("kind", [Block, RatioBlock])
def test_every_part_has_the_axis_of_all(kind: type[Block]) -> None:
    positive = tuple(one for one in PAIN if one.row is None or one.row["estimate"] > 0)
    whole = kind(positive, "lower", marks=(0.5,))
    for number in (1, 2):
        (part,) = blocks_on(Portion(number, 2), [whole])
        assert len(part.lines) < len(whole.lines)
        assert part.limits == whole.limits
        assert part.ticks == whole.ticks
