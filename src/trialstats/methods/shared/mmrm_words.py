"""What the report says of a mixed model for repeated measures: its options in words."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.results.shape import Row

__all__ = ["MARGINS", "SANDWICHES", "SOFTWARE", "STRUCTURES", "TESTS", "structures_used"]

SOFTWARE = "trialstats.engines.mmrm"

STRUCTURES = {
    "us": "unstructured",
    "toep": "of Toeplitz form",
    "toeph": "of Toeplitz form with a variance at each visit",
    "ar1": "autoregressive of the first order",
    "ar1h": "autoregressive of the first order with a variance at each visit",
    "cs": "of compound symmetry",
    "csh": "of compound symmetry with a variance at each visit",
    "ad": "antedependent of the first order",
    "adh": "antedependent of the first order with a variance at each visit",
    "sp_exp": "falling exponentially with time",
    "sp_gau": "falling with the square of time (Gaussian)",
}
TESTS = {
    "kr": "Kenward-Roger standard errors and degrees of freedom (SAS DDFM=KR)",
    "kr_linear": "Kenward-Roger standard errors and degrees of freedom, linear (SAS DDFM=KR(LINEAR))",
    "kr_expected": "Kenward-Roger standard errors and degrees of freedom from the expected information",
    "satterthwaite": "Satterthwaite degrees of freedom",
    "between_within": "between-within degrees of freedom",
    "residual": "residual degrees of freedom",
    "inf": "infinite degrees of freedom (z tests)",
}
SANDWICHES = {
    "cr0": "empirical (sandwich) standard errors",
    "cr2": "bias-reduced empirical (sandwich) standard errors",
    "cr3": "jackknife empirical (sandwich) standard errors",
}
MARGINS = {
    "equal": "factors weighted equally",
    "observed": "factors weighted as observed in the records used",
    "sample": "averaged over the records used, whose covariates are taken as they are (their own variability counts in "
    "no standard error of a mean; in differences of arms it cancels)",
}


def structures_used(planned: Sequence[str], fits: Sequence[Row]) -> str:
    """Say which covariance structure was fitted, of several by parameter, and which of those planned could not be.

    planned: the ladder; fits: as `describe` tells them. Where nothing was fitted, the ladder.
    """
    used: dict[str, list[str]] = {}
    for fit in fits:
        used.setdefault(str(fit["structure"]), []).append(str(fit.get("PARAMCD") or ""))
    if not used:
        return ", else ".join(STRUCTURES[name] for name in planned)
    found = []
    for name, codes in used.items():
        of = f" ({', '.join(codes)})" if len(used) > 1 and all(codes) else ""
        found.append(f"{STRUCTURES.get(name, name)}{of}{passed(planned, name)}")
    return ", ".join(found)


def passed(planned: Sequence[str], used: str) -> str:
    """Say which structures stand before the one used in the ladder, and so could not be fitted."""
    before = planned[: list(planned).index(used)] if used in planned else ()
    return f" (planned first, and not to be fitted: {', '.join(STRUCTURES[name] for name in before)})" if before else ""
