"""The primary result in a sentence, every number of it with its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from trialstats.display.numbers import number
from trialstats.explain.sentences import MEASURED
from trialstats.methods.answers import answer_by
from trialstats.methods.entry import Answer
from trialstats.report.amounts import digits, estimate, unit_of
from trialstats.report.analysed import told_analysed, told_population
from trialstats.report.beside import adjustment, direction, tested
from trialstats.report.comparisons import told_comparisons
from trialstats.report.content import ReportContent
from trialstats.report.events import told_events
from trialstats.report.happened import Happened, happened
from trialstats.report.phrases import Phrase, Row, of_the_analysis, records, take, uncertainty
from trialstats.report.sensitivity import told_sensitivity
from trialstats.report.words import absent
from trialstats.results.data_rows import Besides
from trialstats.results.kinds import Kind
from trialstats.trialfile.completion.words import inside
from trialstats.trialfile.parts.analysis import Estimating, Findings
from trialstats.trialfile.parts.estimands import Estimand, Events, Hierarchy, Measure, Strategy, TimeTo

__all__ = ["Phrase", "Result", "answer", "headlines", "of_one"]

# Comparisons of means and of slopes: what is compared, which rows are of one arm, and how they are said.
OF_MEANS = {Kind.DIFFERENCE: ("", Kind.LSMEAN, "had an LS mean of"), Kind.SLOPE: ("slope of the ", Kind.SLOPE, "was")}
# Units of so many letters are no words: ms.
PLURAL = 3
# What the strategies for intercurrent events mean to who has not read ICH E9(R1).
PLAIN = {
    Strategy.TREATMENT_POLICY: "what follows counts as it is",
    Strategy.HYPOTHETICAL: "as if it had not happened",
    Strategy.COMPOSITE: "it is itself an outcome",
    Strategy.WHILE_ON_TREATMENT: "what came before it counts",
    Strategy.PRINCIPAL_STRATUM: "of those who would not have it",
}
# What matters to a patient is no threshold for a difference of means.
MATTERS = " in one patient is taken to matter; a difference of means is not measured by it."
BETTER = {"lower": "Lower values are better.", "higher": "Higher values are better."}


@dataclass(frozen=True)
class Result:
    """The result of a primary analysis: the question, the answer for each active arm, and what to know of it.

    notes: under their names, such as on how many subjects it rests, and whether sensitivity analyses agree.
    """

    analysis: str
    label: str
    question: str
    answers: tuple[tuple[Phrase, ...], ...]
    notes: tuple[tuple[str, tuple[tuple[Phrase, ...], ...]], ...] = ()


def headlines(content: ReportContent) -> list[Result]:
    """Answer the question of each primary analysis."""
    return [
        answer(content, name, analysis, content.trial.estimands[analysis.estimand])
        for name, analysis in content.trial.analyses.items()
        if analysis.role == "primary" and isinstance(analysis, Estimating) and analysis.estimand is not None
    ]


def answer(content: ReportContent, name: str, analysis: Estimating, estimand: Estimand) -> Result:
    """Say what an analysis found for its estimand."""
    wanted = answer_by(analysis, estimand)
    rows = take(content.rows, analysis=name)
    over_all = isinstance(analysis, Findings) and analysis.over_all_visits
    if over_all:
        rows = rows.assign(AVISIT=rows["AVISIT"].fillna(str(estimand.timepoint)))  # all visits up to it together
    if wanted and rows["kind"].eq(Kind.MARGIN).any():  # the p value of superiority is no answer to a margin
        rows = rows.assign(p_value=rows["p_value"].mask(rows["kind"].eq(wanted.kind)))
    sentences = sentences_of(content, rows, wanted, estimand, analysis, over_all=over_all) if wanted else []
    asked = "events" if estimand.is_counted else "time" if estimand.is_timed else "parameter and visit"
    asked = "hierarchy of outcomes" if estimand.is_ranked else asked
    reason = content.failures.get(name) or f"it has no comparison for the estimand's {asked}"
    silent = ((Phrase(f"The analysis gave no result: {reason.rstrip('.')}."),),)
    notes = tuple(notes_on(content, rows, name, estimand, wanted)) if sentences and wanted else ()
    return Result(name, analysis.label or name, estimand.label, tuple(sentences) or silent, notes)


def notes_on(
    content: ReportContent, rows: pd.DataFrame, name: str, estimand: Estimand, wanted: Answer
) -> Iterator[tuple[str, tuple[tuple[Phrase, ...], ...]]]:
    """Say on how many subjects a result rests, how intercurrent events are handled, and what puts it to the test."""
    if told := analysed(content, rows, name, estimand):
        yield "Analysed", (told,)
    if told := told_population(content, str(estimand.population)):
        yield "Population", (told,)
    if estimand.intercurrent_events:
        handled = happened(content, estimand)
        yield "Intercurrent events", tuple((Phrase(f"{each.label}: {in_words(each)}"),) for each in handled)
    compared = compared_by(rows, wanted, estimand)
    yield "Sensitivity", tuple(told_sensitivity(content, name, estimand, compared))


def in_words(event: Happened) -> str:
    """Say what an event makes of the outcome, and the strategy: `as if it had not happened (hypothetical)`."""
    plain = next((words for strategy, words in PLAIN.items() if event.strategy.startswith(strategy)), None)
    said = f"{plain} ({event.strategy})" if plain else event.strategy
    return f"{said}; {event.note}" if event.note else said


def compared_by(rows: pd.DataFrame, wanted: Answer, estimand: Estimand) -> list[Row]:
    """Give the rows that answer the question of an estimand."""
    found = take(rows, kind=wanted.kind)
    if isinstance(estimand.variable, Measure):
        found = take(found, PARAMCD=estimand.variable.PARAMCD, AVISIT=str(estimand.timepoint))
    answers = [
        row for row in records(found) if (None if absent(row["variable"]) else row["variable"]) == wanted.variable
    ]
    return of_the_analysis([row for row in answers if not absent(row["REFERENCE"])]) if answers else []


def analysed(content: ReportContent, rows: pd.DataFrame, name: str, estimand: Estimand) -> tuple[Phrase, ...]:
    """Say how many of the randomised are behind the result, of a variable that is measured."""
    if not isinstance(estimand.variable, Measure):
        return ()
    timepoint, population = str(estimand.timepoint), getattr(content.trial.complete(name), "population", None)
    here = take(rows, PARAMCD=estimand.variable.PARAMCD, AVISIT=timepoint)
    return told_analysed(here, str(population), timepoint, content.populations, take(content.rows, group=name))


def sentences_of(
    content: ReportContent,
    rows: pd.DataFrame,
    answer: Answer,
    estimand: Estimand,
    analysis: Estimating,
    *,
    over_all: bool,
) -> list[tuple[Phrase, ...]]:
    """Say the rows that answer the question of an estimand, one sentence or more for each active arm."""

    def beside(row: Row) -> list[Phrase]:
        return [*direction(row, rows), *adjustment(row, analysis, content), *tested(row, rows)]

    if isinstance(estimand.variable, Events):
        return told_events(rows, answer, estimand.variable)
    if isinstance(estimand.variable, TimeTo):
        return told_comparisons(take(rows, PARAMCD=estimand.variable.time_to), answer, beside)
    if isinstance(estimand.variable, Hierarchy):
        return told_comparisons(rows, answer, beside)
    timepoint, variable = str(estimand.timepoint), estimand.variable
    here = take(rows, PARAMCD=variable.PARAMCD, AVISIT=timepoint)
    when = f"Up to {timepoint}" if over_all else f"At {timepoint}"
    if answer.kind in OF_MEANS:
        what = f"{when}, the {OF_MEANS[answer.kind][0]}{MEASURED[variable.value]}"
        compared = [row for row in records(take(here, kind=answer.kind)) if not absent(row["REFERENCE"])]
        return [sentence(row, here, content, what) for row in of_the_analysis(compared)]
    return told_comparisons(here, answer, beside, when)


def sentence(row: Row, rows: pd.DataFrame, content: ReportContent, what: str) -> tuple[Phrase, ...]:
    """Say one difference: what was measured, the means, the difference with its interval and p value."""
    arm, reference = row["ARM"], row["REFERENCE"]
    what += row["PARAMCD"] if absent(row["PARAM"]) else inside(str(row["PARAM"]))
    if absent(row["estimate"]):
        why = "no estimate was computed" if absent(row["reason"]) else str(row["reason"]).rstrip(".")
        return (Phrase(f"{what} could not be compared between {arm} and {reference}: {why}."),)
    _, mean, had = OF_MEANS[row["kind"]]
    of_arms = rows[rows["REFERENCE"].isna()]
    means = [records(take(of_arms, kind=mean, ARM=who)) for who in (arm, reference)]
    told: tuple[Phrase, ...] = (Phrase(f"{what}: {arm} minus {reference} is "),)
    if all(found and not absent(found[0]["estimate"]) for found in means):
        ours, theirs = (found[0] for found in means)
        told = (
            Phrase(f"{what} {had} "),
            estimate(ours),
            Phrase(f" with {arm} and "),
            estimate(theirs),
            Phrase(f" with {reference}: a difference of "),
        )
    return (
        *told,
        estimate(row),
        *uncertainty(row, digits(row)),
        Phrase(". "),
        *context(row, content),
        *tested(row, rows),
    )


def of_one(unit: str, size: float) -> str:
    """Put a unit that is a word in the singular after 1: `1 point`."""
    word = unit.rstrip()
    plural = word.endswith("s") and not word.endswith("ss") and word.strip().isalpha() and len(word.strip()) > PLURAL
    return word[:-1] if size == 1 and plural else unit


def context(row: Row, content: ReportContent) -> list[Phrase]:
    """Add what helps to judge the difference: the better direction, what matters to patients, the truth if known."""
    better = BETTER.get(str(row["better"]), "")
    phrases = [Phrase(better)] if better else []
    if not absent(row["mcid"]):
        matters = Phrase(
            f"{row['mcid']:g}{of_one(unit_of(row), row['mcid'])}",
            f"{Besides.THRESHOLDS}/{Kind.VALUE}/{row['PARAMCD']}:value",
        )
        phrases += [Phrase(" A change of "), matters, Phrase(MATTERS)]
    keys = {key: row[key] for key in ("PARAMCD", "AVISIT", "ARM", "REFERENCE")}
    truths = records(take(content.rows, kind=Kind.TRUTH, **keys))
    if truths:
        true = Phrase(number(truths[0]["estimate"], digits(row)) + unit_of(row), f"{truths[0]['id']}:estimate")
        phrases += [Phrase(" The data were simulated with a true difference of "), true, Phrase(".")]
    return phrases
