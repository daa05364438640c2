"""The section on statistical methods: design, estimands, models, missing data, sensitivity, multiplicity, software."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trialstats.explain.estimands import estimand_facts
from trialstats.explain.facts import EstimandFacts, EventFacts
from trialstats.manuscript.models import model_of
from trialstats.manuscript.pieces import Paragraph, Piece
from trialstats.manuscript.references import Work
from trialstats.methods.registry import entry_of
from trialstats.report.content import ReportContent
from trialstats.report.headline import PLAIN
from trialstats.report.multiplicity import conclusions
from trialstats.report.phrases import Phrase, records, take
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, BRIEF
from trialstats.trialfile.completion.words import capital, inside, joined
from trialstats.trialfile.parts.analysis import Estimating, Method

__all__ = ["methods", "of_role"]

# Which library an analysis names as its software, and the work that it is cited by.
LIBRARIES = {
    "numpy": ("NumPy", Work.NUMPY),
    "scipy": ("SciPy", Work.SCIPY),
    "pandas": ("pandas", Work.PANDAS),
    "statsmodels": ("statsmodels", Work.STATSMODELS),
    "pingouin": ("pingouin", Work.PINGOUIN),
}
OWN = ("numpy", "scipy", "pandas")  # libraries that all of it rests on
REFERENCE_BASED = ("CIR", "J2R", "CR")


def methods(content: ReportContent) -> Iterator[Paragraph]:
    """Yield the paragraphs on methods."""
    yield tuple(design(content))
    for name, analysis in of_role(content, "primary"):
        yield tuple(question(content, name, analysis))
        yield (*model(content, name, "The primary analysis"), *sensitivity(content, analysis))
    for name, analysis in of_role(content, "secondary"):
        yield (*model(content, name, secondary_named(analysis)), *sensitivity(content, analysis))
    if told := tuple(of_no_estimand(content)):
        yield told
    yield tuple(multiplicity(content))
    yield tuple(software(content))


def model(content: ReportContent, name: str, start: str) -> Paragraph:
    return model_of(content.trial, content.trial.complete(name), content.diagnostics[name], start=start)


def secondary_named(analysis: Estimating) -> str:
    """Name a secondary analysis where a sentence begins, by its label unless that is its method alone."""
    named = analysis.label and analysis.label != entry_of(analysis.entry).words
    return f"The secondary analysis ({inside(str(analysis.label))})" if named else "The secondary analysis"


def of_role(content: ReportContent, *roles: str) -> list[tuple[str, Estimating]]:
    """List the analyses of an estimand that have a role."""
    return [
        (name, analysis)
        for name, analysis in content.trial.analyses.items()
        if analysis.role in roles and isinstance(analysis, Estimating) and analysis.estimand is not None
    ]


def design(content: ReportContent) -> Iterator[Piece]:
    """Say how many were randomised to what."""
    trial = content.trial
    flag = next(iter(trial.populations))
    sizes = {str(row["ARM"]): row for row in records(take(content.populations, flag=flag))}
    everyone = sizes.get(ALL)
    if everyone is None:
        return
    yield "In all, "
    yield Phrase(f"{everyone['total']:.0f}", f"{everyone['id']}:total")
    yield " subjects were randomised: "
    arms = [(arm, sizes[arm]) for arm in trial.groups if arm in sizes]
    for place, (arm, size) in enumerate(arms):
        yield "" if place == 0 else " and " if place == len(arms) - 1 else ", "
        yield Phrase(f"{size['total']:.0f}", f"{size['id']}:total")
        yield f" to {'the sequence ' if trial.crossover else ''}{arm}"
    yield "."


def question(content: ReportContent, name: str, analysis: Estimating) -> Iterator[Piece]:
    """Say the estimand of a primary analysis, and its strategies."""
    facts = estimand_facts(content.trial, analysis, content.diagnostics[name])
    assert facts is not None  # it is one of an estimand
    yield f"The primary question was: {facts.question} "
    yield from ("The estimand", Work.ESTIMANDS)
    yield f" compares {facts.treatment.replace(' compared with ', ' with ')} in {population_of(facts)}"
    yield (
        f" by the {facts.summary} of the {without_code(facts.variable)}."
        if facts.summary
        else (f" in the {without_code(facts.variable)}.")
    )
    for event in facts.events:
        yield from handled(event)


def population_of(facts: EstimandFacts) -> str:
    """Name a population as a sentence does: `the full analysis set`, `the subjects of "All randomised"`."""
    label = facts.population.rpartition(" (")[0] or facts.population
    is_noun = label.casefold().split(" (")[0].endswith(("population", "set", "sample", "subjects", "patients"))
    return f"the {inside(label)}" if is_noun else f'the population "{label}"'


def without_code(variable: str) -> str:
    """Leave out of a variable the code of its parameter, `(VASPAIN)`."""
    before, _, after = variable.rpartition(" at ")
    named = before.rpartition(" (")[0] or before
    return f"{named} at {after}" if before else variable


def handled(event: EventFacts) -> Iterator[Piece]:
    """Say what was made of an intercurrent event, and why."""
    plain = next((text for strategy, text in PLAIN.items() if event.strategy.startswith(strategy)), "")
    strategy, _, value = event.strategy.partition(" (")
    made = f" ({value}" if value else ""
    yield f" For {inside(event.label)} the strategy is {strategy}{made}{f': {plain}' if plain else ''}"
    yield f" ({event.rationale.rstrip('.')})." if event.rationale else "."


def sensitivity(content: ReportContent, stressed: Estimating) -> Iterator[Piece]:
    """Name the sensitivity analyses of the estimand of an analysis, with the work that the reference-based are from."""
    every = of_role(content, "sensitivity")
    planned = [(name, analysis) for name, analysis in every if analysis.estimand == stressed.estimand]
    if not planned:
        yield from [" No sensitivity analysis of it was planned."] if stressed.role == "primary" else []
        return
    labels = list(dict.fromkeys(inside(analysis.label or name) for name, analysis in planned))
    number = f"{len(labels)} sensitivity analyses" if len(labels) > 1 else "one sensitivity analysis"
    yield f" What it assumes was put to the test by {number}: {'; '.join(labels)}"
    if any(word in said(content, name) for name, _ in planned for word in REFERENCE_BASED):
        yield Work.REFERENCE_BASED
    yield "."


def said(content: ReportContent, name: str) -> str:
    return str(content.diagnostics[name].get("inference", ""))


def of_no_estimand(content: ReportContent) -> Iterator[Piece]:
    """Say how the secondary analyses of no estimand were made, those that were made alike in one sentence."""
    told = {name for name, _ in of_role(content, "secondary")}
    alike: dict[str, list[str]] = {}
    for name, analysis in content.trial.analyses.items():
        if analysis.role == "secondary" and name not in told:
            alike.setdefault(brief(content, name, analysis), []).append(inside(analysis.label or name))
    for words, labels in alike.items():
        yield f" {capital(joined(labels))}: {inside(words).rstrip('.')}."


def brief(content: ReportContent, name: str, analysis: Method) -> str:
    """Say in few words how an analysis was made."""
    notes: Mapping[str, Any] = content.diagnostics[name]
    return str(notes.get(BRIEF) or "") or entry_of(analysis.entry).words


def multiplicity(content: ReportContent) -> Iterator[Piece]:
    """Say which error rate is controlled by what, and what intervals are."""
    levels = sorted({1 - analysis.alpha for _, analysis in of_role(content, "primary", "secondary")})
    told = conclusions(content)
    if told.procedure:
        yield f"{told.procedure.rstrip('.')}"
        yield from [Work.GRAPHS] if "graph" in told.procedure.casefold() else []
        yield from [Work.HOLM] if "holm" in told.procedure.casefold() else []
        yield ". All other p values are nominal."
    else:
        yield "No hypotheses share an error rate: p values are nominal, not adjusted for multiplicity."
    if levels:
        yield f" Intervals have {joined([f'{100 * level:.4g}%' for level in levels])} confidence"
        yield "." if content.rows["kind"].eq(Kind.MARGIN).any() else "; tests are two-sided."


def software(content: ReportContent) -> Iterator[Piece]:
    """Say which software computed it, with versions, and cite the libraries used."""
    versions = content.versions
    named = " ".join(str(notes.get("software", "")).casefold() for notes in content.diagnostics.values())
    used = [name for name in LIBRARIES if name in OWN or name in named]
    yield f"Analyses were made with trialstats {versions.get('trialstats', '')} in Python {versions.get('python', '')}"
    for place, name in enumerate(used):
        label, work = LIBRARIES[name]
        yield ", with " if place == 0 else " and " if place == len(used) - 1 else ", "
        yield from (f"{label} {versions.get(name, '')}", work)
    yield "."
