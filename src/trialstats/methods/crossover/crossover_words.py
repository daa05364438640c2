"""What an analysis of a crossover trial says of itself, in its notes and under its tables."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.crossover import CrossoverFit, is_two_by_two
from trialstats.methods.crossover.options import CrossoverModel
from trialstats.methods.shared.margins import told_of_margin
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Row

__all__ = ["inference", "told"]

DF = {
    "kr": "Kenward-Roger degrees of freedom and standard errors (as SAS DDFM=KR)",
    "kr_linear": "Kenward-Roger degrees of freedom (SAS DDFM=KR(LINEAR))",
    "kr_expected": "Kenward-Roger degrees of freedom (expected information, as R pbkrtest)",
    "satterthwaite": "Satterthwaite's degrees of freedom",
    "between_within": "between-within degrees of freedom",
    "residual": "residual degrees of freedom",
    "inf": "z tests",
}
BASELINES = {
    "covariate": "the baseline (BASE) is one covariate, whose slope with random subjects mixes that within subjects "
    "and that between them",
    "split": "the baseline (BASE) enters as the subject's mean and what differs from it, so that its slope within "
    "subjects is estimated within them",
}
ALIASED = (
    "With two treatments in two periods a difference between the sequences may be carry-over, an interaction of "
    "treatment and period, or chance: the three cannot be told apart. Its test has little power, since it compares "
    "different subjects, and decides nothing about the analysis (Freeman, Stat Med 1989;8:1421-1432)."
)


def inference(analysis: CrossoverModel) -> str:
    """Say how the numbers were made."""
    outcome = "logarithms of the values" if analysis.scale == "log" else "values"
    if analysis.subject == "fixed":
        said = [
            f"Least squares of the {outcome} on subject, period and treatment; subjects with one period are left out. "
            "LS means average over the subjects, and their errors are of these subjects alone."
        ]
    else:
        ordered = "sequence, period and treatment" if analysis.sequence else "period and treatment"
        said = [
            f"Linear mixed model of the {outcome} on {ordered} with random subjects (compound symmetry over periods, "
            f"REML), {DF[analysis.ddf]}; subjects with a period missing are used with what they have."
        ]
    if analysis.carry_over:
        said.append(
            "First-order carry-over: a term for the treatment before, effects summing to zero, none in the first "
            "period; LS means are without it."
        )
    if analysis.baseline in BASELINES:
        words = BASELINES[analysis.baseline]
        said.append(f"{words[0].upper()}{words[1:]}.")
    if analysis.scale == "log":
        said.append("Differences of logarithms are told as ratios of geometric means.")
    if "ranks" in analysis.beside:
        said.append(
            "Of two treatments in two periods: Wilcoxon rank sum tests between the sequences (Koch, Biometrics "
            "1972;28:577-584), exact with midranks up to 50 subjects, else normal with ties; the Hodges-Lehmann "
            "shift is half the median difference of period differences, with the limits of that test."
        )
    return " ".join(said) + told_of_margin(analysis)


def told(analysis: CrossoverModel, fit: CrossoverFit, frame: pd.DataFrame, at: Row) -> list[Row]:
    """Write the sentences that stand under tables: the model, who is in it, and what the sequences may tell."""
    y = "log value" if analysis.scale == "log" else "value"
    df = f", {DF[analysis.ddf]}" if analysis.subject == "random" else ""
    sentences = [
        f"Model: {y} ~ {fit.formula}, subjects {analysis.subject}{df}; {fit.n_subjects} subjects, "
        f"{fit.n_records} records."
    ]
    if fit.single:
        used = "used between subjects" if analysis.subject == "random" else "not in the model"
        sentences.append(f"Subjects with one period: {fit.single}, {used}.")
    if is_two_by_two(frame):
        sentences.append(ALIASED)
    rule = {"kind": Kind.VALUE, "PARAMCD": at["PARAMCD"], "AVISIT": at["AVISIT"], "variable": Told.RULE}
    return [{**rule, "level": str(number), "PARAM": sentence} for number, sentence in enumerate(sentences)]
