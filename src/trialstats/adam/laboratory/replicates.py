"""Replicates: several measurements of one sample become one record, and those that disagree are told.

A sample is what a subject gave of one parameter at one visit on one day, measured under the same limits. Where all
replicates are numbers the combined value is their mean. Where all lie below the limit, so does the sample (under the
largest of their limits); likewise above. Where some have a number and others lie beyond a limit, the replicates
contradict each other: that is a finding, and where it is kept the value is the mean of the numbers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.adam.laboratory.limits import DECLARED
from trialstats.adam.listing import SUBJECT, Listing
from trialstats.io.table import LINE
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.parts.sources import Source

__all__ = ["combine_replicates", "samples"]

SAMPLE = "_sample"


def samples(records: pd.DataFrame, source: Source) -> list[str]:
    """Name the variables that tell samples apart: subject, visit, day and the limits that were declared."""
    when = "ADT" if source.visits_by == "window" else "AVISIT"
    keys = [SUBJECT, "PARAMCD", when, "ADT", *DECLARED.values()]
    return [key for key in dict.fromkeys(keys) if key in records]


def combine_replicates(records: pd.DataFrame, dataset: Dataset, source: Source, listing: Listing) -> pd.DataFrame:
    """Make one record of the replicates of each sample; adds NREP (their number) and REPCV (percent).

    The record is that of the first replicate; the others are listed as `replicate_combined`.
    """
    replicated = {code: parameter for code, parameter in dataset.parameters.items() if parameter.replicates}
    if not replicated:
        return records
    parts = [records[~records["PARAMCD"].isin(list(replicated))].assign(NREP=np.nan, REPCV=np.nan)]
    for paramcd, parameter in replicated.items():
        parts.append(combine(records[records["PARAMCD"] == paramcd], parameter, source, listing))
    combined = pd.concat(parts)
    return combined.loc[records.index[records.index.isin(combined.index)]]


def combine(records: pd.DataFrame, parameter: Parameter, source: Source, listing: Listing) -> pd.DataFrame:
    """Combine the replicates of one parameter."""
    assert parameter.replicates is not None
    if records.empty:
        return records.assign(NREP=np.nan, REPCV=np.nan)
    records = records.sort_values([parameter.replicates.variable, "_text", LINE], kind="stable")
    records[SAMPLE] = records.groupby(samples(records, source), sort=False, dropna=False).ngroup()
    facts = describe(records, parameter)
    found = facts.reindex(records[SAMPLE]).set_axis(records.index)
    left_out = list_disagreements(records, found, parameter, listing)
    kept, found = records[~left_out], found[~left_out]
    first = ~kept.duplicated(SAMPLE)
    others = kept[~first]
    line = kept[first].set_index(SAMPLE)[LINE].reindex(others[SAMPLE]).set_axis(others.index)
    listing.add(
        others,
        "replicate_combined",
        item=others["PARAMCD"] + " at " + others["AVISIT"],
        value=others["AVALC"],
        allowed="combined with " + listing.place + " " + line.astype("str"),
    )
    columns = [name for name in ("AVAL", "AVALC", "ALLOQ", "AULOQ", "BLQFL", "ALQFL", "NREP", "REPCV") if name in found]
    return kept[first].drop(columns=SAMPLE).assign(**{name: found.loc[first, name] for name in columns})


def describe(records: pd.DataFrame, parameter: Parameter) -> pd.DataFrame:
    """Give each sample's combined value, texts, limits and flags, and how many replicates are numbers or beyond."""
    below, above = (
        (records[flag] == "Y") if flag in records else pd.Series(False, index=records.index)
        for flag in ("BLQFL", "ALQFL")
    )
    marked = records.assign(_below=below, _above=above)
    groups = marked.groupby(SAMPLE)
    values = groups["AVAL"]
    facts = pd.DataFrame({"NREP": groups.size().astype("float64"), "numbers": values.count()})
    facts["below"], facts["above"] = groups["_below"].sum(), groups["_above"].sum()
    facts["REPCV"] = 100 * values.std(ddof=1) / values.mean()
    facts["AVAL"] = geometric(marked) if is_geometric(parameter) else values.mean()
    facts["AVALC"] = groups["AVALC"].agg(lambda texts: "; ".join(dict.fromkeys(texts)))
    none = facts["numbers"] == 0
    flags = {"BLQFL": ("ALLOQ", "below", "_below", "max"), "ALQFL": ("AULOQ", "above", "_above", "min")}
    for flag, (limit, beyond, mark, largest) in flags.items():
        if flag in records:
            facts[flag] = (none & (facts[beyond] > 0)).map({True: "Y"}).astype("str")
            of_those = marked[limit].where(marked[mark]).groupby(marked[SAMPLE]).agg(largest)
            facts[limit] = of_those.where(facts[flag] == "Y", groups[limit].first())
    return facts


def is_geometric(parameter: Parameter) -> bool:
    """Tell whether values are combined by their geometric mean: as declared, else where the scale is log."""
    assert parameter.replicates is not None
    return (parameter.replicates.combine or {"log": "geometric mean"}.get(parameter.scale)) == "geometric mean"


def geometric(records: pd.DataFrame) -> pd.Series:
    logs: pd.Series = np.log(records["AVAL"]).groupby(records[SAMPLE]).mean()
    combined: pd.Series = np.exp(logs)
    return combined


def list_disagreements(
    records: pd.DataFrame, found: pd.DataFrame, parameter: Parameter, listing: Listing
) -> pd.Series[bool]:
    """List the replicates that differ too much or contradict each other; returns those that are left out."""
    assert parameter.replicates is not None
    item = records["PARAMCD"] + " at " + records["AVISIT"]
    kinds = (found[["numbers", "below", "above"]] > 0).sum(axis="columns")
    mixed, opposed = (kinds > 1) & (found["numbers"] > 0), (kinds > 1) & (found["numbers"] == 0)
    most = parameter.replicates.max_cv
    apart = ~mixed & (found["REPCV"] > most * (1 + 1e-12)) if most else pd.Series(False, index=records.index)
    cv = "replicates with a CV of " + found["REPCV"].map("{:.1f}".format).astype("str") + f"%, above {most or 0:g}%"
    fate = "exclude" if listing.fate("replicate_mixed") == "keep" else None  # there is no number to be kept
    contrary = "replicates of which some are beyond a limit"
    for where, kind, allowed, forced in (
        (mixed, "replicate_mixed", pd.Series(contrary, index=records.index), None),
        (opposed, "replicate_mixed", pd.Series("replicates below and above the limits", index=records.index), fate),
        (apart, "replicate_cv", cv, None),
    ):
        listing.add(
            records[where], kind, item=item[where], value=found.loc[where, "AVALC"], allowed=allowed[where], fate=forced
        )
    keeps = {kind: listing.fate(kind) == "keep" for kind in ("replicate_mixed", "replicate_cv")}
    return opposed | (mixed & (not keeps["replicate_mixed"])) | (apart & (not keeps["replicate_cv"]))
