"""What methods, and tables, of several families may say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trialstats.trialfile.parts.display import Selected
from trialstats.trialfile.parts.part import Name

__all__ = [
    "BesideTruth",
    "Ddf",
    "GeeDdf",
    "GeeErrors",
    "Moments",
    "Sandwich",
    "WorkingCorrelation",
    "refuse_adjusted_sandwich",
]

# Of mixed models: the words of `engines.mmrm` for degrees of freedom, and for sandwiches.
Ddf = Literal["kr", "kr_linear", "kr_expected", "satterthwaite", "between_within", "residual", "inf"]
Sandwich = Literal["cr0", "cr2", "cr3"]

# Of estimating equations over several visits.
WorkingCorrelation = Annotated[
    Literal["independence", "exchangeable", "ar1", "unstructured"],
    Field(description="The working correlation of the visits of a subject."),
]
GeeErrors = Annotated[
    Literal["robust", "kauermann-carroll", "mancl-derouen", "model"],
    Field(
        description="Robust (sandwich), the same corrected for few subjects, or right only where the working "
        "correlation is (`model`)."
    ),
]
GeeDdf = Annotated[
    Literal["inf", "subjects"],
    Field(description="`inf`: z tests, as SAS and R; `subjects`: t tests, as many df as subjects less coefficients."),
]
Moments = Annotated[
    Literal["sas", "geepack"],
    Field(description="How the working correlation is estimated: as SAS's PROC GENMOD, or R's geepack."),
]


def refuse_adjusted_sandwich(ddf: Ddf, vcov: Sandwich | None) -> None:
    """Raise ValueError where Kenward and Roger's adjustment of another kind is asked for beside a sandwich."""
    if vcov is not None and ddf in ("kr_linear", "kr_expected"):
        raise ValueError(f"ddf {ddf} does not go with `vcov`; satterthwaite, between_within, residual, inf do")


class BesideTruth(Selected):
    """A table that can set the true effects of a simulation beside the estimates."""

    truth: Name | None = Field(None, description="An analysis of method `truth` whose effects stand beside.")

    @property
    def beside(self) -> dict[str, Name]:
        return {"truth": self.truth} if self.truth else {}
