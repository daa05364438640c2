"""Run all checks on a folder, and tell what they found."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.conformance.folder import Folder
from trialstats.conformance.registry import CHECKS

__all__ = ["COLUMNS", "check_folder", "told"]

COLUMNS = ("severity", "check", "rules", "dataset", "variable", "USUBJID", "row", "finding", "says")
SHOWN = 3


def check_folder(folder: Folder) -> pd.DataFrame:
    """Give all findings, a row each, in the order of the checks and datasets: COLUMNS."""
    found = [
        (one.severity, one.id, " ".join(one.rules), hit.dataset, hit.variable, hit.USUBJID, hit.row, hit.text, one.says)
        for one in CHECKS
        for hit in one.run(folder)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"row": "Int64"})


def told(findings: pd.DataFrame) -> Iterator[str]:
    """Say the findings, those of a check, dataset and variable in a line, with the first rows of several."""
    for (severity, name, dataset, variable), own in findings.groupby(
        ["severity", "check", "dataset", "variable"], sort=False
    ):
        first = own.iloc[0]
        number = f" ({first['rules']})" if first["rules"] else ""
        at = [f"row {row}" + (f" ({who})" if who else "") for row, who in zip(own["row"], own["USUBJID"], strict=True)]
        rows = [] if own["row"].isna().all() else at[:SHOWN]
        more = [f"{len(own) - SHOWN} more"] if len(own) > SHOWN and rows else []
        where = f": {', '.join([*rows, *more])}" if rows else ""
        texts = list(dict.fromkeys(own["finding"]))
        further = f" (and {len(texts) - 1} others)" if len(texts) > 1 else ""
        yield f"{severity} {name}{number} {dataset}{'.' if variable else ''}{variable}: {texts[0]}{further}{where}"
