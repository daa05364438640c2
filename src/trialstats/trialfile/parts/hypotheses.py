"""The hypotheses that are tested under one error rate: which, in which order, and how alpha is shared among them."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from trialstats.trialfile.parts.part import Name, Paramcd, Part, Text

__all__ = ["GRAPHS", "UNWEIGHTED", "Hypotheses", "Hypothesis", "Sought"]

# Procedures that are graphs; those beside them have none.
GRAPHS = ("bonferroni", "holm", "fixed sequence")
# Procedures that are tests of intersections already, and know no weights.
UNWEIGHTED = ("hochberg", "hommel")


def as_share(given: Any) -> Any:
    """Let the author write `1/3`, which no decimals are."""
    if not isinstance(given, str):
        return given
    try:
        return float(Fraction(given.strip()))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{given} is no number and no fraction such as 1/3") from None


Whole = Annotated[float, Field(ge=0, le=1)]
Fractional = Annotated[str, StringConstraints(pattern=r"^\s*[0-9]+/[0-9]+\s*$")]
Share = Annotated[Whole, BeforeValidator(as_share, json_schema_input_type=Whole | Fractional)]


class Sought(Part):
    """The row of an analysis by which a hypothesis is tested, by its keys; what is None may be anything.

    better: which way the comparison of the arms must go to speak for the arm.
    """

    analysis: Name
    kind: str
    PARAMCD: Paramcd | None = None
    AVISIT: Text | None = None
    ARM: Text
    REFERENCE: Text
    variable: str | None = None
    criterion: Text | None = None
    better: Literal["lower", "higher"] | None = None

    @property
    def outcome(self) -> tuple[str | None, ...]:
        """What is compared, whichever the arm: comparisons of arms in it are correlated by the reference alone."""
        return (self.analysis, self.kind, self.PARAMCD, self.AVISIT, self.variable, self.criterion)


class Hypothesis(Part):
    """A hypothesis: that an arm and the reference do not differ in what an estimand or an analysis compares."""

    label: Text | None = Field(None, description="What displays call it; by default its name.")
    estimand: Name | None = Field(None, description="The estimand whose primary analysis tests it.")
    analysis: Name | None = Field(None, description="The analysis that tests it, in place of an estimand.")
    parameter: Paramcd | None = Field(None, description="The parameter, of an analysis of several.")
    visit: Text | None = Field(None, description="The visit, of an analysis of several; by default the estimand's.")
    arm: Text | None = Field(None, description="The arm compared with the reference, where there are several.")
    criterion: Text | None = Field(
        None, description="Which of several criteria or approaches, in the words of the analysis' table."
    )
    better: Literal["lower", "higher"] | None = Field(
        None,
        description="One-sided: which way the difference, ratio or probability must go; by default as its parameter.",
    )
    margin: bool = Field(
        False,
        description="`true`: the hypothesis is that the arm is worse, or differs by more, than the analysis' `margin` "
        "allows; rejected, non-inferiority or equivalence is shown.",
    )
    weight: Share | None = Field(None, description="Its share of alpha at first, e.g. 0.5 or 1/3.")

    @model_validator(mode="after")
    def check_one(self) -> Hypothesis:
        if (self.estimand is None) == (self.analysis is None):
            raise ValueError("give either `estimand` or `analysis`")
        return self


class Hypotheses(Part):
    """The confirmatory hypotheses, and the procedure that keeps the chance of rejecting any falsely at alpha.

    A graph (Bretz et al. 2009) has weights and transitions; a procedure with a name needs none.
    """

    alpha: float = Field(gt=0, lt=1, description="The error rate of all together: 0.05 two-sided, 0.025 one-sided.")
    sides: Literal["two", "one"] = Field("two", description="Whether hypotheses are tested two-sided or one-sided.")
    nodes: dict[Name, Hypothesis] = Field(
        min_length=1, description="The hypotheses by name; a fixed sequence tests them as they are written."
    )
    transitions: dict[Name, dict[Name, Share]] = Field(
        default_factory=dict,
        description="Of a graph: where the share of a hypothesis goes when it is rejected, e.g. `pain: {sf36: 1}`.",
    )
    procedure: Literal["bonferroni", "holm", "hochberg", "hommel", "fixed sequence"] | None = Field(
        None, description="In place of transitions. Holm's passes shares on in proportion to weights."
    )
    tests: Literal["bonferroni", "simes", "parametric"] = Field(
        "bonferroni",
        description="How intersections are tested; `parametric` (Dunnett) takes hypotheses about several arms in one "
        "outcome together, by the correlation that the sizes of the arms give.",
    )

    @property
    def weights(self) -> dict[str, float]:
        """The weights of the nodes at first: equal ones, where a procedure is named and none are given."""
        given = {name: node.weight for name, node in self.nodes.items()}
        if self.procedure == "fixed sequence":
            return {name: float(place == 0) for place, name in enumerate(given)}
        if self.procedure and not any(weight is not None for weight in given.values()):
            return dict.fromkeys(given, 1 / len(given))
        return {name: weight or 0.0 for name, weight in given.items()}

    @property
    def one_sided_alpha(self) -> float:
        """The level at which one one-sided test, as that of a margin, would be done if it had all of alpha."""
        return self.alpha if self.sides == "one" else self.alpha / 2

    @property
    def has_graph(self) -> bool:
        """Whether it is a graph of weights and transitions."""
        return self.procedure is None or self.procedure in GRAPHS
