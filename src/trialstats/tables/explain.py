"""The footnotes that explain an estimates table: its abbreviations, the direction of its differences."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.tables.cells import Record
from trialstats.tables.choose import MEASURES, distinct, only
from trialstats.tables.data import Column

__all__ = ["explanations"]

ABBREVIATIONS = {
    "LS mean": "LS mean: least-squares mean",
    "Effect size": "Effect size: Hedges g",
    "SE": "SE: standard error",
    "CI": "CI: confidence interval",
    "df": "df: denominator degrees of freedom",
}
BETTER = {"lower": "Lower values are better.", "higher": "Higher values are better."}


TREND = "Trend over doses: change per unit of dose, from a model with the dose as a number in the place of the arm."


def explanations(records: Sequence[Record], columns: Sequence[Column], *, truth: bool) -> list[str]:
    """Explain what the columns and the differences mean."""
    heads = " ".join(column.name for column in columns)
    used = ". ".join(words for short, words in ABBREVIATIONS.items() if short in heads)
    notes = [f"{used}." if used else "", direction(records), measures(records)]
    notes.append(TREND if any(record["kind"] == "trend" for record in records) else "")
    notes.append("True difference: the effect that the simulation was given." if truth else "")
    return [note for note in notes if note]


def direction(records: Sequence[Record]) -> str:
    """Say which arm is subtracted, and which way improvement lies where that is the same for all parameters."""
    references = [str(name) for name in distinct(records, "REFERENCE") if name is not None]
    better = {record["better"] for record in records}
    meaning = BETTER.get(str(better.pop()), "") if len(better) == 1 else ""
    said = f"Differences are arm minus {' or '.join(references)}." if references else ""
    return " ".join(part for part in (said, meaning) if part)


def measures(records: Sequence[Record]) -> str:
    """Say so where means and differences are not of the same measure."""
    means, differences = (distinct(only(records, kind=kind), "measure") for kind in ("lsmean", "difference"))
    if len(means) != 1 or len(differences) != 1 or means == differences:
        return ""
    mean, difference = (MEASURES.get(str(measure), str(measure)) for measure in (means[0], differences[0]))
    return f"LS means are of the {mean}, differences of the {difference}."
