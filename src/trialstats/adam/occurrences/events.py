"""Occurrence data: adverse events, treatment sessions, medication; one row an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trialstats.adam.accounting import Account, check_losses
from trialstats.adam.columns import map_columns, require_columns
from trialstats.adam.contradictions import list_contradictions
from trialstats.adam.impute import limits_of
from trialstats.adam.listing import ROW, SUBJECT, Listing
from trialstats.adam.occurrences.event_checks import first_of_repeated, possible_events
from trialstats.adam.occurrences.imputed_dates import in_order, with_flags
from trialstats.adam.occurrences.partial_dates import no_early_parts, with_known_parts
from trialstats.adam.records import known_subjects
from trialstats.adam.rows import chosen_rows, with_rows
from trialstats.adam.units import as_declared
from trialstats.io.decode import guess_of
from trialstats.io.read import Raw
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.roles import roles_of
from trialstats.trialfile.trial import Trial

__all__ = ["map_events"]

UNIT = "U"  # how CDISC ends the names of variables that hold units: CMDOSU, EXDOSU


def map_events(
    trial: Trial, name: str, raw: Mapping[str, Raw], adsl: pd.DataFrame
) -> tuple[pd.DataFrame, Listing, list[Account]]:
    """Map an occurrence source; values that are excluded become missing, the event stays."""
    declared = trial.occurrences[name]
    source, received = trial.sources[declared.source], raw[declared.source]
    listing = Listing(name, declared.source, trial.problems.updated(declared.problems), received.place, row_stays=True)
    listing.guessed = guess_of(received.encodings, source)
    frame = with_rows(received.frame, source)
    require_columns(frame, [column.column for column in declared.columns.values()], source)
    rows = known_subjects(chosen_rows(frame, source, listing), trial, source, adsl, listing)
    rows = first_of_repeated(rows, listing)
    events = rows[[FILE, LINE, ROW, SUBJECT]].copy()
    roles = roles_of(trial, name)
    spelt = with_units_as_declared(rows, declared.columns, trial.units)
    events = events.assign(**map_columns(spelt, declared.columns, source, listing, limits_of(trial, adsl)))
    events = in_order(rows, events, roles.spans, declared.columns)
    events = list_contradictions(rows, events, declared.columns, listing)
    events = possible_events(trial, rows, events, declared.columns, roles, adsl, listing)
    events = with_known_parts(rows, events, declared.columns, source, listing)
    events = no_early_parts(rows, events, roles.spans, declared.columns, listing)
    events = with_flags(rows, events, declared.columns, listing)
    accounts = Account.of_rows(name, source, frame, events, listing)
    check_losses(frame, events, listing, source)
    return events.rename(columns={SUBJECT: "USUBJID"}), listing, accounts


def with_units_as_declared(
    rows: pd.DataFrame, columns: Mapping[str, Column], units: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Spell the units of events, which stand in variables of their own, as the trial file does."""
    spelt = {
        column.column: as_declared(
            rows[column.column], units, [code for codes in (column.codes or {}).values() for code in codes]
        )
        for variable, column in columns.items()
        if variable.endswith(UNIT) and column.type in ("text", "category") and not column.cuts
    }
    return rows.assign(**spelt)
