"""What an id means, told for a terminal: sections of lines that are wrapped to its width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from trialstats.explain.facts import (
    AnalysisFacts,
    DisplayFacts,
    EstimandFacts,
    Place,
    PopulationFacts,
    RowFacts,
    Seen,
    TrialFacts,
)
from trialstats.explain.find import Found
from trialstats.explain.material import MaterialFacts
from trialstats.explain.occurred import OccurrenceFacts, told_occurrences
from trialstats.explain.told_records import told_records
from trialstats.results.rows import ALL

__all__ = ["tell"]

INDENT = 2
WIDTH_OF_NAMES = 12
MOST_DERIVATIONS = 16
LARGE = 1e15  # beyond it whole numbers are not exact


def tell(
    facts: TrialFacts,
    found: Found,
    material: MaterialFacts | OccurrenceFacts | None,
    remark: str,
    documents: Iterable[str] = (),
    *,
    width: int,
    every: bool,
) -> str:
    """Tell all facts of what was found.

    material: the records behind its analysis. remark: how these results stand, if not as a run now would.
    documents: the page and the paragraphs for a paper, where numbers of the row stand in them.
    every: whether each record is told, else the first few of each sort.
    """
    lines: list[str] = []
    analysis = found.analysis
    if found.row is not None:
        lines += told_row(facts, found.row, found.statistic, documents)
        analysis = facts.analyses.get(found.row.analysis)
    for display in found.displays:
        lines += told_display(facts, display)
    if analysis is not None:
        lines += told_analysis(facts, analysis, in_full=found.row is None)
    if isinstance(material, OccurrenceFacts):
        lines += told_occurrences(material, every=every)
    elif material is not None:
        lines += told_records(material, every=every)
    if found.population is not None:
        lines += ["", *told_population(found.population)]
    lines += ["", "Computed by", f"  code {facts.code}", f"  trial file {facts.trial_file}, as used {facts.spec}"]
    lines += ["  " + ", ".join(f"{name} {version}" for name, version in facts.versions.items())]
    lines += ["", remark] if remark else []
    return "\n".join(wrapped(lines, width)).strip("\n") + "\n"


def told_row(facts: TrialFacts, row: RowFacts, statistic: str | None, documents: Iterable[str]) -> Iterator[str]:
    """Tell what a row is, its numbers as computed and as printed, and where they are shown."""
    yield f"{row.id}{f':{statistic}' if statistic else ''}"
    yield ""
    yield f"  {row.sentence}."
    if row.direction:
        yield f"  {row.direction}"
    if row.reason:
        yield f"  {'No number' if not row.statistics else 'Remark'}: {row.reason}"
    meant = statistic.split(",") if statistic else [each.name for each in row.statistics]
    yield from ["", "Numbers, as computed"]
    for each in row.statistics:
        if each.name in meant:
            yield f"  {each.name:<{WIDTH_OF_NAMES}} {unrounded(each.value)}{f' {each.unit}' if each.unit else ''}"
    seen = [one for one in row.seen if not statistic or not one.statistics or set(meant) & set(one.statistics)]
    yield from ["", "Shown in" if seen or documents else "Shown in no table or figure"]
    for key in dict.fromkeys(one.display for one in seen):
        display = facts.displays[key]
        yield f"  {display.heading} ({display.sort} {display.name}){printed(one for one in seen if one.display == key)}"
    yield from (f"  {file}" for file in documents)


def unrounded(value: float) -> str:
    """Write a number with all its digits; a count without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < LARGE else repr(value)


def printed(seen: Iterable[Seen]) -> str:
    """Say what a display prints: `: estimate, std_error as −19.1 (3.04)`."""
    said = [f"{', '.join(one.statistics)} as {one.text}" for one in seen if one.text and one.statistics]
    return f": {'; '.join(said)}" if said else ""


def told_display(facts: TrialFacts, display: DisplayFacts) -> Iterator[str]:
    """Tell what a table or figure shows, where it lies, and which numbers stand in it."""
    yield from ["", f"{display.sort.capitalize()} {display.name}", f"  {display.heading}"]
    if display.analyses:
        yield f"  shows {', '.join(labelled(facts, name) for name in display.analyses)}"
    for file in display.files:
        yield f"  file {file}"
    yield from declared((display.place,) if display.place else ())
    if not display.analyses:
        yield "  lists subjects' data as they stand in the ADaM datasets, and no results"
        return
    key = f"{display.sort} {display.name}"
    shown = [row.id for row in facts.rows.values() if any(one.display == key for one in row.seen)]
    yield f"  {len(shown):,} rows of results stand in it" + (", the first:" if shown else "")
    yield from (f"    {id_}" for id_ in shown[:10])


