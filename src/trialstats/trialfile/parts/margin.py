"""The margin of a comparison of arms: how much worse is not worse, or how different is not different."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from trialstats.trialfile.parts.part import Part, Text

__all__ = ["Bounds", "Direction", "Margin", "MarginKind", "RatioMargin", "with_scale"]

MarginKind = Literal["non-inferiority", "equivalence"]
Direction = Literal["lower", "higher"]
Bounds = tuple[float | None, float | None]
Pair = Annotated[tuple[float, float], Field(description="The lower and the upper margin.")]


class Margin(Part):
    """A margin of non-inferiority or equivalence, with the reason why it is that.

    `bounds` are the values of the comparison that must be excluded: a lower one, an upper one, or both.
    """

    value: float | Pair = Field(
        description="How much worse an arm may be, in the unit of the outcome (of shares: percentage points); of a "
        "ratio the margin itself, e.g. 0.8. Of equivalence one number for both sides, or `[lower, upper]`."
    )
    kind: MarginKind = Field("non-inferiority", description="What is to be shown.")
    scale: Literal["difference", "ratio", "odds ratio"] = Field("difference", description="What the margin is of.")
    level: float | None = Field(
        None, gt=0, lt=0.5, description="The level of each one-sided test; by default half of alpha."
    )
    justification: Text = Field(description="Why this margin; tables and the report say it.")

    @property
    def null(self) -> float:
        """The value of the comparison where the arms do not differ."""
        return 0.0 if self.scale == "difference" else 1.0

    def level_of(self, alpha: float) -> float:
        """Give the level of a one-sided test of an analysis with this alpha."""
        return alpha / 2 if self.level is None else self.level

    def bounds(self, better: Direction | None) -> Bounds:
        """Give the lower and the upper margin; `better`: where the comparison lies if the arm does better.

        Raises ValueError, in words for the author, where a margin lies on the better side.
        """
        if self.kind == "equivalence":
            return self.both
        if better is None:
            raise ValueError("non-inferiority needs to know which way is better")
        assert isinstance(self.value, float)
        worse = self.worse_side(self.value, below=better == "higher")
        return (worse, None) if better == "higher" else (None, worse)

    def problem(self, better: Direction | None) -> str | None:
        """Say why there are no such bounds; None where there are."""
        try:
            self.bounds(better)
        except ValueError as error:
            return str(error)
        return None

    def worse_side(self, value: float, *, below: bool) -> float:
        if self.scale == "difference":
            if value < 0 and not below:
                raise ValueError(
                    f"= {value:g} is a difference in favour of the arm: say how much worse it may be, {-value:g}"
                )
            return -abs(value) if below else abs(value)
        if (value < 1) != below:
            raise ValueError(
                f"= {value:g} is a {self.scale} in favour of the arm: a margin lies on the other side of 1, "
                f"e.g. {1 / value:.4g}"
            )
        return value

    @property
    def both(self) -> tuple[float, float]:
        """The lower and the upper margin of equivalence."""
        if isinstance(self.value, tuple):
            return self.value
        if self.scale == "difference":
            return -abs(self.value), abs(self.value)
        return min(self.value, 1 / self.value), max(self.value, 1 / self.value)

    @model_validator(mode="after")
    def check_value(self) -> Margin:
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        if len(values) == 2 and self.kind == "non-inferiority":
            raise ValueError("`value` has two margins, which is `kind: equivalence`; non-inferiority has one")
        if self.scale != "difference" and min(values) <= 0:
            raise ValueError(f"`value` = {min(values):g}: a {self.scale} is above 0")
        if any(value == self.null for value in values):
            raise ValueError(f"`value` = {self.null:g} is no difference at all: that is superiority, and no margin")
        if len(values) == 2 and not values[0] < self.null < values[1]:
            raise ValueError(f"`value` = [{values[0]:g}, {values[1]:g}] does not hold {self.null:g}, no difference")
        return self


def with_scale(given: Any, scale: str) -> Any:
    """Let the author leave out the scale where there is one alone."""
    return {"scale": scale, **given} if isinstance(given, dict) else given


def of_ratio(given: Any) -> Any:
    return with_scale(given, "ratio")


def check_ratio(margin: Margin | None) -> Margin | None:
    """Refuse a margin of a difference where ratios are compared."""
    if margin is not None and margin.scale != "ratio":
        raise ValueError(f"`scale: {margin.scale}`: what is compared is a ratio, whose margin is e.g. 1.25")
    return margin


RatioMargin = Annotated[
    Margin | None,
    BeforeValidator(of_ratio, json_schema_input_type=Margin | None),
    AfterValidator(check_ratio),
    Field(description="A margin of non-inferiority or equivalence for the ratio, e.g. 1.25 or `[0.8, 1.25]`."),
]
