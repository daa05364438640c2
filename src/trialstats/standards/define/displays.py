"""Analysis results metadata: each display with its analyses, their datasets, records, variables and program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from trialstats.standards.dataset import Dataset
from trialstats.standards.define import results
from trialstats.standards.define.items import CheckValue, RangeCheck, WhereClauseDef
from trialstats.standards.define.settings import settings
from trialstats.standards.define.words import DocumentRef, WhereClauseRef, said
from trialstats.standards.letters import plain
from trialstats.standards.oids import dataset_oid, variable_oid
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["Condition", "Displays", "conditions_of", "datasets_of", "displays_of", "purpose_of"]

# What the roles of the trial file are called; those that the standard has no term for keep their own.
PURPOSES = {
    "primary": "PRIMARY OUTCOME MEASURE",
    "secondary": "SECONDARY OUTCOME MEASURE",
    "exploratory": "EXPLORATORY OUTCOME MEASURE",
}
REASON = "SPECIFIED IN TRIAL FILE"
"""Whether protocol or analysis plan asked for it the trial file does not say; the standard allows other terms."""


@dataclass(frozen=True)
class Condition:
    """A choice of records: the values that a variable has, or has not."""

    variable: str
    values: tuple[str, ...]
    among: bool = True

    @property
    def comparator(self) -> str:
        """EQ, NE, IN or NOTIN."""
        several = len(self.values) > 1
        return ("IN" if several else "EQ") if self.among else ("NOTIN" if several else "NE")


@dataclass
class Displays:
    """The displays, and the conditions that they refer to."""

    displays: list[results.ResultDisplay] = field(default_factory=list)
    clauses: list[WhereClauseDef] = field(default_factory=list)


def displays_of(trial: Trial, datasets: Mapping[str, Dataset], program: str, run: str) -> Displays:
    """Describe every table and figure, in the order of the trial file.

    datasets: by their names in the run; program: the leaf of the trial file; run: what runs an analysis, with a place
    for its name.
    """
    made = Displays()
    for prefix, kind, shown in (("T", "Table", trial.tables), ("F", "Figure", trial.figures)):
        for name, display in shown.items():
            oid = f"{prefix}.{name}"
            found = tuple(
                result(trial, oid, analysis, datasets, program, run, made.clauses) for analysis in display.analyses
            )
            made.displays.append(
                results.ResultDisplay(
                    oid=f"RD.{oid}",
                    name=f"{kind} {display.number}" if display.number else f"{kind} {name}",
                    description=said(display.title or name),
                    results=found,
                )
            )
    return made


def result(
    trial: Trial,
    display: str,
    name: str,
    datasets: Mapping[str, Dataset],
    program: str,
    run: str,
    clauses: list[WhereClauseDef],
) -> results.AnalysisResult:
    """Describe what an analysis is in a display; its conditions are added to `clauses`."""
    analysis = trial.complete(name)
    oid = f"AR.{display}.{name}"
    used = []
    for dataset in datasets_of(trial, analysis, datasets):
        chosen = conditions_of(trial, analysis, dataset)
        clause = f"WC.{oid}.{dataset.name}"
        if chosen:
            clauses.append(where(clause, dataset, chosen))
        used.append(
            results.AnalysisDataset(
                item_group=dataset_oid(dataset.name),
                where=WhereClauseRef(clause) if chosen else None,
                variables=tuple(
                    results.AnalysisVariable(variable_oid(dataset.name, variable))
                    for variable in analysed(analysis, dataset)
                ),
            )
        )
    by_parameter = next((one for one in used if one.item_group and has_parameters(one.item_group, datasets)), None)
    words = f"Method {analysis.method}. As the trial file says it: {settings(analysis, without=('method', 'label'))}"
    return results.AnalysisResult(
        oid=oid,
        parameter=f"IT.{str(by_parameter.item_group).removeprefix('IG.')}.PARAMCD" if by_parameter else None,
        reason=REASON,
        purpose=purpose_of(analysis),
        description=said(analysis.label or name),
        datasets=results.AnalysisDatasets(datasets=tuple(used)),
        documentation=results.Documentation(said(words), (DocumentRef(program),)),
        code=results.ProgrammingCode("trialstats", results.Code(run.format(name)), (DocumentRef(program),)),
    )


def purpose_of(analysis: Method) -> str:
    """Say what an analysis is for."""
    return PURPOSES.get(analysis.role, analysis.role.upper())


def has_parameters(item_group: str, datasets: Mapping[str, Dataset]) -> bool:
    return any(dataset_oid(one.name) == item_group and "PARAMCD" in one.frame for one in datasets.values())


def datasets_of(trial: Trial, analysis: Method, datasets: Mapping[str, Dataset]) -> list[Dataset]:
    """Find the datasets that an analysis reads: its own first, then others; ADSL where it names none."""
    named = [getattr(analysis, "dataset", None), *([ADTTE] if analysis.uses_times else []), *analysis.further_datasets]
    further = [other.dataset for other in map(trial.complete, analysis.further_analyses) if isinstance(other, Findings)]
    found = [datasets[name] for name in dict.fromkeys(map(str, [*named, *further])) if name in datasets]
    return found or [datasets["adsl"]]


def conditions_of(trial: Trial, analysis: Method, dataset: Dataset) -> list[Condition]:
    """Say which records of a dataset an analysis works on, as far as the dataset's own variables tell them."""
    return [one for one in asked(trial, analysis, dataset) if one.variable in dataset.frame and one.values]


def asked(trial: Trial, analysis: Method, dataset: Dataset) -> Iterator[Condition]:
    """Yield the conditions that the trial file says, in ASCII as the data are."""

    def written(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(plain(text, trial.submission.letters)[0].rstrip(" ") for text in texts)

    if population := getattr(analysis, "population", None):
        yield Condition(str(population), ("Y",))
    if not isinstance(analysis, Findings) or dataset.called != analysis.dataset:
        return
    yield Condition("PARAMCD", analysis.parameters)
    if analysis.of_values:
        yield Condition("ANL01FL", ("Y",))
    visits = analysis.visits or tuple(trial.visits_of(analysis))
    held = dataset.frame.get("AVISIT")
    if held is not None and not {*held.dropna()} <= {*written(visits)}:
        yield Condition("AVISIT", written(visits))
    for choice in analysis.records:
        yield Condition(choice.column, written(choice.within or choice.without or ()), choice.within is not None)


def analysed(analysis: Method, dataset: Dataset) -> list[str]:
    """Name the variables of a dataset that an analysis is about."""
    measure = [analysis.measure] if isinstance(analysis, Findings) and dataset.called == analysis.dataset else []
    times = ["AVAL", "CNSR"] if analysis.uses_times and dataset.called == ADTTE else []
    named = [variable for names in analysis.subject_variables.values() for variable in names]
    terms = [str(getattr(analysis, key)) for key in ("term", "body_system", "severity") if getattr(analysis, key, None)]
    wanted = dict.fromkeys([*measure, *times, *terms, *named])
    return [variable for variable in wanted if variable in dataset.frame]


def where(oid: str, dataset: Dataset, conditions: list[Condition]) -> WhereClauseDef:
    """Write conditions, all of which hold."""
    return WhereClauseDef(
        oid=oid,
        checks=tuple(
            RangeCheck(
                comparator=one.comparator,
                soft_hard="Soft",
                item=variable_oid(dataset.name, one.variable),
                values=tuple(map(CheckValue, one.values)),
            )
            for one in conditions
        ),
    )
