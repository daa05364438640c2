"""What the simulation of a design gave, as the section of a protocol on sample size, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from trialstats.methods.registry import entry_of
from trialstats.results.kinds import RATIOS
from trialstats.simulate.assumptions import assumptions
from trialstats.simulate.assumptions_crossed import NOTHING_CARRIED, STAYS, crossover_assumptions, randomised_to
from trialstats.simulate.beliefs import beliefs
from trialstats.simulate.direction import notes_on_effect
from trialstats.simulate.margins import AT_EQUALITY, AtMargin, any_margin, at_margins_of, margin_tested, tested_as
from trialstats.simulate.names import Names
from trialstats.simulate.questions import Question
from trialstats.simulate.result import Simulated, percent, washed_told, with_digits, with_interval
from trialstats.simulate.scenario import WASHED
from trialstats.simulate.truth import Truth

__all__ = ["paragraph"]


def paragraph(found: Simulated) -> str:
    """Write the section of a protocol on sample size, as Markdown."""
    parts = [
        "## Sample size and operating characteristics",
        *sentences(found),
        "### Assumptions",
        *assumptions(Names(found.trial, found.world)),
        *crossover_assumptions(Names(found.trial, found.world), found.questions.analyses),
        *still_there(found),
    ]
    parts += ["### Operating characteristics", *characteristics_table(found)]
    return "\n\n".join(parts) + "\n"


def in_haste(found: Simulated) -> str:
    """Say of a quick run that it is one; nothing of the design's own."""
    made = found.design.replicates
    asked = f"**This was a quick run: the design asks for {found.declared:,} trials.**"
    return f" {asked}" if made < found.declared else ""


def not_analysed(found: Simulated) -> str:
    """Say how many trials an analysis could make nothing of: they reject nothing."""
    told = []
    for question in found.questions.asked:
        own, null = (found.row(scenario, found.design.n, question.name) for scenario in ("declared", "null"))
        if own is not None and null is not None and (own["failed"] or null["failed"]):
            told.append(f"{own['failed']:,.0f} of “{question.label}”, without effect {null['failed']:,.0f}")
    return f" Trials that could not be analysed count as not rejected: {'; '.join(told)}." if told else ""


def sentences(found: Simulated) -> Iterator[str]:
    """Say how many subjects there are and what they give."""
    design, world, names = found.design, found.world, Names(found.trial, found.world)
    sizes = ", ".join(f"{size} to {arm}" for arm, size in zip(world.arms, world.sizes(design.n), strict=True))
    how = f" in permuted blocks of {len(world.block)} within strata ({', '.join(world.strata)})" if world.strata else ""
    about = "about " if world.strata else ""
    said = [f"{design.n} subjects will be randomised{randomised_to(world)}{how} ({about}{sizes})."]
    asked = zip(found.questions.asked, found.questions.alpha, found.analytic, found.truths, strict=True)
    for question, alpha, formula, truth in asked:
        row = found.row("declared", design.n, question.name)
        assert row is not None
        method = entry_of(found.trial.analyses[question.analysis].entry).words
        alone = " alone" if found.questions.together else ""
        by = ""
        if formula.power is not None:
            by = f" A formula for its test{alone} gives {percent(formula.power)} ({formula.formula})."
        tested = tested_as(names, found.questions, question, alpha)
        power = with_interval(row, "power", design.replicates)
        said.append(f"“{question.label}” ({names.compared(question)}; {method}, {tested}) has a power of {power}.{by}")
        said += [f"**Note: {note}.**" for note in notes_on_effect(names, question, truth)]
    said.append(
        f"Power is the share of {design.replicates:,} simulated trials in which the hypothesis is rejected"
        f"{' by the procedure for all hypotheses' if found.questions.plan else ''}, with its 95% interval (Clopper and "
        "Pearson); each trial was analysed by the analyses of the plan."
        f"{not_analysed(found)}{in_haste(found)}"
    )
    washed = {question.label: found.row(WASHED, design.n, question.name) for question in found.questions.asked}
    said += [f"{NOTHING_CARRIED.capitalize()}, “{label}”: {washed_told(row)}." for label, row in washed.items() if row]
    priors = {question.label: found.row("prior", design.n, question.name) for question in found.questions.asked}
    if any(prior is not None for prior in priors.values()):
        said.append(f"Before the trial it is believed that {'; that '.join(beliefs(names))}.")
    for label, prior in priors.items():
        if prior is not None:
            share = with_interval(prior, "power")
            said.append(f"Over what is believed, the assurance of “{label}”, its mean power, is {share}.")
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


