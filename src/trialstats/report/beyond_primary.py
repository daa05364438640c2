"""What the summary tells beside the primary results: the most important harms by arm, and quality of life."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.answers import answer_by
from trialstats.report.content import ReportContent
from trialstats.report.events import counted
from trialstats.report.headline import Result, answer
from trialstats.report.phrases import Phrase, take
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.analysis import Estimating, Method
from trialstats.trialfile.parts.estimands import Estimand
from trialstats.trialfile.stressed import main_analyses

__all__ = ["harms", "quality_of_life"]

# How an estimand, or the label of its dataset, says that it is about it.
QUALITY_OF_LIFE = "quality of life"


def harms(content: ReportContent) -> list[tuple[Phrase, ...]]:
    """Say, by arm, how many had any event, a serious one and one that led to death, of each analysis of harms.

    A crossover trial has treatments for its arms. What nobody told, such as which events are serious, is left out; so
    is what a primary result has said.
    """
    found = []
    for name, analysis in content.trial.analyses.items():
        for variable in analysis.harms:
            if variable == of_primary(content, analysis):
                continue
            rows = take(content.rows, analysis=name, kind=Kind.COUNT, variable=variable)
            rows = rows[rows["group"].isna() & rows["level"].isna()]
            arms = [arm for arm in content.trial.arms if len(take(rows, ARM=arm))]
            if arms and rows["count"].notna().all():
                told = [part for arm in arms for part in (Phrase("; "), counted(rows, arm, ""), Phrase(f" with {arm}"))]
                found.append((Phrase(f"{rows['PARAM'].iloc[0]}: "), *told[1:], Phrase(".")))
    return found


def of_primary(content: ReportContent, analysis: Method) -> str | None:
    """Give the variable of the rows by which a primary analysis answers its question; None of any other."""
    if not isinstance(analysis, Estimating) or analysis.role != "primary" or analysis.estimand is None:
        return None
    found = answer_by(analysis, content.trial.estimands[analysis.estimand])
    return found.variable if found else None


def quality_of_life(content: ReportContent) -> list[Result]:
    """Answer the questions about quality of life that are not primary ones, by their main analyses."""
    return [answer(content, *asked) for asked in about_quality_of_life(content)]


def about_quality_of_life(content: ReportContent) -> Iterator[tuple[str, Estimating, Estimand]]:
    trial = content.trial
    for name in main_analyses(trial):
        analysis = trial.analyses[name]
        if analysis.role == "primary" or not isinstance(analysis, Estimating):
            continue
        estimand = trial.estimands[str(analysis.estimand)]
        dataset = trial.datasets.get(str(estimand.dataset))
        label = dataset.label if dataset else None
        if QUALITY_OF_LIFE in f"{estimand.label} {label}".lower():
            yield name, analysis, estimand
