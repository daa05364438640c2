"""The row of a margin: the comparison that it is about, its interval at the level of the test, and what that says.

Kind margin: keys of the comparison, `variable` what is to be shown (non-inferiority, equivalence), `level` the scale;
`minimum` and `maximum` the margins, `p_value` one-sided (of equivalence the larger of two), `conf_level` 1 - twice the
level, `count` 1 where it is shown and 0 where it is not.
"""

from __future__ import annotations

from collections.abc import Callable

from trialstats.engines.tails import Tails, beyond_margins
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale, Shown
from trialstats.results.shape import Row
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.margin import Direction, Margin

__all__ = ["KEPT", "margin_keys", "margin_row", "margin_rule", "told_of_margin"]

# What of a comparison at the level of the test stands in the row of its margin.
KEPT = ("n", "estimate", "std_error", "df", "conf_low", "conf_high", "conf_level")
WORDS = {
    Shown.NON_INFERIORITY: "Non-inferiority is shown where the interval lies wholly on the better side of the margin",
    Shown.EQUIVALENCE: "Equivalence is shown where the interval lies wholly between the margins (two one-sided tests)",
}


def margin_keys(comparison: Row, margin: Margin) -> Row:
    """Give the keys of the row of a margin of a comparison."""
    return {**comparison, "kind": Kind.MARGIN, "variable": margin.kind, "level": margin.scale}


def margin_row(
    comparison: Row,
    margin: Margin,
    better: Direction | None,
    alpha: float,
    estimate: Callable[[float], Row],
    tails: Callable[[float], Tails],
    unit: float = 1.0,
) -> Row:
    """Test a margin: `estimate` gives the comparison at a level of confidence, `tails` the tests of a value of it.

    unit: how much of the comparison's unit one of the trial file's is, 0.01 where it says percentage points.
    """
    unit = unit if Scale(margin.scale) == Scale.DIFFERENCE else 1.0
    lower, upper = (None if bound is None else unit * bound for bound in margin.bounds(better))
    level = margin.level_of(alpha)
    tested = beyond_margins(tails, lower, upper)
    kept = {name: value for name, value in estimate(round(1 - 2 * level, 12)).items() if name in KEPT}
    return {
        **margin_keys(comparison, margin),
        **kept,
        **tested,
        "minimum": lower,
        "maximum": upper,
        "count": int(tested["p_value"] <= level),
        "better": better,
    }


def told_of_margin(analysis: Estimating) -> str:
    """Say the rule of the margin of an analysis, a blank before it; nothing where it has none."""
    margin = analysis.margin_of
    return f" {margin_rule(margin, analysis.alpha)}" if margin else ""


def margin_rule(margin: Margin, alpha: float) -> str:
    """Say what is tested at which level, and why that margin."""
    level = margin.level_of(alpha)
    reason = margin.justification.rstrip(".")
    return (
        f"{WORDS[Shown(margin.kind)]}: one-sided level {level:g}, interval of {100 * (1 - 2 * level):.6g}%. "
        f"Why this margin: {reason}."
    )
