"""The dates of subjects: read, imputed where a rule says so, and compared with day 1 and with each other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.columns import map_columns
from trialstats.adam.impute import limits_of, list_imputed
from trialstats.adam.listing import SUBJECT, Listing
from trialstats.adam.plausible import no_far_dates
from trialstats.trialfile.parts.partial_dates import flag_of, rule_of
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.roles import roles_in_adsl
from trialstats.trialfile.study_days import day_one_of, plausible_days, randomised_on
from trialstats.trialfile.trial import Trial

__all__ = ["Table", "columns_of_dates", "dates_of_subjects", "of_people", "possible_dates", "typed", "with_flags"]

Table = tuple[pd.DataFrame, Listing]
"""A source that ADSL is made of, numbered, and the listing of what does not fit in it."""


def dates_of_subjects(trial: Trial, frame: pd.DataFrame, core: pd.DataFrame, listing: Listing) -> dict[str, pd.Series]:
    """Read the dates of the subjects' file, and the flags of those that are imputed.

    That of randomisation comes first, and no rule of its own holds it back; then those without a rule.
    """
    dates, first = trial.subjects.dates, randomised_on(trial)
    source = trial.sources[trial.subjects.source]
    made: dict[str, pd.Series] = {}
    for variable in sorted(dates, key=lambda name: (name != first, dates[name].impute is not None)):
        limits = limits_of(trial, core.assign(**made))
        made |= map_columns(frame, {variable: typed(dates[variable])}, source, listing, limits)
    return {name: made[name] for variable in dates for name in (variable, flag_of(variable)) if name in made}


def possible_dates(core: pd.DataFrame, trial: Trial, tables: Mapping[str, Table]) -> pd.DataFrame:
    """List the dates of ADSL that are far from day 1, and ends before their start: they become missing.

    Days are plausible by default where the trial uses a date as a first or last day; others, of a birth or a diagnosis,
    may lie anywhere unless their `study_days` say where.
    """
    dates, spans = columns_of_dates(trial), roles_in_adsl(trial).spans
    if day_one := day_one_of(trial):
        first = core.set_index("USUBJID")[day_one]
        for variable in (variable for variable in dates if variable != day_one):
            column, name = dates[variable]
            table, listing = tables[name]
            usual = plausible_days(trial) if variable in {day for span in spans for day in span} else None
            if plausible := column.study_days or usual:
                values = core[variable].set_axis(core["USUBJID"]).reindex(table[SUBJECT]).set_axis(table.index)
                kept = no_far_dates(table, values, column.column, plausible, first, listing)
                core[variable] = kept.set_axis(table[SUBJECT]).reindex(core["USUBJID"]).set_axis(core.index)
    for start, end in spans:
        wrong = core[end] < core[start]
        column, name = dates[end]
        table, listing = tables[name]
        found = table[table[SUBJECT].isin(core.loc[wrong, "USUBJID"])]
        begun = found[SUBJECT].map(core.set_index("USUBJID")[start].dt.strftime("%Y-%m-%d"))
        said = f"before {start} = " + begun.astype("str")
        listing.add(found, "end_before_start", item=column.column, value=found[column.column], allowed=said)
        core[end] = core[end].mask(wrong)
    return core


def with_flags(core: pd.DataFrame, trial: Trial, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Leave the flags of the imputed dates that are used, and list these."""
    core = core.copy()
    for variable, (column, name) in columns_of_dates(trial).items():
        if rule := rule_of(column.impute):
            flag = flag_of(variable)
            core[flag] = core[flag].where(core[variable].notna())
            table, listing = tables[name]
            people = core.set_index("USUBJID").reindex(table[SUBJECT]).set_axis(table.index)
            texts = table[column.column]
            list_imputed(table, texts, people[variable], people[flag], column.column, variable, rule, listing)
    return core


def columns_of_dates(trial: Trial) -> dict[str, tuple[Column, str]]:
    """Give the column of every date of ADSL, and the source that it stands in."""
    own = trial.subjects.source
    dates = {variable: (typed(date), own) for variable, date in trial.subjects.dates.items()}
    dates |= {
        variable: (column, column.source or own)
        for variable, column in trial.covariates.items()
        if column.type == "date"
    }
    if trial.disposition and trial.disposition.date:
        dates["EOSDT"] = typed(trial.disposition.date), trial.disposition.source
    return dates


def typed(date: DateColumn) -> Column:
    return Column(column=date.column, type="date", format=date.format, study_days=date.study_days, impute=date.impute)


def of_people(values: pd.Series, table: pd.DataFrame, core: pd.DataFrame) -> pd.Series:
    """Give every subject the value of its row in a table."""
    return values.set_axis(table[SUBJECT]).reindex(core["USUBJID"]).set_axis(core.index)
