"""Composites of normal deviates: how far a subject's nerves lie from those of the healthy, all attributes together.

Each value is compared with what is expected of a healthy person of the same age, sex and height, in units of the SD
of the healthy, with the sign set so that worse is positive; the deviates are added up (Dyck et al., Diabetes Care
2005;28:2192-2200). The limits are the user's: none are shipped.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.adam.nerve.reference_limits import ANY, read_limits
from trialstats.adam.nerve.response import ABSENT
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.deviates import Deviates
from trialstats.trialfile.trial import Trial

__all__ = ["derive_deviates", "not_composed"]

PLACE = ["USUBJID", "AVISIT"]


def derive_deviates(
    records: pd.DataFrame, paramcd: str, deviates: Deviates, trial: Trial, dataset: Dataset, adsl: pd.DataFrame
) -> pd.DataFrame:
    """Add records of a composite, one for each subject and visit with a record of any of its parts.

    A composite needs a deviate of every part. Where one is lacking its AVAL is empty and REASND names the parts and
    why: absent (without `absent_deviate`), not done, no record, no number, or no variable of the subject, or no
    limits, that it needs. Only analysis records take part; it is dated by the earliest.
    """
    parts = records[records["PARAMCD"].isin(deviates.of) & (records["ANL01FL"] == "Y")]
    if parts.empty:
        return records
    parts = with_deviates(parts, deviates, read_limits(deviates, trial, dataset), adsl)
    first = parts.sort_values([*PLACE, *[name for name in ("ADT",) if name in parts]], kind="stable")
    keys = [name for name in ("USUBJID", "VISIT", "AVISIT", "ADT", "ADY") if name in parts]
    new = first.drop_duplicates(PLACE)[keys].reset_index(drop=True)
    at = pd.MultiIndex.from_frame(new[PLACE])
    # Parts in the order of `of`: the last digit of a sum does not depend on the order of a file.
    table = parts.pivot(index=PLACE, columns="PARAMCD", values="nd").reindex(at, columns=list(deviates.of))  # noqa: PD010
    total = table.sum(axis=1, skipna=False) if deviates.summary == "sum" else table.mean(axis=1, skipna=False)
    reasons = parts.pivot(index=PLACE, columns="PARAMCD", values="why").reindex(at, columns=list(deviates.of))  # noqa: PD010
    new = new.assign(
        PARAMCD=paramcd, AVAL=total.to_numpy(), ANL01FL="Y", PARAMTYP="DERIVED", REASND=joined(reasons).to_numpy()
    )
    return pd.concat([records, new.astype({"REASND": "str"})], ignore_index=True)


def with_deviates(parts: pd.DataFrame, deviates: Deviates, limits: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    """Add nd, the normal deviate of each record, and why there is none (missing where there is one)."""
    wanted = [name for name in (deviates.sex, deviates.age, deviates.height) if name in adsl]
    frame = parts.drop(columns=[name for name in wanted if name in parts]).merge(
        adsl[["USUBJID", *dict.fromkeys(wanted)]], on="USUBJID", how="left", validate="many_to_one"
    )
    general = set(limits.loc[limits["SEX"] == ANY, "PARAMCD"])
    sex = frame[deviates.sex].astype("object") if deviates.sex in frame else pd.Series(None, index=frame.index)
    frame["_sex"] = sex.mask(frame["PARAMCD"].isin(general), ANY)
    own = limits.rename(columns={"SEX": "_sex", "age": "_age", "height": "_height"})
    frame = frame.merge(own, on=["PARAMCD", "_sex"], how="left", validate="many_to_one")
    expected = frame["intercept"] + term(frame, "_age", deviates.age) + term(frame, "_height", deviates.height)
    positive = frame["AVAL"].where(frame["AVAL"] > 0)
    value = np.log(positive).where(frame["scale"] == "log", frame["AVAL"])
    nd = (value - expected) / frame["sd"] * frame["worse"].map({"lower": -1.0, "higher": 1.0})
    absent = frame["RESPSTAT"].eq(ABSENT) if "RESPSTAT" in frame else pd.Series(False, index=frame.index)
    if deviates.absent_deviate is not None:
        nd = nd.mask(absent, deviates.absent_deviate)
    return frame.assign(nd=nd, why=why(frame, value, nd, absent))


def term(frame: pd.DataFrame, coefficient: str, variable: str) -> pd.Series[float]:
    """Multiply a coefficient with its variable, which is not looked at where the coefficient is 0."""
    if variable not in frame:
        return pd.Series(0.0, index=frame.index)
    return (frame[coefficient] * frame[variable]).mask(frame[coefficient] == 0, 0.0)


def why(frame: pd.DataFrame, value: pd.Series[float], nd: pd.Series[float], absent: pd.Series[bool]) -> pd.Series[str]:
    """Say why a record has no deviate; missing where it has one."""
    status = frame["RESPSTAT"] if "RESPSTAT" in frame else pd.Series(pd.NA, index=frame.index, dtype="str")
    said = pd.Series("without a variable or limits of the subject", index=frame.index, dtype="str")
    said = said.mask(frame["AVAL"].notna() & value.isna() & frame["scale"].notna(), "not above 0 (log scale)")
    said = said.mask(frame["AVAL"].isna(), status.str.lower().fillna("no number")).mask(absent, "absent")
    return said.where(nd.isna(), "")


def joined(reasons: pd.DataFrame) -> pd.Series[str]:
    """Join the parts that are lacking with why: `SURAMPL absent, SURAMPR no record`; missing where none is."""
    said = reasons.fillna("no record")
    texts = [", ".join(f"{code} {reason}" for code, reason in row.items() if reason) for row in said.to_dict("records")]
    return pd.Series(texts, index=reasons.index, dtype="object").replace("", None)


def not_composed(records: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Take the records of composites that could not be computed, to be counted with other scores that could not."""
    composed = [paramcd for paramcd, derived in dataset.derived.items() if derived.deviates]
    if not composed:
        return records.iloc[:0]
    return records[records["PARAMCD"].isin(composed) & records["AVAL"].isna()]
