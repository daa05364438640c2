"""The footnotes that explain an estimates table: its abbreviations, the direction of its differences."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.display.table.cells import Record
from trialstats.display.table.choose import MEASURES, distinct, only
from trialstats.display.table.data import Column
from trialstats.results.kinds import Kind

__all__ = ["explanations", "measures_of"]

ABBREVIATIONS = {
    "LS mean": "LS mean: least-squares mean",
    "Hedges g": "Hedges g: difference of means in units of the pooled SD",
    "SE": "SE: standard error",
    "CI": "CI: confidence interval",
    "MCSE": "MCSE: Monte Carlo standard error, which more imputations would make smaller",
    "df": "df: denominator degrees of freedom",
}
BETTER = {"lower": "Lower values are better.", "higher": "Higher values are better."}
TREND = "Trend over doses: change per {unit}, from a model with the dose as a number in the place of the arm."
OF_DOSE = "unit of dose"
UNROUNDED = "Differences are computed from unrounded numbers."
TRUE = "True difference: the effect that the simulation was given."


def explanations(records: Sequence[Record], columns: Sequence[Column], *, truth: bool) -> list[str]:
    """Explain what the columns and the differences mean."""
    heads = " ".join(column.name for column in columns)
    used = ". ".join(words for short, words in ABBREVIATIONS.items() if short in heads)
    notes = [f"{used}." if used else "", direction(records), measures(records), slopes(records)]
    notes.append(UNROUNDED if "Difference" in heads else "")
    trends = [record["level"] or OF_DOSE for record in records if record["kind"] == Kind.TREND]
    notes.append(TREND.format(unit=trends[0]) if trends else "")
    notes.append(f"{TRUE}{chance(records)}" if truth else "")
    return [note for note in notes if note]


def chance(records: Sequence[Record]) -> str:
    """Say how often an interval misses the truth, that nobody takes the one that does for a fault."""
    levels = {float(record["conf_level"]) for record in records if record["conf_level"]}
    if len(levels) != 1:
        return ""
    percent = 100 * levels.pop()
    article = "An" if f"{percent:.4g}".startswith("8") else "A"
    return f" {article} {percent:.4g}% interval misses it in {100 - percent:.4g} of 100 trials by chance."


def slopes(records: Sequence[Record]) -> str:
    """Say what slopes are per, which their units tell."""
    units = [str(unit) for unit in distinct(only(records, kind=Kind.SLOPE), "unit") if unit]
    return f"Slopes are {' or '.join(units)}." if units else ""


def direction(records: Sequence[Record]) -> str:
    """Say which arm is subtracted, and which way improvement lies where that is the same for all parameters."""
    references = [str(name) for name in distinct(records, "REFERENCE") if name is not None]
    better = {record["better"] for record in records}
    meaning = BETTER.get(str(better.pop()), "") if len(better) == 1 else ""
    said = f"Differences are arm minus {' or '.join(references)}." if references else ""
    return " ".join(part for part in (said, meaning) if part)


def measures(records: Sequence[Record]) -> str:
    """Say so where means and differences are not of the same measure."""
    said = measures_of(records)
    return f"{said}." if "," in said else ""


def measures_of(records: Sequence[Record]) -> str:
    """Say of what measure LS means and differences are; nothing where there are none, or of several measures."""
    means, differences = (distinct(only(records, kind=kind), "measure") for kind in (Kind.LSMEAN, Kind.DIFFERENCE))
    if len(means) != 1 or len(differences) != 1:
        return ""
    mean, difference = (MEASURES.get(str(measure), str(measure)) for measure in (means[0], differences[0]))
    if mean == difference:
        return f"LS means and differences of the {mean}"
    return f"LS means are of the {mean}, differences of the {difference}"
