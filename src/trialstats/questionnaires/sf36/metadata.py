"""What each score is called, and what it can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialstats.questionnaires.sf36.norms import Norms, Summary, resolve_norms
from trialstats.questionnaires.sf36.versions import Version, load_version

__all__ = ["parameters"]


def parameters(
    version: str = "v1", norms: str | Norms | None = "auto", components: str | Sequence[str] = "orthogonal"
) -> pd.DataFrame:
    """Describe the columns that `score` returns for the same version, norms and components, in their order.

    Returns
    -------
    DataFrame indexed by column name:

    - PARAMCD: for ADaM, at most 8 characters (SF36PF, SF36PFT, SF36PCS; R36PF for RAND-36);
    - label: at most 40 characters;
    - unit: "score";
    - kind: "score", or "category" for the transition item of v1 and v2;
    - low, high: the least and the greatest value there can be; for PCS and MCS those of the weighted sum,
      each scale at its own extreme;
    - better: "higher" or "lower".

    Raises
    ------
    SpecError for a version or norms that are not available.
    """
    instrument = load_version(version)
    reference = resolve_norms(instrument, norms, components)
    rows = _scale_rows(instrument)
    if reference is not None:
        rows += _norm_rows(instrument, reference)
    return pd.DataFrame(rows).set_index("column")


def _row(column: str, paramcd: str, label: str, low: float, high: float, **other: str) -> dict[str, Any]:
    row: dict[str, Any] = {"column": column, "PARAMCD": paramcd, "label": label, "unit": "score"}
    return row | {"kind": "score", "low": float(low), "high": float(high), "better": "higher"} | other


def _scale_rows(version: Version) -> list[dict[str, Any]]:
    rows = [
        _row(scale.name, version.paramcd + scale.name, f"{version.label} {scale.label}", 0, 100)
        for scale in version.scales
    ]
    item = version.transition
    values = version.values[item.item]
    paramcd, label = f"{version.paramcd}HT", f"{version.label} {item.label}"
    last = _row("HT", paramcd, label, min(values), max(values), kind=item.kind, better=item.better)
    return [*rows, last]


def _norm_rows(version: Version, norms: Norms) -> list[dict[str, Any]]:
    extremes = {scale.name: norms.z(scale.name, np.array([0.0, 100.0])) for scale in version.scales}
    t_rows = [
        _row(
            f"{scale.name}_T",
            f"{version.paramcd}{scale.name}T",
            f"{version.label} {scale.label} (T)",
            *(50 + 10 * extremes[scale.name]),
        )
        for scale in version.scales
    ]
    return t_rows + [_summary_row(version, summary, extremes) for summary in norms.summaries]


def _summary_row(version: Version, summary: Summary, extremes: dict[str, Any]) -> dict[str, Any]:
    parts = np.array([weight * extremes[name] for name, weight in summary.weights.items()])
    paramcd = version.paramcd + summary.name.upper()
    low, high = 50 + 10 * parts.min(axis=1).sum(), 50 + 10 * parts.max(axis=1).sum()
    return _row(summary.name, paramcd, f"{version.label} {summary.label}", low, high)
