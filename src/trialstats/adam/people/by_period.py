"""A subjects file of a crossover trial with a row a period: its treatment and dates become columns, one a period."""

from __future__ import annotations

import re

import pandas as pd

from trialstats.adam.listing import SUBJECT
from trialstats.adam.messages import placed
from trialstats.adam.people.identity import first_rows
from trialstats.errors import DataError
from trialstats.io.shown import escaped
from trialstats.trialfile.parts.crossover import period_name
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.trial import Trial

__all__ = ["side_by_side"]

# The first and last day of a period, which are those of its row.
DAY = re.compile(r"AP(\d\d)[SE]DT")


def side_by_side(trial: Trial, frame: pd.DataFrame, source: Source, place: str) -> tuple[Trial, pd.DataFrame]:
    """Add a column a period with its treatment, and one for each of its days, to the raw rows of subjects.

    Returns the trial that reads these columns, and the rows; both as they are where the file has no rows of periods.
    Raises DataError for a row of no period, and for two treatments or days of one subject in one period.
    """
    crossover = trial.crossover
    if crossover is None or crossover.period is None:
        return trial, frame
    texts = frame[crossover.period].str.strip()
    unknown = frame[~texts.isin(list(crossover.period_codes))]
    if len(unknown):
        values = ", ".join(dict.fromkeys(text or "nothing" for text in texts.reindex(unknown.index)))
        allowed = ", ".join(crossover.period_codes)
        said = f"{placed(unknown, place)}: {crossover.period} = {values}, not the code of a period ({allowed})"
        raise DataError([escaped(said)])
    period, (arm,) = texts.map(crossover.period_codes), trial.subjects.arm
    days = {name: int(found[1]) for name in trial.subjects.dates if (found := DAY.fullmatch(name))}
    dates, planned, made = dict(trial.subjects.dates), [], {}
    for number in range(1, crossover.length + 1):
        own = [name for name, of in days.items() if of == number]
        wanted = {arm, *(dates[name].column for name in own)}
        rows = first_rows(frame[period == number], sorted(wanted), source, place).set_index(SUBJECT)
        for column in wanted:
            made[f"{column}, {period_name(number)}"] = frame[SUBJECT].map(rows[column]).fillna("").astype("str")
        planned.append(f"{arm}, {period_name(number)}")
        for name in own:
            column = f"{dates[name].column}, {period_name(number)}"
            dates[name] = dates[name].model_copy(update={"column": column})
    said_so = {"arm": tuple(planned), "dates": dates, "repeated": True}
    subjects = trial.subjects.model_copy(update={**said_so, "crossover": crossover.model_copy(update={"period": None})})
    return trial.model_copy(update={"subjects": subjects}), frame.assign(**made)
