"""What the columns of other programs are called: SAS (LSMeans, Diffs, Estimates, Tests3), R (emmeans, mmrm, broom)."""

from __future__ import annotations

import re

__all__ = ["STATISTICS", "statistic_of", "stripped"]

# Names as they are compared: small letters and digits, and what stands in brackets left out of none.
NAMES = {
    "estimate": ("estimate", "lsmean", "lsmeans", "emmean", "diff", "difference", "meandifference", "coef", "prob"),
    "std_error": ("stderror", "stderr", "se", "standarderror", "stde", "stdev"),
    "df": ("df", "ddf", "dendf", "df2", "ddfm"),
    "num_df": ("numdf", "df1", "ndf"),
    "statistic": ("statistic", "tvalue", "tratio", "zratio", "zvalue", "fvalue", "fratio", "tstat", "t", "f", "fstat"),
    "p_value": ("pvalue", "probt", "probf", "probz", "prt", "prf", "prz", "p", "pr"),
    "conf_low": (
        "conflow",
        "lower",
        "lowercl",
        "lcl",
        "asymplcl",
        "lowermean",
        "lowerci",
        "ll",
        "cllower",
        "ci95lower",
    ),
    "conf_high": (
        "confhigh",
        "upper",
        "uppercl",
        "ucl",
        "asympucl",
        "uppermean",
        "upperci",
        "ul",
        "clupper",
        "ci95upper",
    ),
    "alpha": ("alpha",),
    "conf_level": ("conflevel", "level"),
    "n": ("n", "nobs"),
}
STATISTICS = {name: statistic for statistic, names in NAMES.items() for name in names}


def stripped(text: str) -> str:
    """Leave the letters and digits of a text: `Pr > |t|` is `prt`, `lower.CL` is `lowercl`."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def statistic_of(heading: str) -> str | None:
    """Tell which of our statistics a column holds; None of what is no statistic."""
    return STATISTICS.get(stripped(heading))
