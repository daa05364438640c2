"""The sections of a trial file, in the order of the reference, from what was made of the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from trialstats.errors import DataError
from trialstats.init.arms import Arms
from trialstats.init.crossed_sections import sequences
from trialstats.init.events import Events
from trialstats.init.files import Table, tables_of
from trialstats.init.findings import Dataset, format_of, why_dates
from trialstats.init.guess import guess
from trialstats.init.guessed import Guess
from trialstats.init.long_ago import with_days_before
from trialstats.init.question import question, visits_of
from trialstats.init.said import Said, counted, plain, several
from trialstats.init.titles import is_domain
from trialstats.init.visits import Visit

__all__ = ["sections_of", "trial_sections"]

V = TypeVar("V")
FEW = 2  # parameters by which a dataset is called where it has no label


def trial_sections(files: Sequence[str], name: str, root: Any) -> tuple[dict[str, Any], list[str]]:
    """Look at files, and write what a trial file may say of them.

    Returns the sections with their comments, and what is not used. Raises DataError with every file that cannot be
    read, or if nobody is found in any.
    """
    tables: list[Table] = []
    problems: list[str] = []
    for file in files:
        try:
            tables += tables_of(file, root, [table.name for table in tables])
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    made = guess(tables)
    if not made.tables:
        raise DataError(
            [*made.unused, "a column that identifies subjects has a text in every row: name it id, or subject"]
        )
    if not made.datasets:
        raise DataError(
            "nothing was found that is measured at visits: no column of visits beside several rows a subject, nor "
            "columns such as pain_0 and pain_12"
        )
    return sections_of(made, name), made.unused


def sections_of(made: Guess, name: str) -> dict[str, Any]:
    """Write the sections."""
    sections: dict[str, Any] = {
        "STUDYID": study_of(made) or name.upper(),
        "title": Said(f"{name}: a randomised trial", "? the title of the report"),
        "sources": {table.name: source(made, table) for table in made.tables if is_used(made, table.name)},
    }
    if found := problems_of(made):
        sections["problems"] = found
    sections["subjects"] = subjects(made)
    sections["arms"] = arms(made.arms)
    sections["visits"] = {visit.label: one_visit(visit) for visit in made.visits}
    if made.covariates:
        sections["covariates"] = made.covariates
    if made.ended:
        sections["disposition"] = Said(made.ended.entry, made.ended.why)
    randomised = {"ITTFL": {"label": "All randomised", "randomised": True}}
    sections["populations"] = {**randomised, **made.populations}
    sections["datasets"] = {dataset.name: one_dataset(made, dataset) for dataset in made.datasets}
    if made.occurrences:
        sections["occurrences"] = {one.name: Said(occurrence(made, one), one.why) for one in made.occurrences}
    sections["estimands"] = {"primary": estimand(made)}
    return sections | analyses(made)


def study_of(made: Guess) -> str:
    """Give what the subjects' file calls the study, as SDTM does; nothing where it does not."""
    column = made.table(made.subjects).columns.get("STUDYID")
    return str(column.texts.index[0]) if column and column.different == 1 else ""


def is_used(made: Guess, name: str) -> bool:
    """Tell whether anything in the trial file comes from a source."""
    sources = {made.subjects, *(dataset.table for dataset in made.datasets)}
    sources |= {one.entry["source"] for one in made.occurrences}
    sources |= {said.value.get("source", "") for said in made.covariates.values()}
    return name in sources | ({made.ended.entry["source"]} if made.ended else set())


def source(made: Guess, table: Table) -> dict[str, Any]:
    """Say how a file is read, and which of its columns says what."""
    people = made.people[table.name]
    subject = people.columns[0] if len(people.columns) == 1 else list(people.columns)
    settings: dict[str, Any] = {"file": table.file, **table.settings}
    rows = settings.pop("rows", None)
    missing = settings.pop("missing", None)
    settings |= {"missing": missing} if missing else {}
    settings["subject"] = Said(subject, people.why)
    if people.pad:
        settings["pad"] = Said(people.pad, "another file has these identifiers with zeros")
    for dataset in made.datasets:
        if dataset.table == table.name:
            settings |= dataset.settings
    return settings | ({"rows": rows} if rows else {})


