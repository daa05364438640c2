"""Answers of one form that cannot both be true, such as more hours asleep than in bed: listed, never corrected."""

from __future__ import annotations

import pandas as pd

from trialstats.adam.listing import SUBJECT, Listing
from trialstats.adam.score import item_table, questionnaire_of
from trialstats.trialfile.parts.datasets import Dataset

__all__ = ["list_doubtful"]


def list_doubtful(records: pd.DataFrame, dataset: Dataset, listing: Listing) -> None:
    """List the answers that another of their form contradicts (kind doubtful_answer, kept).

    records: of single answers, each form once.
    """
    if dataset.instrument is None or records.empty or not questionnaire_of(dataset.instrument).doubting:
        return
    items = item_table(records.rename(columns={SUBJECT: "USUBJID"}), dataset.instrument)
    doubts = questionnaire_of(dataset.instrument).doubts(items.reset_index(drop=True))
    if doubts.empty:
        return
    numbers = {item: f"ITEM{number:02d}" for number, item in enumerate(dataset.instrument.columns, 1)}
    forms = items.index.to_frame(index=False).rename(columns={"USUBJID": SUBJECT})
    said = forms.iloc[doubts["index"].tolist()].assign(
        PARAMCD=doubts["item"].map(numbers).to_numpy(), _said=doubts["said"].to_numpy()
    )
    found = records.merge(said, on=[*forms.columns, "PARAMCD"])
    listing.add(
        found,
        "doubtful_answer",
        item=found["_name"].map(" / ".join),
        value=found["_text"],
        allowed=found["_said"],
        fate="keep",
    )
