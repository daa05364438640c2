"""Confirmatory hypotheses: the analysis that the top of the trial file stands for, its table and its figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.display import OneAnalysis
from trialstats.trialfile.parts.hypotheses import Hypotheses, Sought

__all__ = ["Confirmatory", "HypothesesFigure", "HypothesesTable"]

SECTION = "Confirmatory hypotheses"


class Confirmatory(Method):
    """The confirmatory hypotheses, tested by the rows of other analyses.

    plan: what the trial file says of them. sought: the row that each means, by the names of nodes.
    """

    declared: ClassVar[bool] = False

    method: Literal["hypotheses"]
    role: Literal["primary", "secondary", "sensitivity", "supplementary", "exploratory", "description"] = "primary"
    plan: Hypotheses
    sought: dict[str, Sought] = Field(default_factory=dict)

    @property
    def further_results(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sought.analysis for sought in self.sought.values()))


class HypothesesTable(OneAnalysis):
    """The confirmatory hypotheses: estimate, interval, p and adjusted p, whether and in which step each is rejected."""

    usual_section: ClassVar[str | None] = SECTION

    kind: Literal["hypotheses"]

    def title_of(self, analyses: Collection[Method]) -> str:
        return SECTION


class HypothesesFigure(OneAnalysis):
    """The graph of the confirmatory hypotheses: how alpha is shared at first, where a share goes after rejection."""

    usual_section: ClassVar[str | None] = SECTION

    kind: Literal["hypotheses"]

    def title_of(self, analyses: Collection[Method]) -> str:
        return f"{SECTION}: graph of the procedure"

    def objections(self, name: str, analysis: Method) -> Iterator[tuple[str, str]]:
        if isinstance(analysis, Confirmatory) and not analysis.plan.has_graph:
            yield (
                "analysis",
                f"= {name} is by `procedure: {analysis.plan.procedure}`, which is no graph: nothing to draw",
            )
