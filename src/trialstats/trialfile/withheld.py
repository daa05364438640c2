"""What an analysis does not give, since its own options leave it out, and a question or a hypothesis needs."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.entry import Answer
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.estimands import Estimand, Measure

__all__ = ["untested", "withheld", "without_comparison"]

Option = tuple[str, str]
"""An option of an analysis, and what is wrong with it."""


def withheld(analysis: Method, name: str, estimand: Estimand, answer: Answer) -> Iterator[Option]:
    """Yield the options by which a primary analysis has no row that answers its estimand (by the name of that)."""
    if text := without_comparison(analysis, answer):
        assert answer.needs is not None
        yield answer.needs[0], f"{text}, and that answers estimand {name}"
    if not isinstance(analysis, Findings) or not isinstance(estimand.variable, Measure):
        return
    asked = estimand.variable.PARAMCD
    if analysis.parameters and asked not in analysis.parameters:
        yield "parameters", f"= {', '.join(analysis.parameters)}, and estimand {name} asks about {asked}"
    if analysis.visits and analysis.in_crossover != "periods" and estimand.timepoint not in analysis.visits:
        yield "visits", f"= {', '.join(analysis.visits)}, and estimand {name} asks about {estimand.timepoint}"


def without_comparison(analysis: Method, answer: Answer) -> str | None:
    """Say that the option which names the comparisons leaves out the one that answers; None where it does not."""
    if answer.needs is None:
        return None
    key, needed = answer.needs
    given = getattr(analysis, key)
    if needed in given:
        return None
    measure = answer.kind.traits.measure
    return f"= {', '.join(given)}, without `{needed}`, the {measure.words if measure else answer.kind}"


def untested(analysis: Method, name: str, answer: Answer) -> str | None:
    """Say why an analysis gives no test for a hypothesis, although its method has one."""
    if text := without_comparison(analysis, answer):
        assert answer.needs is not None
        return f"= {name}, and its `{answer.needs[0]}` {text}, by which a hypothesis is tested"
    if not getattr(analysis, "p_values", True):
        return f"= {name}, and its `p_values` = false: a hypothesis is tested by one"
    return None
