"""Answers become scores: an instrument's items in, one record a scale out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.questionnaires import Questionnaire, questionnaire
from trialstats.trialfile.questionnaires import Instrument

__all__ = ["READ", "item_table", "questionnaire_of", "scale_items", "score_items"]

VISIT_KEYS = ["USUBJID", "VISIT", "AVISIT", "ADT", "ADY"]
# What scoring reads of the records of items, of which there are dozens for each questionnaire.
READ = (*VISIT_KEYS, "PARAMCD", "AVAL")


def questionnaire_of(instrument: Instrument) -> Questionnaire:
    """Find the questionnaire that a trial file declares, with its options."""
    return questionnaire(instrument.name, **instrument.options)


def item_table(records: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Spread item records (ITEM01, ITEM02, ...) into a column an item, named as scoring does; a row a form."""
    items = list(instrument.columns)
    keys = [name for name in VISIT_KEYS if name in records]
    numbers = {paramcd: int(paramcd.removeprefix("ITEM")) for paramcd in records["PARAMCD"].unique()}
    # A date may be missing, so that the keys are no labels of rows: questionnaires have numbers instead.
    forms = records.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    _, firsts = np.unique(forms, return_index=True)
    answers = np.full((len(firsts), len(items)), np.nan)
    answered = np.zeros(answers.shape, dtype=bool)
    places = forms, records["PARAMCD"].map(numbers).to_numpy() - 1
    answered[places] = True
    if answered.sum() < len(records):  # the last of several answers to one question would count in silence
        raise ValueError("a questionnaire has several answers to one question")
    answers[places] = records["AVAL"].astype("float64").to_numpy()
    index = pd.MultiIndex.from_frame(records[keys].iloc[firsts].reset_index(drop=True))
    return pd.DataFrame(answers, index, items)


def score_items(records: pd.DataFrame, instrument: Instrument) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score a questionnaire.

    Returns records of its scales (USUBJID VISIT AVISIT [ADT ADY] PARAMCD AVAL PARAMTYP) and those that could not
    be scored because too few items were answered.
    """
    items = item_table(records, instrument)
    declared = questionnaire_of(instrument)
    scores = declared.score(items).rename(columns={each.column: each.paramcd for each in declared.parameters})
    keys = list(scores.index.names)
    long = scores.reset_index().melt(keys, var_name="PARAMCD", value_name="AVAL")
    long["PARAMTYP"] = "DERIVED"
    absent = long["AVAL"].isna()
    profiles = [each.paramcd for each in declared.parameters if each.kind == "profile"]
    if profiles:  # digits that are no amount: a text, or means would be taken of them
        told = long["PARAMCD"].isin(profiles) & ~absent
        long["AVALC"] = long["AVAL"].where(told).map("{:.0f}".format, na_action="ignore").astype("str")
        long["AVAL"] = long["AVAL"].mask(told)
    return long[~absent].reset_index(drop=True), long[absent].reset_index(drop=True)


def scale_items(items: pd.DataFrame, instrument: Instrument) -> dict[str, pd.DataFrame]:
    """Give the answers of each scale by its PARAMCD, as they are scored."""
    declared = questionnaire_of(instrument)
    paramcds = {each.column: each.paramcd for each in declared.parameters}
    return {paramcds[scale]: table for scale, table in declared.scale_items(items).items()}
