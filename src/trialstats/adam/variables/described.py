"""Every variable that a dataset of a trial can have, described: the standard's, and the trial file's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from trialstats.adam.variables.standard import ARM, ARM_N, DATE_PART, EVENT_FLAG, NO_YES, ORDER, STANDARD
from trialstats.adam.variables.twins import twin_of, twins_of
from trialstats.adam.variables.variable import COLUMN, LABEL_LENGTH, Type, Variable, labelled, short
from trialstats.trialfile.parts.crossover import actual_variable, end_variable, planned_variable, start_variable
from trialstats.trialfile.parts.intercurrent import flags_of
from trialstats.trialfile.parts.partial_dates import NOTHING_KNOWN, flag_of, known_part_of
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column, Population
from trialstats.trialfile.trial import Trial

__all__ = ["described", "variable_labels", "variables_of"]

COLUMN_OF = "Column {column} of {source}"
TYPES: Mapping[str, Type] = {"number": "float", "date": "date", "category": "text", "text": "text"}


def variables_of(trial: Trial, dataset: str, columns: Iterable[str]) -> list[Variable]:
    """Describe the columns of a dataset (`adsl`, `adtte`, `adice`, or by its name in the trial file), in their order.

    A column that nobody describes is a text of its own name.
    """
    known = described(trial, dataset)
    return [known.get(name, labelled(name, name, "text", "Derived")) for name in columns]


def variable_labels(trial: Trial, dataset: str | None = None) -> dict[str, str]:
    """Give the labels of a dataset's variables: the standard's, the populations' and the trial file's own."""
    return {name: variable.label for name, variable in described(trial, dataset).items()}


def described(trial: Trial, dataset: str | None = None) -> dict[str, Variable]:
    """Describe all that a dataset may have, by name.

    A variable of a name of ADaM's has ADaM's label in every dataset, and what the trial file calls it in `words`.
    """
    declared = trial.occurrences.get(str(dataset)) or trial.datasets.get(str(dataset))
    columns = declared.columns if declared else {}
    source = declared.source if declared else ""
    adsl = {
        **of_exposure(trial),
        **of_subjects(trial),
        **of_treatments(trial),
        **of_populations(trial),
        **of_twins(trial),
    }
    known = {
        **STANDARD,
        **of_events(trial),
        **adsl,
        **of_columns(columns, source, str(dataset)),
        **beside_dates(columns),
    }
    return known if dataset == "adsl" else {name: of_record(one, adsl) for name, one in known.items()}


def of_record(variable: Variable, adsl: Mapping[str, Variable]) -> Variable:
    """Say of a variable that a record has of its subject where it comes from."""
    if variable != adsl.get(variable.name):
        return variable
    return replace(variable, origin="Predecessor", derivation=f"ADSL.{variable.name}")


def of_subjects(trial: Trial) -> dict[str, Variable]:
    """Describe the dates and covariates of subjects."""
    own = trial.subjects.source
    found = of_columns(trial.covariates, own)
    for name, date in trial.subjects.dates.items():
        told = STANDARD.get(name, labelled(name, date.column, "date", "Collected"))
        found[name] = replace(told, derivation=COLUMN_OF.format(column=date.column, source=own))
        found |= of_imputation(name, date)
    return found


def of_columns(columns: Mapping[str, Column], source: str, dataset: str = "") -> dict[str, Variable]:
    """Describe the variables that come from a column each, of a source or of that which it names itself."""
    found: dict[str, Variable] = {}
    for name, column in columns.items():
        words = column.label or column.column
        told = STANDARD.get(name, labelled(name, words, "text", "Collected"))
        place = COLUMN_OF.format(column=column.column, source=column.source or source)
        found[name] = replace(
            told,
            type=TYPES[column.type],
            origin="Derived" if column.cuts else "Collected",
            codelist=(f"{dataset}.{name}" if dataset else name) if column.levels else told.codelist,
            derivation=f"{place}, by the limits of its levels" if column.cuts else place,
            words=words if words != told.label else "",
        )
        found |= of_imputation(name, column)
    return found


def of_imputation(name: str, date: Column | DateColumn) -> dict[str, Variable]:
    """Describe the flag of a date that may be imputed."""
    flag = flag_of(name)
    made = Variable(flag, f"{name} Imputation Flag", "text", "Derived", DATE_PART, "The part that was not known")
    return {flag: STANDARD.get(flag, made)} if date.impute else {}


def beside_dates(columns: Mapping[str, Column]) -> dict[str, Variable]:
    """Describe what events have beside each date: what is known of one whose day is not, and the study day."""
    found: dict[str, Variable] = {}
    for name, column in columns.items():
        if column.type == "date":
            known = known_part_of(name)
            rule = f"Year or year and month of {name} as ISO 8601 where its day is not known; {NOTHING_KNOWN} where "
            made = Variable(known, f"{name} as Far as It Is Known", "text", "Derived")
            found[known] = replace(made, derivation=f"{rule}nothing of it is used; blank where the day is known")
        if column.type == "date" and name.endswith("DT"):
            day = f"{name.removesuffix('T')}Y"
            made = labelled(day, f"{column.label or column.column}: Relative Day", "integer", "Derived")
            found[day] = STANDARD.get(day, replace(made, derivation=f"{name} - day 1, which is 1; none is 0"))
    return found


def of_treatments(trial: Trial) -> dict[str, Variable]:
    """Describe what ADSL has of each period: of a trial with one, treatments alone."""
    found: list[Variable] = []
    for period in range(1, (trial.crossover.length if trial.crossover else 1) + 1):
        at = f"for Period {period:02d}"
        for name, kind, derivation in (
            (planned_variable(period), "Planned", "The arm of the code in the subjects file"),
            (actual_variable(period), "Actual", received(trial)),
        ):
            found.append(Variable(name, f"{kind} Treatment {at}", "text", "Derived", ARM, derivation))
            numbers = "Its dose, if every arm has another; else its place in the trial file"
            found.append(Variable(f"{name}N", f"{kind} Treatment {at} (N)", "float", "Derived", ARM_N, numbers))
        for name, end in ((start_variable(period), "Start"), (end_variable(period), "End")):
            found.append(Variable(name, f"Period {period:02d} {end} Date", "date", "Collected", None, COLUMN))
    return {variable.name: variable for variable in found}


def received(trial: Trial) -> str:
    """Say where the treatment received comes from."""
    declared = trial.subjects.received
    if trial.crossover:
        return "The treatment taken in the period, by the column that tells it"
    if declared and declared.column:
        return COLUMN_OF.format(column=declared.column, source=declared.source or trial.subjects.source)
    if declared and declared.treatment:
        return f"{declared.treatment} of {declared.dataset}; of several {declared.several or 'none'} counts"
    return f"{planned_variable(1)}: nothing tells that another treatment was received"


def of_exposure(trial: Trial) -> dict[str, Variable]:
    """Describe the first and last day of treatment, where records of exposure tell them."""
    declared = trial.subjects.received
    if declared is None or declared.dataset is None:
        return {}
    last = declared.start if declared.end is None else f"{declared.start} and {declared.end}"
    told = {
        "TRTSDT": f"Earliest {declared.start} of {declared.dataset}",
        "TRTEDT": f"Latest {last} of {declared.dataset}",
    }
    return {name: replace(STANDARD[name], origin="Derived", derivation=derivation) for name, derivation in told.items()}


def of_populations(trial: Trial) -> dict[str, Variable]:
    """Describe the flags of populations, with the conditions that make a subject belong."""
    found: dict[str, Variable] = {}
    for flag, population in trial.populations.items():
        told = STANDARD.get(flag, labelled(flag, population.label, "text", "Derived", NO_YES))
        words = population.label if population.label != told.label else ""
        found[flag] = replace(told, derivation=conditions(population), words=words)
    return found


def conditions(population: Population) -> str:
    """Say when a subject belongs to a population."""
    told = ["randomised"] if population.randomised else []
    if population.column:
        told.append(f"{population.column} = {' or '.join(population.equals or ())}")
    if population.dataset:
        told.append(
            f"at least {population.min_post_baseline} visits after baseline with a value in {population.dataset}"
        )
    if population.occurrence:
        chosen = [f"{name} = {' or '.join(texts)}" for name, texts in population.occurrence.where.items()]
        where = f" with {' and '.join(chosen)}" if chosen else ""
        told.append(f"at least {population.occurrence.at_least} rows in {population.occurrence.dataset}{where}")
    told += [f"{flag} = Y" for flag in population.all_of]
    return f"Y where {', and '.join(told)}; else N"


def of_twins(trial: Trial) -> dict[str, Variable]:
    """Describe the numeric twins of coded texts."""
    labels = {**of_subjects(trial), **of_populations(trial), **STANDARD}
    found: dict[str, Variable] = {}
    for name, levels in twins_of(trial).items():
        twin = twin_of(name)
        derivation = f"1 where {name} = Y, 0 where N" if levels is None else f"{ORDER}, from 1, of the level of {name}"
        label, whole = labels[name].label, f"{labels[name].whole or labels[name].label} (N)"
        numbered = f"{label} (N)" if len(label) <= LABEL_LENGTH - 4 else f"{short(label[: LABEL_LENGTH - 4])} (N)"
        made = Variable(twin, numbered, "integer", "Derived", twin, derivation)
        found[twin] = replace(made, whole=whole if whole != numbered else "")
    return found


def of_events(trial: Trial) -> dict[str, Variable]:
    """Describe the flags of records beside intercurrent events."""
    found: dict[str, Variable] = {}
    for name, flag in flags_of(trial.intercurrent_events).items():
        label = f"Before, At or After: {trial.intercurrent_events[name].label}"
        derivation = "By the first visit affected and the days"
        found[flag] = labelled(flag, label, "text", "Derived", EVENT_FLAG, derivation)
    return found