def labelled(facts: TrialFacts, name: str) -> str:
    return f"{name} ({facts.analyses[name].label})" if name in facts.analyses else name


def told_analysis(facts: TrialFacts, analysis: AnalysisFacts, *, in_full: bool) -> Iterator[str]:
    """Tell how an analysis was made. in_full: also which displays show it, and every option."""
    yield from ["", f"Analysis {analysis.name}", f"  {analysis.label}; {analysis.role}"]
    yield f"  method {analysis.method} ({analysis.method_words}), {analysis.software}"
    if analysis.inference:
        yield f"  {analysis.inference}"
    for fit in analysis.fits if len(analysis.fits) == 1 or in_full else ():
        yield from ["", f"Model{f' of {fit.about}' if fit.about else ''}"]
        if fit.formula:
            yield f"  formula {fit.formula}"
        if fit.structure:
            tried = f"; tried: {'; '.join(fit.attempts)}" if fit.attempts else ""
            yield f"  covariance {fit.structure}{tried}"
        if fit.n_records is not None:
            yield f"  {fit.n_records} records of {fit.n_subjects} subjects"
        yield from (f"  warning: {warning}" for warning in fit.warnings)
    yield from (f"  not estimated: {each}" for each in analysis.failed)
    yield from told_estimand(analysis.estimand)
    if analysis.population:
        yield from ["", *told_population(analysis.population)]
    yield from ["", "Options", *(f"  {key}: {value}" for key, value in analysis.options.items())]
    for dataset in analysis.datasets:
        named = dict.fromkeys([dataset.name, dataset.label])  # one without a label has its name for it
        yield from ["", f"Data: {', '.join(named)}"]
        for each in dataset.derivations[:MOST_DERIVATIONS]:
            yield f"  {each.variable}: {each.words}{at(each.place)}"
        if (more := len(dataset.derivations) - MOST_DERIVATIONS) > 0:
            yield f"  and {more} more"
    yield from ["", "Input files, with SHA-256", *(f"  {file.path} {file.sha256}" for file in analysis.files)]
    yield from ["", "Declared", *declared(analysis.places)]
    if in_full:
        yield from ["", "Shown in", *(f"  {facts.displays[key].heading} ({key})" for key in analysis.displays)]


def told_estimand(estimand: EstimandFacts | None) -> Iterator[str]:
    """Tell the attributes of an estimand, and what its strategies did."""
    if estimand is None:
        return
    yield from ["", f"Estimand {estimand.name}", f"  {estimand.question}"]
    yield f"  treatment: {estimand.treatment}"
    yield f"  population: {estimand.population}"
    yield f"  variable: {estimand.variable}"
    yield f"  summary measure: {estimand.summary or 'none declared'}"
    for event in estimand.events:
        did = "no data tell of it"
        if event.set_aside is not None:
            did = f"{event.set_aside} records set aside, {event.assigned} assigned"
        yield f"  {event.label}: {event.strategy} ({did}){f'; {event.rationale}' if event.rationale else ''}"


def told_population(population: PopulationFacts) -> Iterator[str]:
    """Tell who belongs to a population, and how many do."""
    yield f"Population {population.flag}, {population.label}"
    yield f"  {'; '.join(population.conditions)}{at(population.place)}"
    for arm, size, of in population.sizes:
        yield f"  {'in all' if arm == ALL else arm}: {size} of {of} randomised"


def declared(places: Iterable[Place]) -> Iterator[str]:
    yield from (f"  {place.file}:{place.line} {place.key}" for place in places)


def at(place: Place | None) -> str:
    return f" [{place.file}:{place.line}]" if place else ""


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """Wrap lines, what follows the first of each two characters deeper."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        filled = textwrap.wrap(
            line, width, subsequent_indent=indent + " " * INDENT, break_long_words=False, break_on_hyphens=False
        )
        yield from filled or [""]
