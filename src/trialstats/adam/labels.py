"""Labels of the ADaM variables, for the metadata of the files."""

from __future__ import annotations

from trialstats.trialfile.parts.crossover import actual_variable, end_variable, planned_variable, start_variable
from trialstats.trialfile.parts.intercurrent import flags_of
from trialstats.trialfile.parts.partial_dates import flag_of
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["variable_labels"]

LABELS = {
    "STUDYID": "Study Identifier",
    "USUBJID": "Unique Subject Identifier",
    "SUBJID": "Subject Identifier for the Study",
    "TRT01P": "Planned Treatment for Period 01",
    "TRT01PN": "Planned Treatment for Period 01 (N)",
    "TRTSEQP": "Planned Sequence of Treatments",
    "TRTSEQA": "Actual Sequence of Treatments",
    "TRTP": "Planned Treatment",
    "TRTA": "Actual Treatment",
    "APERIOD": "Period",
    "APERIODC": "Period (C)",
    "BASETYPE": "Baseline Type",
    "RANDFL": "Randomized Population Flag",
    "EOSSTT": "End of Study Status",
    "EOSDT": "End of Study Date",
    "EOSDTF": "End of Study Date Imputation Flag",
    "DCSREAS": "Reason for Discontinuation from Study",
    "PARAM": "Parameter",
    "PARAMCD": "Parameter Code",
    "PARAMTYP": "Parameter Type",
    "VISIT": "Visit Name",
    "AVISIT": "Analysis Visit",
    "AVISITN": "Analysis Visit (N)",
    "ADT": "Analysis Date",
    "ADTF": "Analysis Date Imputation Flag",
    "ADY": "Analysis Relative Day",
    "AVAL": "Analysis Value",
    "AVALC": "Analysis Value (C)",
    "BASE": "Baseline Value",
    "CHG": "Change from Baseline",
    "PCHG": "Percent Change from Baseline",
    "ABLFL": "Baseline Record Flag",
    "ANL01FL": "Analysis Flag 01",
    "ANL02FL": "Analysis Flag 02",
    "DTYPE": "Derivation Type",
    "ALLOQ": "Analysis Lower Limit of Quantitation",
    "AULOQ": "Analysis Upper Limit of Quantitation",
    "BLQFL": "Below Lower Limit of Quantitation Flag",
    "ALQFL": "Above Upper Limit of Quantitation Flag",
    "NREP": "Number of Replicates Combined",
    "REPCV": "CV of Replicates (%)",
    "NVLOC": "Location Used for the Measurement",
    "NVLAT": "Laterality",
    "NVATTR": "Attribute of Nerve Measured",
    "RESPSTAT": "Response Status",
    "RESPBL": "Response Status at Baseline",
    "REASND": "Reason Value Not Derived",
    "TEMPFL": "Cold Limb Flag",
    "SRCFILE": "Source File",
    "SRCLINE": "Source Line",
    "ICE": "Intercurrent Event",
    "ICETERM": "Intercurrent Event in Words",
    "ICEREAS": "Reason for the Intercurrent Event",
    "ASTDT": "Analysis Start Date",
    "ASTDY": "Analysis Start Relative Day",
    "STARTDT": "Time-to-Event Origin Date for Subject",
    "CNSR": "Censor",
    "EVNTDESC": "Event or Censoring Description",
    "CNSDTDSC": "Censor Date Description",
    "RANDDT": "Date of Randomization",
    "TRTSDT": "Date of First Exposure to Treatment",
}


def variable_labels(trial: Trial, dataset: str | None = None) -> dict[str, str]:
    """Give the labels of a dataset's variables: the standard's, the populations' and the trial file's own."""
    own = {name: column.label or column.column for name, column in trial.covariates.items()}
    declared = trial.occurrences.get(str(dataset)) or trial.datasets.get(str(dataset))
    columns = declared.columns if declared else {}
    own |= {name: column.label or column.column for name, column in columns.items()}
    populations = {flag: population.label for flag, population in trial.populations.items()}
    dates: dict[str, DateColumn | Column] = {**trial.subjects.dates, **trial.covariates, **columns}
    flags = {flag_of(name): f"{name} Imputation Flag" for name, date in dates.items() if date.impute}
    events = {
        flag: f"Before, At or After: {trial.intercurrent_events[name].label}"
        for name, flag in flags_of(trial.intercurrent_events).items()
    }
    return {**LABELS, **of_periods(trial), **flags, **events, **own, **populations}


def of_periods(trial: Trial) -> dict[str, str]:
    """Give the labels of what ADSL has a variable a period for."""
    length = trial.crossover.length if trial.crossover else 0
    labels: dict[str, str] = {}
    for period in range(1, length + 1):
        labels[planned_variable(period)] = f"Planned Treatment for Period {period:02d}"
        labels[f"{planned_variable(period)}N"] = f"Planned Treatment for Period {period:02d} (N)"
        labels[actual_variable(period)] = f"Actual Treatment for Period {period:02d}"
        labels[start_variable(period)] = f"Period {period:02d} Start Date"
        labels[end_variable(period)] = f"Period {period:02d} End Date"
    return labels
