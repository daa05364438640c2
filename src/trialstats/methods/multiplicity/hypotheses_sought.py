"""The rows by which hypotheses are tested, found among the results of other analyses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from trialstats.results.kinds import PERCENTAGE_POINTS, Kind, no_difference
from trialstats.trialfile.parts.hypotheses import Hypothesis, Sought

__all__ = ["Claim", "claim_of"]

KEYS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group")
WORDS = ("PARAM", "unit", "AVISITN", "decimals", "better", "mcid", "population")
NUMBERS = (
    "estimate",
    "std_error",
    "df",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
    "conf_level",
    "minimum",
    "maximum",
)
SHARE_DIGITS = 3


@dataclass(frozen=True)
class Claim:
    """A hypothesis with the row that tests it.

    keys, words: what the row is about, as rows have it. numbers: those of the row that there are. p: one- or two-sided
    as the procedure wants it; None where there is none, for a `reason`. sizes: the subjects of arm and reference.
    """

    name: str
    label: str
    sought: Sought
    keys: dict[str, Any]
    words: dict[str, Any]
    numbers: dict[str, float]
    p: float | None
    better: Literal["lower", "higher"] | None
    sizes: tuple[float, float] | None = None
    reason: str | None = None

    @property
    def kind(self) -> Kind:
        """The kind of the comparison."""
        return Kind(self.sought.kind)

    @property
    def null(self) -> float:
        """The value of the comparison where the arms do not differ."""
        if self.kind == Kind.MARGIN:
            return self.numbers.get("minimum", self.numbers.get("maximum", 0.0))
        return no_difference(self.kind)


def claim_of(name: str, node: Hypothesis, sought: Sought, results: pd.DataFrame, sides: Literal["two", "one"]) -> Claim:
    """Find the row of a hypothesis, and its p value; where there is none, the claim says why."""
    label = node.label or name
    rows, reason = matching(sought, results)
    if reason:
        keys = {key: getattr(sought, key) for key in ("PARAMCD", "AVISIT", "ARM", "REFERENCE")}
        return Claim(name, label, sought, keys, {}, {}, None, sought.better, reason=reason)
    row = rows.iloc[0]
    keys = {key: row[key] for key in KEYS if pd.notna(row[key])}
    words = {key: row[key] for key in WORDS if pd.notna(row[key])}
    if sought.kind == Kind.MARGIN and words.get("unit") == PERCENTAGE_POINTS:
        words = {**words, "unit": None, "decimals": SHARE_DIGITS}  # the comparison beside it is one of shares too
    numbers = {key: float(row[key]) for key in NUMBERS if pd.notna(row[key])}
    better = sought.better or words.get("better")
    claim = Claim(name, label, sought, keys, words, numbers, None, better, sizes_of(sought, results))
    p, reason = tested_p(claim, sides)
    if pd.notna(row["reason"]) and p is None:
        reason = str(row["reason"])
    return replace(claim, p=p, reason=reason)


def matching(sought: Sought, results: pd.DataFrame) -> tuple[pd.DataFrame, str | None]:
    """Give the one row that is meant, or why it is not to be had."""
    wanted = {
        "analysis": sought.analysis,
        "kind": sought.kind,
        "PARAMCD": sought.PARAMCD,
        "AVISIT": sought.AVISIT,
        "ARM": sought.ARM,
        "REFERENCE": sought.REFERENCE,
        "variable": sought.variable,
        "group": sought.criterion,
    }
    found = results
    for key, value in wanted.items():
        if value is None:
            continue
        kept = found[found[key].eq(value).fillna(False).astype(bool)]
        if kept.empty:
            others = ", ".join(map(str, found[key].dropna().unique())) if key == "group" else ""
            which = f"criterion {value} (it has: {others or 'none'})" if key == "group" else f"{value}"
            return kept, f"the results of {sought.analysis} have no {sought.kind} of {which}"
        found = kept
    for key, value in {"variable": sought.variable, "group": sought.criterion, "level": None}.items():
        whole = found[found[key].isna()]  # not of a part of it, such as a system of events
        found = found if value is not None or whole.empty else whole
    if sought.kind == Kind.RATIO and sought.criterion is None:  # the first approach is the analysis
        found = found[found["group"].eq(found["group"].iloc[0]) | found["group"].isna()]
    if len(found) > 1:
        groups = ", ".join(map(str, found["group"].dropna().unique()))
        return found, f"{sought.analysis} has {len(found)} such comparisons: say which `criterion` ({groups})"
    return found, None


def tested_p(claim: Claim, sides: Literal["two", "one"]) -> tuple[float | None, str | None]:
    """Give the p value of a claim: two-sided as its row has it, or the half or the rest of it on the better side."""
    p = claim.numbers.get("p_value")
    if p is None:
        return None, f"{claim.sought.analysis} gives no p value for it"
    if claim.kind == Kind.MARGIN:  # one-sided by itself: twice that is what a two-sided procedure compares with alpha
        return (p if sides == "one" else min(1.0, 2 * p)), None
    if sides == "two":
        return p, None
    estimate = claim.numbers.get("estimate")
    if estimate is None or claim.better is None:
        return None, "a one-sided test needs to know which way is better: say `better` of the hypothesis"
    return (p / 2 if is_better(claim) else 1 - p / 2), None


def is_better(claim: Claim) -> bool:
    """Tell whether the estimate lies on the better side."""
    beyond = claim.numbers["estimate"] - claim.null
    return beyond < 0 if claim.better == "lower" else beyond > 0


def sizes_of(sought: Sought, results: pd.DataFrame) -> tuple[float, float] | None:
    """Give the subjects of arm and reference that the comparison rests on, as the rows of the arms count them."""
    own = results[results["analysis"].eq(sought.analysis) & results["REFERENCE"].isna()]
    # A count is of a part of the arm, which is its total.
    here = own.assign(n=own["n"].mask(own["kind"].eq(Kind.COUNT).fillna(False).astype(bool), own["total"]))
    here = here[here["n"].notna()]
    for key in ("PARAMCD", "AVISIT"):
        value = getattr(sought, key)
        here = here[here[key].isna()] if value is None else here[here[key].eq(value).fillna(False).astype(bool)]
    counts = [here.loc[here["ARM"].eq(arm).fillna(False).astype(bool), "n"] for arm in (sought.ARM, sought.REFERENCE)]
    if any(count.empty for count in counts):
        return None
    return float(counts[0].iloc[0]), float(counts[1].iloc[0])