def truth_told(question: Question, truth: Truth, names: Names) -> str:
    """Write the true value of a comparison; where large trials gave it, with the digits that they left it."""
    value = f"{truth.value:.4g}"
    if truth.std_error:
        value = with_digits(truth.value, truth.std_error * (abs(truth.value) if question.kind in RATIOS else 1.0))[0]
    return f"{value} {names.unit_of_difference(question)}".strip()


def what_the_columns_are(found: Simulated) -> Iterator[str]:
    """Say what bias and coverage are of."""
    large = any(truth.std_error for truth in found.truths)
    where = "in large simulated trials of which nobody is lost" if large else "by the assumptions"
    yield f"The true value is that of the comparison {where}."
    ratios = any(question.kind in RATIOS for question in found.questions.asked)
    yield (
        f"Bias is the mean of what estimates lie above it{', on natural logarithms of ratios' if ratios else ''}, with "
        "the standard error (SE) of the simulation; coverage is the share of intervals that hold it."
    )


def told_at_margin(found: Simulated, question: Question, one: AtMargin) -> str:
    """Give the share rejected with the true value at a margin."""
    margin = Names(found.trial, found.world).value_compared(question, one.margin)
    return f"{margin}: {'not simulated, ' + one.reason if one.row is None else with_interval(one.row, 'power')}"


def characteristics_table(found: Simulated) -> Iterator[str]:
    """The table of operating characteristics: a row a hypothesis."""
    n = found.design.n
    of_margins = any_margin(found.trial, found.questions)
    heads = ["Hypothesis", "Power", "Without effect", *(["At the margin"] if of_margins else [])]
    heads += ["True value", "Bias (SE)", "Coverage", "SE: of estimates, of the model"]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for question, truth in zip(found.questions.asked, found.truths, strict=True):
        row, null = found.row("declared", n, question.name), found.row("null", n, question.name)
        assert row is not None
        assert null is not None
        bias = "–"
        if np.isfinite(row.get("bias", np.nan)):
            bias = "{} ({})".format(*with_digits(row["bias"], row["bias_se"]))
        coverage = with_interval(row, "coverage") if np.isfinite(row.get("coverage", np.nan)) else "–"
        errors = f"{row['empirical_se']:.3g}" if np.isfinite(row.get("empirical_se", np.nan)) else "–"
        errors += f", {row['model_se']:.3g}" if np.isfinite(row.get("model_se", np.nan)) else ""
        rejected = with_interval(null, "power") + (", at equality" if margin_tested(found.trial, question) else "")
        at = [told_at_margin(found, question, one) for one in at_margins_of(found, question)]
        cells = [question.label, with_interval(row, "power", found.design.replicates), rejected]
        cells += ["; ".join(at) or "–"] if of_margins else []
        cells += [truth_told(question, truth, Names(found.trial, found.world)), bias, coverage, errors]
        lines.append(f"| {' | '.join(cells)} |")
    yield "\n".join(lines)
    yield " ".join(what_the_columns_are(found))
    if of_margins:
        yield f"Of a hypothesis about a margin, {AT_EQUALITY}."
    if found.world.carries_over:
        yield f"{STAYS.capitalize()}."
