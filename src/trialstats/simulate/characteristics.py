"""Operating characteristics of a design: batches put together, each share with the interval of the simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.simulate.batch import ALL, ANY, BY_EFFECT, RETAINED
from trialstats.simulate.intervals import share_interval

__all__ = ["by_effect", "combine", "retention"]

SUMS = [
    "replicates", "answered", "rejected", "confirmed", "covered", "bounded", "estimated", "error", "error_2",
    "std_error", "variance",
]  # fmt: skip


def combine(batches: pd.DataFrame) -> pd.DataFrame:
    """Put batches of any number of scenarios together: a row a scenario and hypothesis, in the order they came in.

    power: the share of replicates in which the procedure rejects the hypothesis (of the null scenario the type I error,
    and of a margin power at equality; of the prior's, assurance); alone: by its own test, as if there were no other.
    Replicates that could not be analysed reject nothing, and are counted in `failed`. bias: mean of estimate - truth,
    with its standard error; coverage: of the intervals; empirical_se: standard deviation of the estimates; model_se:
    root of the mean squared standard error.
    """
    own = batches[~batches["hypothesis"].isin([RETAINED, BY_EFFECT])]
    if own.duplicated(["scenario", "hypothesis", "batch"]).any():
        raise ValueError("a batch stands twice among those to be put together")
    ordered = own.sort_values("batch", kind="stable")  # sums of floats depend on their order
    rows = []
    for (scenario, hypothesis), part in ordered.groupby(["scenario", "hypothesis"], sort=False):
        total = {name: float(np.add.reduce(part[name].to_numpy(dtype=float))) for name in SUMS if name in part}
        rows.append({"scenario": scenario, "hypothesis": hypothesis, **_row(total, together=hypothesis in (ANY, ALL))})
    table = pd.DataFrame(rows)
    came = list(dict.fromkeys(zip(own["scenario"], own["hypothesis"], strict=True)))
    return table.set_index(["scenario", "hypothesis"]).reindex(came).reset_index()


def _row(total: dict[str, float], *, together: bool) -> dict[str, float]:
    n = int(total["replicates"])
    row: dict[str, float] = {"replicates": n, "failed": n - int(total["answered"])}
    row |= _share("power", int(total["confirmed"]), n)
    if together:
        return row
    row |= _share("alone", int(total["rejected"]), n)
    estimated, bounded = int(total["estimated"]), int(total["bounded"])
    if estimated > 1:
        mean = total["error"] / estimated
        variance = (total["error_2"] - estimated * mean**2) / (estimated - 1)
        row |= {"bias": mean, "bias_se": float(np.sqrt(variance / estimated)), "empirical_se": float(np.sqrt(variance))}
        if total["variance"] > 0:  # some intervals, such as those of scores, come without a standard error
            row |= {"model_se": float(np.sqrt(total["variance"] / estimated))}
    if bounded and estimated:
        row |= _share("coverage", int(total["covered"]), bounded)
    return row


def _share(name: str, count: int, total: int) -> dict[str, float]:
    low, high = share_interval(count, total)
    return {name: count / total, f"{name}_low": low, f"{name}_high": high}


def retention(batches: pd.DataFrame) -> pd.DataFrame:
    """Give the share of subjects still there, by scenario, arm and visit."""
    own = batches[batches["hypothesis"] == RETAINED]
    counted = own.groupby(["scenario", "arm", "visit"], sort=False)[["answered", "replicates"]].sum().reset_index()
    return counted.assign(retained=counted["answered"] / counted["replicates"])[
        ["scenario", "arm", "visit", "retained"]
    ]


def by_effect(batches: pd.DataFrame) -> pd.DataFrame:
    """Give power by the effect that was drawn: of (the hypothesis), slot (in SDs from the mean believed), power."""
    own = batches[batches["hypothesis"] == BY_EFFECT]
    if own.empty:
        return pd.DataFrame({"of": [], "slot": [], "replicates": [], "power": []})
    counted = own.groupby(["of", "slot"])[["replicates", "confirmed"]].sum().reset_index()
    shares = [_share("power", int(row["confirmed"]), int(row["replicates"])) for row in counted.to_dict("records")]
    return pd.concat([counted[["of", "slot", "replicates"]], pd.DataFrame(shares)], axis=1)
