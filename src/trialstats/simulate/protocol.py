"""What the simulation of a design gave, as the section of a protocol on sample size, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.methods.registry import entry_of
from trialstats.simulate.assumptions import assumptions
from trialstats.simulate.margins import (
    AT_EQUALITY,
    AtMargin,
    any_margin,
    at_margins_of,
    margin_tested,
    margin_told,
    tested_as,
)
from trialstats.simulate.questions import Question
from trialstats.simulate.result import Simulated, percent, with_interval

__all__ = ["paragraph"]


def paragraph(found: Simulated) -> str:
    """Write the section of a protocol on sample size, as Markdown."""
    parts = [
        "## Sample size and operating characteristics",
        *sentences(found),
        "### Assumptions",
        *assumptions(found.world),
        *still_there(found),
    ]
    parts += ["### Operating characteristics", *characteristics_table(found)]
    return "\n\n".join(parts) + "\n"


def in_haste(found: Simulated) -> str:
    """Say of a quick run that it is one; nothing of the design's own."""
    made = found.design.replicates
    asked = f"**This was a quick run: the design asks for {found.declared:,} trials.**"
    return f" {asked}" if made < found.declared else ""


def sentences(found: Simulated) -> Iterator[str]:
    """Say how many subjects there are and what they give."""
    design, world = found.design, found.world
    sizes = ", ".join(f"{size} to {arm}" for arm, size in zip(world.arms, world.sizes(design.n), strict=True))
    how = f" in permuted blocks of {len(world.block)} within strata ({', '.join(world.strata)})" if world.strata else ""
    said = [f"{design.n} subjects will be randomised{how} ({'about ' if world.strata else ''}{sizes})."]
    for question, alpha, formula in zip(found.questions.asked, found.questions.alpha, found.analytic, strict=True):
        row = found.row("declared", design.n, question.name)
        assert row is not None
        method = entry_of(found.trial.analyses[question.analysis].entry).words
        sought = question.sought
        where = f" at {sought.AVISIT}" if sought.AVISIT else ""
        compared = f"{sought.ARM} against {sought.REFERENCE}"
        of = f"{sought.PARAMCD}{where}, {compared}" if sought.PARAMCD else compared
        alone = " alone" if found.questions.together else ""
        by = ""
        if formula.power is not None:
            by = f" A formula for its test{alone} gives {percent(formula.power)} ({formula.formula})."
        tested = tested_as(found.trial, found.questions, question, alpha)
        power = with_interval(row, "power", design.replicates)
        said.append(f"“{question.label}” ({of}; {method}, {tested}) has a power of {power}.{by}")
    said.append(
        f"Power is the share of {design.replicates:,} simulated trials in which the hypothesis is rejected"
        f"{' by the procedure for all hypotheses' if found.questions.plan else ''}, with its 95% interval (Clopper and "
        "Pearson); each trial was analysed by the analyses of the plan."
        f"{in_haste(found)}"
    )
    for question in found.questions.asked:
        prior = found.row("prior", design.n, question.name)
        if prior is not None:
            share = with_interval(prior, "power")
            said.append(f"Over what is believed of the effect, the assurance of “{question.label}” is {share}.")
    if found.searched is not None and found.searched.n is not None and design.power is not None:
        row = found.row("declared", found.searched.n, found.questions.asked[0].name)
        assert row is not None
        power = f"{'more than ' if found.searched.how == 'more' else ''}{percent(design.power)}"
        size = f"{'about ' if found.searched.how == 'simulation' else ''}{found.searched.n}"
        said.append(
            f"For a power of {power} of “{found.questions.asked[0].label}” {size} subjects "
            f"are needed (with them {with_interval(row, 'power')}, {row['replicates']:,.0f} simulated trials)."
        )
    yield " ".join(said)


def still_there(found: Simulated) -> Iterator[str]:
    """Tell who is still in the trial at its visits."""
    own = found.retained[found.retained["scenario"] == f"declared_{found.design.n}"]
    if not own.empty and (own["retained"] < 1).any():
        told = [
            f"{arm} " + ", ".join(f"{row['visit']} {percent(row['retained'])}" for row in part.to_dict("records"))
            for arm, part in own.groupby("arm", sort=False)
        ]
        yield f"Still in the trial: {'; '.join(told)}."


def told_at_margin(found: Simulated, question: Question, one: AtMargin) -> str:
    """Give the share rejected with the true value at a margin."""
    margin = margin_told(found.trial, question, one.margin)
    return f"{margin}: {'not simulated, ' + one.reason if one.row is None else with_interval(one.row, 'power')}"


def characteristics_table(found: Simulated) -> Iterator[str]:
    """The table of operating characteristics: a row a hypothesis."""
    n = found.design.n
    of_margins = any_margin(found.trial, found.questions)
    heads = ["Hypothesis", "Power", "Without effect", *(["At the margin"] if of_margins else [])]
    heads += ["Bias (SE)", "Coverage", "SE: of estimates, of the model"]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for question in found.questions.asked:
        row, null = found.row("declared", n, question.name), found.row("null", n, question.name)
        assert row is not None
        assert null is not None
        bias = f"{row['bias']:.3g} ({row['bias_se']:.2g})" if np.isfinite(row.get("bias", np.nan)) else "–"
        coverage = with_interval(row, "coverage") if np.isfinite(row.get("coverage", np.nan)) else "–"
        errors = f"{row['empirical_se']:.3g}" if np.isfinite(row.get("empirical_se", np.nan)) else "–"
        errors += f", {row['model_se']:.3g}" if np.isfinite(row.get("model_se", np.nan)) else ""
        rejected = with_interval(null, "power") + (", at equality" if margin_tested(found.trial, question) else "")
        at = [told_at_margin(found, question, one) for one in at_margins_of(found, question)]
        cells = [question.label, with_interval(row, "power", found.design.replicates), rejected]
        cells += ["; ".join(at) or "–"] if of_margins else []
        cells += [bias, coverage, errors]
        lines.append(f"| {' | '.join(cells)} |")
    yield "\n".join(lines)
    if of_margins:
        yield f"Of a hypothesis about a margin, {AT_EQUALITY}."
