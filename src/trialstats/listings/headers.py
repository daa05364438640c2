"""The words above the columns of a listing."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.trialfile.parts.listing import Listing
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["headers_of"]

# Of variables that every trial has, in fewer words than their labels have.
SHORT = {
    "USUBJID": "Subject",
    "TRT01P": "Treatment",
    "TRTSEQP": "Sequence",
    "TRTP": "Treatment",
    "TRTA": "Treatment taken",
    "APERIODC": "Period",
    "RANDDT": "Randomised",
    "TRTSDT": "First treatment",
    "TRTEDT": "Last treatment",
    "EOSDT": "End",
    "EOSSTT": "Status",
    "DCSREAS": "Reason",
    "PARAM": "Parameter",
    "AVISIT": "Visit",
    "ADT": "Date",
    "ADY": "Day",
    "AVAL": "Value",
    "BASE": "Baseline",
    "CHG": "Change",
    "PCHG": "Change (%)",
    "STARTDT": "From",
    "CNSR": "Censored",
    "EVNTDESC": "Event or censoring",
    "ASTDT": "Start",
    "ASTDY": "Day of start",
    "AENDT": "End",
    "AENDY": "Day of end",
    "ICETERM": "Intercurrent event",
    "ICEREAS": "Reason",
    "POPVAR": "Flag",
    "POP": "Population",
    "REASON": "Not in it because",
}


def headers_of(trial: Trial, listing: Listing, labels: Mapping[str, str]) -> dict[str, str]:
    """Give the words above each variable: the listing's, the trial file's with the unit, short ones, or the label.

    labels: of the variables of the dataset and ADSL.
    """
    declared = trial.datasets.get(listing.dataset) or trial.occurrences.get(listing.dataset)
    columns: dict[str, Column] = {**trial.covariates, **(declared.columns if declared else {})}
    named = {name: with_unit(column) for name, column in columns.items() if column.label}
    return {**labels, **SHORT, **named, **listing.headers}


def with_unit(column: Column) -> str:
    """Write the label of a column, with its unit behind it."""
    return f"{column.label} ({column.unit})" if column.unit else str(column.label)
