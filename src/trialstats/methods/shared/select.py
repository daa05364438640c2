"""Choose the records of an analysis, and count what each condition leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.errors import SpecError
from trialstats.trialfile.parts.analysis import Filter, Findings
from trialstats.trialfile.text.wording import nearest

__all__ = [
    "ANOTHER_PARAMETER",
    "choices_of_subjects",
    "chosen_subjects",
    "left_out_by",
    "passes",
    "select_records",
    "wording",
]

ANOTHER_PARAMETER = "another parameter"


def select_records(
    bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings, visits: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Select the records that an analysis works on.

    Parameters
    ----------
    bds
        A whole BDS dataset: USUBJID PARAMCD AVISIT ANL01FL, the population flags and the columns of the filters.
    adsl
        One row a subject: USUBJID, TRT01P and the covariates; variables that `bds` lacks are taken from here.
    analysis
        Completed from its estimand (population and parameters are given).
    visits
        The visits used where the analysis names none.

    Returns
    -------
    The records, in their order, and counts: `in`, what each condition left out of those before it, `used`. The
    counts add up: in = used + the others.

    Raises
    ------
    SpecError where the analysis names no population, or a column that is not there or does not hold text.
    """
    first, reasons = _first_reason(bds, adsl, analysis, visits)
    kept = bds[first < 0]
    told = np.bincount(first[first >= 0], minlength=len(reasons))
    left_out = {reason: int(number) for reason, number in zip(reasons, told, strict=True)}
    return _with_covariates(kept, adsl), {"in": len(bds), **left_out, "used": len(kept)}


def left_out_by(
    bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings, visits: Sequence[str]
) -> tuple[pd.Series[str], list[str]]:
    """Give of each record the first condition that leaves it out, none of those used; and all conditions in order.

    Arguments and errors are those of `select_records`.
    """
    first, reasons = _first_reason(bds, adsl, analysis, visits)
    return pd.Series(np.array([*reasons, None], dtype="object")[first], index=bds.index), reasons


def _first_reason(
    bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings, visits: Sequence[str]
) -> tuple[NDArray[np.intp], list[str]]:
    """Number the first condition that leaves each record out, -1 where none does; and name them."""
    first = np.full(len(bds), -1, dtype=np.intp)
    reasons: list[str] = []
    for reason, condition in _conditions(bds, adsl, analysis, visits):
        if reason not in reasons:
            reasons.append(reason)
        first[(first < 0) & ~condition.to_numpy(dtype=bool)] = reasons.index(reason)
    return first, reasons


def _conditions(
    bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings, visits: Sequence[str]
) -> Iterator[tuple[str, pd.Series[bool]]]:
    """Yield reasons to leave records out, and which records of `bds` stay."""
    if not bds.index.is_unique:
        raise ValueError("the records need a unique index")
    if analysis.population is None:
        raise SpecError("the analysis names no population, and no estimand to take it from")
    if analysis.parameters:
        yield ANOTHER_PARAMETER, bds["PARAMCD"].isin(analysis.parameters)
    yield f"{analysis.population} is not Y", _equals_yes(_column(bds, analysis.population))
    randomised = adsl.loc[adsl["TRT01P"].notna(), "USUBJID"]
    yield "not a randomised subject of ADSL", bds["USUBJID"].isin(randomised)
    yield "ANL01FL is not Y", _equals_yes(_column(bds, "ANL01FL"))
    at_visit = bds["AVISIT"].isin(analysis.visits or tuple(visits))
    yield "another visit", at_visit | _equals_yes(bds["ABLFL"]) if analysis.baseline_beside else at_visit
    for chosen in analysis.records:
        yield wording(chosen), passes(_with_variable(bds, adsl, chosen.column), chosen)


def _equals_yes(column: pd.Series) -> pd.Series[bool]:
    return (column == "Y").fillna(False).astype(bool)


def _column(bds: pd.DataFrame, name: str) -> pd.Series:
    if name not in bds.columns:
        raise SpecError(f"{name} is not a column of the dataset{nearest(name, map(str, bds.columns))}")
    return bds[name]


def _with_variable(bds: pd.DataFrame, adsl: pd.DataFrame, name: str) -> pd.DataFrame:
    """Lend the records a variable of their subjects, where they have none of its name."""
    if name in bds.columns or name not in adsl.columns:
        return bds
    return bds.assign(**{name: bds["USUBJID"].map(adsl.set_index("USUBJID")[name]).set_axis(bds.index)})


def choices_of_subjects(bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings) -> list[Filter]:
    """Take the choices of records by a variable of subjects: one that ADSL has, and of which records say nothing else.

    Such a choice says whom the analysis is about, also of those who have no record.
    """
    return [chosen for chosen in analysis.records if _is_of_subjects(bds, adsl, chosen.column)]


def _is_of_subjects(bds: pd.DataFrame, adsl: pd.DataFrame, name: str) -> bool:
    if name not in adsl.columns or name not in bds.columns:
        return name in adsl.columns
    known = bds["USUBJID"].map(adsl.set_index("USUBJID")[name].astype("string")).astype("string").fillna("")
    own = bds[name].astype("string").fillna("")
    return bool((known == own)[bds["USUBJID"].isin(adsl["USUBJID"])].all())


def chosen_subjects(bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings) -> pd.DataFrame:
    """Take the subjects of ADSL whom the choices of records by variables of subjects keep."""
    for chosen in choices_of_subjects(bds, adsl, analysis):
        adsl = adsl[passes(adsl, chosen).to_numpy(dtype=bool)]
    return adsl.reset_index(drop=True)


def wording(chosen: Filter) -> str:
    """Say why a choice leaves a record out."""
    if chosen.recorded is not None:
        return f"{chosen.column} is {'not recorded' if chosen.recorded else 'recorded'}"
    if chosen.within is not None:
        return f"{chosen.column} is not {' or '.join(chosen.within)}"
    return f"{chosen.column} is {' or '.join(chosen.without or ())}"


def passes(bds: pd.DataFrame, chosen: Filter) -> pd.Series[bool]:
    """Tell which records a choice keeps."""
    column = _column(bds, chosen.column)
    if chosen.recorded is not None:
        blank = column.isna() | (column.astype("string").fillna("").str.strip() == "")
        return (blank != chosen.recorded).astype(bool)
    if pd.api.types.is_numeric_dtype(column.dtype) and column.notna().any():
        raise SpecError(f"{chosen.column} holds numbers; a choice of records needs a column with text")
    texts = column.astype("string").fillna("")
    if chosen.within is not None:
        return texts.isin(chosen.within)
    # A blank is no text of the list, even where the list holds a blank text.
    return (texts == "") | ~texts.isin(chosen.without or ())


def _with_covariates(records: pd.DataFrame, adsl: pd.DataFrame) -> pd.DataFrame:
    # TRT01P and the covariates as ADSL types them (ordered arms, categories); flags stay those of the records.
    lent = [name for name in adsl.columns if name == "TRT01P" or (name not in records.columns and name != "USUBJID")]
    own = records.drop(columns=[name for name in lent if name in records.columns])
    places = pd.Index(adsl["USUBJID"]).get_indexer(records["USUBJID"])  # of subjects of ADSL, as all these records are
    return own.assign(**{name: adsl[name].take(places).set_axis(records.index) for name in lent})
