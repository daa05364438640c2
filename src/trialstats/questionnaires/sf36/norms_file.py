"""Norms that a user supplies: a CSV file with a row for each scale.

    scale,mean,sd
    PF,83.0,22.8
    ...

Norms that may not be redistributed, or are newer than those shipped, come in this way; the file's SHA-256 goes with
them wherever they do. The summaries are those of 1990, as with every published set of norms.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from pathlib import Path

from trialstats.errors import DataError
from trialstats.questionnaires.sf36.norms import Norms, load_summaries
from trialstats.questionnaires.sf36.versions import load_version

__all__ = ["read_norms"]

COLUMNS = ("scale", "mean", "sd")
SCALES = tuple(scale.name for scale in load_version("v1").scales)
# Means lie within the scales, and no distribution on 0 to 100 has a larger standard deviation than this.
LIMITS = {"mean": (0.0, 100.0), "sd": (1.0, 50.0)}


def read_norms(path: str | Path) -> Norms:
    """Read norms from a CSV file with the columns scale, mean and sd, one row for each of the eight scales.

    Raises DataError, with all problems by line, for a file that cannot be read, lacks a column or a scale, repeats
    one, or holds a mean outside 0-100 or an SD outside 1-50.
    """
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([f"{path}: norms cannot be read: {error}"]) from error
    rows = [{str(key).strip(): str(cell or "").strip() for key, cell in row.items()} for row in reader(text)]
    problems = problems_of(rows, reader(text).fieldnames)
    if problems:
        raise DataError([f"{path}{problem}" for problem in problems])
    values = {name: {row["scale"]: float(row[name]) for row in rows} for name in LIMITS}
    return Norms(
        name=str(path),
        mean=ordered(values["mean"]),
        sd=ordered(values["sd"]),
        summaries=load_summaries(),
        population=f"Norms of {Path(path).name}",
        source=str(path),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def reader(text: str) -> csv.DictReader[str]:
    """Read lines however they end."""
    return csv.DictReader(io.StringIO("\n".join(text.splitlines())))


def ordered(values: dict[str, float]) -> dict[str, float]:
    return {scale: values[scale] for scale in SCALES}


def problems_of(rows: list[dict[str, str]], columns: object) -> list[str]:
    """Say all that is wrong, with the line where it stands."""
    names = [str(name).strip() for name in columns] if isinstance(columns, list) else []
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        return [f": no column {', '.join(lacking)}; norms have the columns {', '.join(COLUMNS)}"]
    said = [problem for line, row in enumerate(rows, start=2) for problem in problems_of_row(line, row)]
    given = [row["scale"] for row in rows]
    said += [f": {scale} has {given.count(scale)} rows, not one" for scale in SCALES if given.count(scale) != 1]
    return said


def problems_of_row(line: int, row: dict[str, str]) -> list[str]:
    said = [] if row["scale"] in SCALES else [f", line {line}: scale = {row['scale']}, not one of {', '.join(SCALES)}"]
    for name, (low, high) in LIMITS.items():
        if not low <= number(row[name]) <= high:
            said.append(f", line {line}: {name} = {row[name] or 'blank'}, not a number from {low:g} to {high:g}")
    return said


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
