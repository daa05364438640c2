"""What the simulation of a design gave, in words: for the screen, as JSON, and as a paragraph of the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trialstats.methods.registry import entry_of
from trialstats.simulate.analytic import Analytic
from trialstats.simulate.assumptions import assumptions, other_than_declared
from trialstats.simulate.batch import ALL, ANY
from trialstats.simulate.margins import AT_EQUALITY, any_margin, margin_as_json, margin_tested, tested_as
from trialstats.simulate.questions import Question, Questions
from trialstats.simulate.search import Searched
from trialstats.simulate.truth import Truth
from trialstats.simulate.world import World, world_of
from trialstats.trialfile.design import shared_out
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.trial import Trial

__all__ = ["Simulated", "as_json", "lines_of", "lines_of_formulas", "paragraph", "with_interval"]


@dataclass(frozen=True)
class Simulated:
    """table: operating characteristics; retained: who is still there; analytic, truths: of each question.

    declared: the replicates that the design asks for; searched: the number of subjects for the power wanted, if the
    design wants any.
    """

    trial: Trial
    questions: Questions
    table: pd.DataFrame
    retained: pd.DataFrame
    analytic: Sequence[Analytic]
    truths: Sequence[Truth]
    world: World
    declared: int
    searched: Searched | None = None

    @property
    def design(self) -> Design:
        """The design."""
        assert self.trial.design is not None
        return self.trial.design

    def row(self, kind: str, n: int, hypothesis: str) -> dict[Any, Any] | None:
        """The characteristics of one hypothesis in one scenario, if it was simulated."""
        found = self.table[(self.table["scenario"] == f"{kind}_{n}") & (self.table["hypothesis"] == hypothesis)]
        return None if found.empty else found.iloc[0].to_dict()


def percent(share: float) -> str:
    """Write a share in percent with a decimal."""
    return f"{100 * share:.1f}%"


def with_interval(row: Mapping[str, Any], name: str, asked: int | None = None) -> str:
    """Write a share with the interval of the simulation, and its trials where they are not those that were asked for.

    The search for a number of subjects simulates a size with more of them than a quick run asks for.
    """
    low, high = (100 * row[f"{name}_{end}"] for end in ("low", "high"))
    trials = f"; {row['replicates']:,.0f} trials" if asked is not None and row["replicates"] != asked else ""
    return f"{percent(row[name])} ({low:.1f} to {high:.1f}{trials})"


def lines_of_formulas(trial: Trial, questions: Questions, analytic: Sequence[Analytic]) -> list[str]:
    """Tell the power of each hypothesis by its own test."""
    design = trial.design
    assert design is not None
    lines = [f"{design.n} subjects, power of each hypothesis by its own test, by formulas:", *remarks(trial)]
    for question, found in zip(questions.asked, analytic, strict=True):
        if found.power is None:
            lines.append(f"  {question.label}: {found.reason}")
            continue
        more = f"; {found.needed} subjects for {percent(design.power)}" if found.needed and design.power else ""
        lines.append(f"  {question.label}: {percent(found.power)}{more} ({found.formula})")
        lines += [f"    note: {note}" for note in found.beside]
    return lines


def remarks(trial: Trial) -> list[str]:
    """Say what of a design is otherwise than its numbers say."""
    return [*unevenly(trial), *(f"  note: {one}" for one in other_than_declared(world_of(trial)))]


def unevenly(trial: Trial) -> list[str]:
    """Say of a number of subjects that the allocation does not share out exactly how it is shared out."""
    design, step = trial.design, shared_out(trial)
    if design is None or design.n % step == 0 or trial.subjects.strata:
        return []
    world = world_of(trial)
    told = ", ".join(f"{size} {arm}" for arm, size in zip(world.arms, world.sizes(design.n), strict=True))
    return [f"  note: {design.n} is no multiple of {step}, which the allocation shares out exactly: {told}"]


def lines_of(found: Simulated) -> list[str]:
    """Tell the operating characteristics on the screen."""
    n, lines = found.design.n, []
    lines.append(f"{n} subjects, {found.design.replicates:,} simulated trials (95% interval of the simulation):")
    lines += remarks(found.trial)
    for question, formula in zip(found.questions.asked, found.analytic, strict=True):
        row, null = found.row("declared", n, question.name), found.row("null", n, question.name)
        assert row is not None
        assert null is not None
        alone = "its own test alone by formula" if found.questions.together else "by formula"
        by_formula = f"; {alone} {percent(formula.power)}" if formula.power is not None else ""
        lines.append(f"  {question.label}: power {with_interval(row, 'power', found.design.replicates)}{by_formula}")
        lines.append(f"    {without_effect(found, question)} {with_interval(null, 'power')}")
        if "bias" in row and np.isfinite(row["bias"]):
            coverage = with_interval(row, "coverage")
            lines.append(f"    bias {row['bias']:.3g} (standard error {row['bias_se']:.2g}), coverage {coverage}")
        if row["failed"] or null["failed"]:
            lines.append(f"    could not be analysed: {row['failed']:.0f} trials, without effect {null['failed']:.0f}")
        prior = found.row("prior", n, question.name)
        if prior is not None:
            lines.append(f"    assurance {with_interval(prior, 'power')}")
    if len(found.questions.asked) > 1:
        for name, words in ((ANY, "any of them"), (ALL, "all of them")):
            row, null = found.row("declared", n, name), found.row("null", n, name)
            assert row is not None
            assert null is not None
            power = with_interval(row, "power", found.design.replicates)
            lines.append(f"  {words}: {power}; without effect {with_interval(null, 'power')}")
    if any_margin(found.trial, found.questions):
        lines.append(f"  note: of a margin, {AT_EQUALITY}")
    for size in sorted(set(found.design.sizes)):
        told = [found.row("declared", size, question.name) for question in found.questions.asked]
        lines.append(
            f"  {size} subjects: "
            + ", ".join(with_interval(one, "power", found.design.replicates) for one in told if one is not None)
        )
    return [*lines, *lines_of_search(found)]


def without_effect(found: Simulated, question: Question) -> str:
    """Say what rejecting without effect is: of a margin, power at equality."""
    return "at equality rejected" if margin_tested(found.trial, question) else "without effect rejected"


def lines_of_search(found: Simulated) -> Iterator[str]:
    """Tell how many subjects give the power wanted, by simulation and by formula."""
    searched, wanted = found.searched, found.design.power
    if searched is None or wanted is None:
        return
    first, formula = found.questions.asked[0], found.analytic[0]
    by_formula = f"; by formula {formula.needed}" if formula.needed else ""
    if searched.n is None:
        yield f"  {percent(wanted)} power of {first.label}: {searched.reason}{by_formula}"
        return
    row = found.row("declared", searched.n, first.name)
    assert row is not None
    size = f"about {searched.n}" if searched.how == "simulation" else f"{searched.n}"
    power = f"{'more than ' if searched.how == 'more' else ''}{percent(wanted)} power of {first.label}"
    yield f"  {power}: {size} subjects{by_formula}; simulated with {searched.n}: {with_interval(row, 'power')}"


def as_json(found: Simulated) -> dict[str, Any]:
    """Give everything in numbers; what there is not is absent."""

    def present(row: Mapping[Any, Any]) -> dict[str, Any]:
        return {str(key): value for key, value in row.items() if not (isinstance(value, float) and np.isnan(value))}

    hypotheses = []
    questions = found.questions
    for question, alpha, formula, truth in zip(
        questions.asked, questions.alpha, found.analytic, found.truths, strict=True
    ):
        told: dict[str, Any] = {
            "name": question.name,
            "label": question.label,
            **question.sought.model_dump(exclude_none=True),
        }
        told |= margin_as_json(found.trial, questions, question, alpha)
        told |= {"truth": truth.value, "truth_std_error": truth.std_error}
        if formula.power is None:
            told["no_formula"] = formula.reason
        else:
            told |= {
                "power_by_formula": formula.power,
                "formula": formula.formula,
                "formula_leaves_out": list(formula.beside),
            }
            told |= {"subjects_by_formula": formula.needed} if formula.needed else {}
        hypotheses.append(told)
    return {
        "n": found.design.n,
        "replicates": found.design.replicates,
        "batch": found.design.batch,
        "seed": found.design.seed,
        "hypotheses": hypotheses,
        **searched_as_json(found),
        "characteristics": [present(row) for row in found.table.to_dict("records")],
        "retained": [present(row) for row in found.retained.to_dict("records")],
    }


def searched_as_json(found: Simulated) -> dict[str, Any]:
    """Give the search for a number of subjects in numbers."""
    if found.searched is None:
        return {}
    tried = [{"n": one.n, "rejected": one.count, "trials": one.trials} for one in found.searched.tried]
    told: dict[str, Any] = {"power": found.design.power, "tried": tried}
    answer = {"n": found.searched.n, "how": found.searched.how}
    told |= {"reason": found.searched.reason} if found.searched.n is None else answer
    return {"subjects": told}


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


def characteristics_table(found: Simulated) -> Iterator[str]:
    """The table of operating characteristics: a row a hypothesis."""
    n = found.design.n
    lines = [
        "| Hypothesis | Power | Without effect | Bias (SE) | Coverage | SE: of estimates, of the model |",
        "|---|---|---|---|---|---|",
    ]
    for question in found.questions.asked:
        row, null = found.row("declared", n, question.name), found.row("null", n, question.name)
        assert row is not None
        assert null is not None
        bias = f"{row['bias']:.3g} ({row['bias_se']:.2g})" if np.isfinite(row.get("bias", np.nan)) else "–"
        coverage = with_interval(row, "coverage") if np.isfinite(row.get("coverage", np.nan)) else "–"
        errors = f"{row['empirical_se']:.3g}" if np.isfinite(row.get("empirical_se", np.nan)) else "–"
        errors += f", {row['model_se']:.3g}" if np.isfinite(row.get("model_se", np.nan)) else ""
        rejected = with_interval(null, "power") + (", at equality" if margin_tested(found.trial, question) else "")
        cells = (question.label, with_interval(row, "power", found.design.replicates), rejected, bias, coverage, errors)
        lines.append(f"| {' | '.join(cells)} |")
    yield "\n".join(lines)
    if any_margin(found.trial, found.questions):
        yield f"Of a hypothesis about a margin, {AT_EQUALITY}."