def problems_of(made: Guess) -> dict[str, Any]:
    """Say what is done about what is known not to be right."""
    found: dict[str, Any] = {}
    if made.arms and made.arms.nobody:
        found["unknown_arm"] = Said({"exclude": list(made.arms.nobody)}, "these were not randomised")
    if made.arms and made.arms.blank > 0 and without_arm(made):
        found["not_randomised"] = Said(
            "exclude", f"{counted(made.arms.blank, 'subject')} without an arm; records of them are there"
        )
    if made.unscheduled:
        codes = list(dict.fromkeys(made.unscheduled))
        found["unknown_visit"] = Said({"exclude": codes}, "? no visit that was planned: left out, or is it one")
    for dataset in made.datasets:
        found |= dataset.problems
        for parameter in dataset.parameters:
            found |= parameter.problems
    dated = [c for t in made.tables for c in t.columns.values() if c.dates is not None and c.dates.partial]
    if dated:
        found["partial_date"] = Said(
            "keep", f"? dates known in part stand in {', '.join(c.name for c in dated)}: no day is made up"
        )
    return found


def without_arm(made: Guess) -> bool:
    """Tell whether any file has records of subjects without an arm."""
    assert made.arms is not None
    main = made.table(made.subjects)
    blank = set(made.people[main.name].ids[~main.frame[made.arms.column].str.strip().isin(made.arms.codes)])
    others = [
        made.people[t.name].ids
        for t in made.tables
        if t.name != main.name or any(d.table == t.name for d in made.datasets)
    ]
    return any(blank & set(ids) for ids in others)


def subjects(made: Guess) -> dict[str, Any]:
    """Say where the subjects stand."""
    people = made.people[made.subjects]
    said: dict[str, Any] = {"source": made.subjects}
    if made.crossed:
        columns = made.crossed.columns
        said["arm"] = columns[0] if len(columns) == 1 else list(columns)
        said["crossover"] = sequences(made.crossed, names_of(made.crossed.arms))
    elif made.arms is None:
        said["arm"] = Said("ARM", "? no column has two to eight texts, one a subject: which says the arm")
    else:
        why = f"? no name says that it is the arm: {made.arms.why}" if made.arms.doubt else made.arms.why
        also = (
            f"; {several(made.same_as_arm)} say{'s' * (len(made.same_as_arm) == 1)} the same"
            if made.same_as_arm
            else ""
        )
        said["arm"] = Said(made.arms.column, why + also)
    if people.repeated:
        said["repeated"] = Said(True, "several rows a subject, which agree in what is used of them")
    if "SITEID" in made.covariates:
        said["strata"] = Said(
            ["SITEID"], "? what randomisation was stratified by, which models adjust for: [] for nothing"
        )
    if made.dates:
        said["dates"] = made.dates
        said["day_one"] = next(name for name in ("RANDDT", "TRTSDT", *made.dates) if name in made.dates)
    return said


def arms(found: Arms | None) -> dict[str, Any]:
    """Name the arms, the reference last."""
    if found is None:
        return {
            "Treatment": Said({"codes": "1"}, "? names and codes of the arms"),
            "Control": {"codes": "0", "role": "reference"},
        }
    said: dict[str, Any] = {}
    for code, name in names_of(found).items():
        entry: dict[str, Any] = {"codes": code}
        if code == found.codes[-1]:
            said[name] = Said({**entry, "role": "reference"}, found.reference_doubt)
        else:
            said[name] = entry
    return said


def names_of(found: Arms) -> dict[str, str]:
    """Name the arms by their codes."""
    return {code: found.names.get(code, f"Arm {code}" if code.isdigit() else code)[:40] for code in found.codes}


def one_visit(visit: Visit) -> Any:
    """Say what a visit is called, and when it is."""
    codes = visit.codes[0] if len(visit.codes) == 1 else list(visit.codes)
    entry: dict[str, Any] = {"codes": codes, "AVISITN": visit.number or 0.0}
    entry |= {"period": visit.period} if visit.period else {}
    entry |= {"timepoint": visit.timepoint} if visit.timepoint else {}
    return Said(entry | ({"baseline": True} if visit.baseline else {}), visit.doubt)


