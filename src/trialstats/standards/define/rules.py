"""How the variables are derived that every trial has, in the words of the program's own rules.

Each says what `adam/` does: `derive` (BASE, CHG, PCHG, ABLFL, ANL01FL), `visits` (AVISIT), `laboratory`, `nerve`,
`intercurrent`, `times`.
"""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.standards.define.settings import flow
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["RULES", "rule_of_dataset", "summed_up", "summed_words"]

RULES: Mapping[str, str] = {
    "RANDFL": "Y where the subject has an arm, N otherwise.",
    "TRTP": "TRT01P; in a crossover trial the planned treatment of the period of the record.",
    "EOSSTT": "COMPLETED or DISCONTINUED of randomised subjects, as their disposition says.",
    "PARAM": "The label of PARAMCD with its unit.",
    "PARAMTYP": "DERIVED where the value is computed from others.",
    "AVISITN": "The number of AVISIT.",
    "BASE": "AVAL of the record of the same subject and parameter with ABLFL = Y; in a crossover trial of the same "
    "period, where baseline is one a period.",
    "CHG": "AVAL - BASE, of visits after baseline.",
    "PCHG": "100 * (AVAL - BASE) / BASE, of visits after baseline; missing where BASE is 0.",
    "ABLFL": "Y on the record of the baseline visit that has ANL01FL = Y.",
    "ANL02FL": "In the place of ANL01FL on records that were derived by substitution (DTYPE).",
    "NRANDRS": "The reason of subjects without an arm, as its source gives it.",
    "APERIOD": "The period of the visit, or of an event that in which it began.",
    "APERIODC": "APERIOD in words.",
    "BASETYPE": "The period whose baseline record gives BASE.",
    "TRTA": "The treatment taken in the period of the record.",
    "TRTSEQA": "The sequence of the treatments taken.",
    "ADTF": "The part of ADT that was imputed.",
    "AVALC": "The result as it was received, where it is no number or is one of those that the parameter declares.",
    "DTYPE": "How a value was made that was not recorded.",
    "ALLOQ": "The lower limit of quantification that holds for the record, as the trial file or the record says.",
    "AULOQ": "The upper limit of quantification that holds for the record, as the trial file or the record says.",
    "BLQFL": "Y where the result is below ALLOQ.",
    "ALQFL": "Y where the result is above AULOQ.",
    "NREP": "The number of measurements of the sample that were combined.",
    "REPCV": "The coefficient of variation of those measurements, in percent.",
    "RESPSTAT": "Whether the response was present, absent or not looked for.",
    "RESPBL": "RESPSTAT of the record at baseline.",
    "REASND": "Why there is no value.",
    "TEMPFL": "Y where the limb was cold, as the trial file says from which temperature.",
    "NVLOC": "The nerve that the trial file declares for the parameter.",
    "NVLAT": "The side that the trial file declares for the parameter.",
    "NVATTR": "The attribute that the trial file declares for the parameter.",
}
"""What is derived in the same way in every trial, by variable."""

CLOSEST = {
    "closest": "closest to the target day of the visit (of two the earlier)",
    "first": "the first",
    "last": "the last",
}
OF_TIMES: Mapping[str, str] = {
    "AVAL": "The time from STARTDT to ADT, in the unit of the parameter.",
    "STARTDT": "The day from which the time runs, as the trial file says it of the parameter.",
    "ADT": "The day of the event, or that of censoring.",
    "CNSR": "0 where the event happened; otherwise the number of the reason for censoring, as the trial file has them.",
    "EVNTDESC": "The event, or the reason for censoring, in words.",
    "CNSDTDSC": "What the day of censoring is.",
    "PARAMCD": "The time to an event that the trial file declares.",
}
OF_EVENTS: Mapping[str, str] = {
    "ICE": "The intercurrent event that the trial file declares.",
    "ICETERM": "The label of ICE.",
    "ICEREAS": "The reason, as its source gives it.",
    "ASTDT": "The day on which the event began; of several the first.",
    "ASTDY": "The study day of ASTDT.",
    "AVISIT": "The first scheduled visit that the event affects.",
    "AVISITN": "The number of AVISIT.",
}


def rule_of_dataset(trial: Trial, called: str, name: str) -> str | None:
    """Give the rule of a variable that depends on the trial file, or on the dataset that it is in; None of others."""
    if called in (ADTTE, ADICE):
        return (OF_TIMES if called == ADTTE else OF_EVENTS).get(name)
    dataset = trial.datasets.get(called)
    if dataset is None:
        return None
    source = trial.sources.get(dataset.source)
    if name in ("PARAMCD", "AVAL"):
        return "By parameter: see the values" if name == "AVAL" else "The parameter that the trial file declares."
    if name == "BASE" and (sums := summed_up(trial, called)):
        return f"{RULES['BASE']} Of {summed_words(sums)}"
    if name == "AVISIT":
        return visits(trial, by_window=source is not None and source.visits_by == "window")
    if name == "VISIT":
        return "The visit as the source has it."
    if name == "ADT" and source is not None and source.date is not None:
        return f"Column {flow(source.date.column)} of {flow(source.file)}."
    if name == "ADY" and trial.subjects.day_one:
        first = trial.subjects.day_one
        return f"ADT - {first}, and 1 more from {first} on: {first} is day 1, the day before it day -1."
    if name == "ANL01FL":
        chosen = CLOSEST[dataset.records_in_window]
        return f"Y on one record of each subject, parameter and visit: of several with a value {chosen}."
    return None


def summed_up(trial: Trial, called: str) -> dict[str, str]:
    """Give the parameters of a dataset that sum up another over visits, with the other."""
    derived = trial.datasets[called].derived
    return {code: said.over_time.of for code, said in derived.items() if said.over_time}


def summed_words(sums: Mapping[str, str]) -> str:
    """Say whose BASE parameters have that have no record at baseline: `A, B: BASE of PAIN, which they sum up.`"""
    by_source: dict[str, list[str]] = {}
    for code, of in sums.items():
        by_source.setdefault(of, []).append(code)
    told = [f"{', '.join(codes)}: BASE of {of}, which is summed up over visits" for of, codes in by_source.items()]
    return f"{'; '.join(told)}."


def visits(trial: Trial, *, by_window: bool) -> str:
    """Say how a record gets its visit."""
    named = [
        f"{name}: {flow(visit.codes)}" + (f", days {visit.window[0]} to {visit.window[1]}" if visit.window else "")
        for name, visit in trial.visits.items()
    ]
    rule = "The visit in whose days ADY lies" if by_window else "The visit that its code names in the source"
    return f"{rule} ({'; '.join(named)})."