def one_dataset(made: Guess, dataset: Dataset) -> dict[str, Any]:
    """Say what a dataset measures."""
    entry: dict[str, Any] = {"source": dataset.table}
    if dataset.instrument or is_domain(dataset.table) or len(dataset.parameters) > FEW:
        entry["label"] = dataset.label
    if 0 < len(own := [visit.label for visit in visits_of(made, dataset)]) < len(made.visits):
        entry["visits"] = own
    if dataset.adam:
        entry["adam"] = True
    if dataset.instrument:
        beside = {"items_at": in_order_of_visits(dataset.items_at, made.visits)} if dataset.items_at else {}
        return {**entry, "instrument": dataset.instrument.settings, **beside}
    parameters = {
        parameter.code: Said(at_visits(parameter.entry, made.visits), parameter.why) for parameter in dataset.parameters
    }
    return {**entry, **dates_at_visits(dataset, made.visits), "parameters": parameters}


def dates_at_visits(dataset: Dataset, visits: Sequence[Visit]) -> dict[str, Any]:
    """Say which columns hold the dates of visits side by side, and their format where all have one."""
    if not dataset.dates:
        return {}
    columns = in_order_of_visits(dataset.dates, visits)
    formats = [format_of(column) for column in columns.values()]
    doubts = dict.fromkeys(why_dates(column) for column in columns.values() if column.dates and column.dates.also)
    if formats.count(formats[0]) < len(formats):
        keyed = {visit: {"column": column.name, **format_of(column)} for visit, column in columns.items()}
        return {"dates": Said(keyed, "; ".join(doubts))}
    named = {visit: column.name for visit, column in columns.items()}
    said = {"dates": Said(named, "; ".join(doubts))}
    return said | ({"date_format": formats[0]["format"]} if formats[0] else {})


def occurrence(made: Guess, events: Events) -> dict[str, Any]:
    """Say what an occurrence dataset holds."""
    if not made.dates:
        return events.entry
    day_one = made.dates.get("RANDDT") or made.dates.get("TRTSDT") or next(iter(made.dates.values()))
    subjects = made.table(made.subjects)
    return with_days_before(events, made.table(events.entry["source"]), subjects, day_one.value["column"])


def at_visits(entry: dict[str, Any], visits: Sequence[Visit]) -> dict[str, Any]:
    """Write the columns of visits side by side by the names of the visits."""
    if "columns" not in entry:
        return entry
    return {**entry, "columns": in_order_of_visits(entry["columns"], visits)}


def in_order_of_visits(by_code: Mapping[str, V], visits: Sequence[Visit]) -> dict[str, V]:
    """Name by their visits, in their order, what is known by the codes of visits."""
    return {visit.label: by_code[code] for visit in visits for code in visit.codes if code in by_code}


def estimand(made: Guess) -> dict[str, Any]:
    """Ask a first question: the first parameter at the last visit."""
    dataset, code, value = question(made)
    *others, reference = arms(made.arms)
    visit = visits_of(made, dataset)[-1]
    last = visit.timepoint or visit.label
    label = next((plain(p.entry["label"]) for p in dataset.parameters if p.code == code), dataset.label)
    return {
        "label": Said(
            f"Does {label} differ between {', '.join(others)} and {reference} at {last}?",
            "? the question of the trial in a sentence",
        ),
        "population": "ITTFL",
        "dataset": dataset.name,
        "variable": Said({"PARAMCD": code, "value": value}, "? which parameter is primary"),
        "timepoint": Said(last, "? the last visit was taken"),
        "intercurrent_events": Said(
            {"discontinuation of treatment": "treatment policy"}, "? which events, and the strategy for each"
        ),
    }


def analyses(made: Guess) -> dict[str, Any]:
    """Say what is computed, where it is not what is standard: a baseline that stands in a column of its own."""
    base = made.baseline_value
    if base is None:
        return {}
    model: dict[str, Any] = {"method": "mmrm", "estimand": "primary", "role": "primary", "covariates": [base]}
    dataset, _, _ = question(made)
    if len(visits_of(made, dataset)) > 1:
        model |= {"by_visit": [base], "covariance": ["us", "ar1h", "cs"]}
    else:
        model["method"] = "ancova"
    return {"displays": "standard", "analyses": {"primary": Said(model, f"{base} was measured at baseline")}}
