"""The checklist of CONSORT 2025: the answers of the trial file, and the dates of randomisation from the data."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from trialstats.errors import DataError
from trialstats.methods.consort.options import Checklist
from trialstats.methods.consort.rows import Asked
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.people import randomised
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.about import Answer
from trialstats.trialfile.parts.consort import ITEMS
from trialstats.trialfile.text.declared import About, Problem

__all__ = ["check", "run"]

FLOW, DATES = "22a", "23a"


def check(analysis: Checklist, inputs: Inputs) -> None:
    """Raise DataError where the dates that were declared are not those of the data."""
    problems = [*of_recruitment(analysis, inputs), *of_follow_up(analysis, inputs)]
    if problems:
        raise DataError(problems)


def run(analysis: Checklist, inputs: Inputs) -> Result:
    """Give up to two rows an item, kind value: what is known of it (PARAM), and where the report has it.

    group is the section of a paper, variable the number of the item. Raises DataError as `check` does.
    """
    check(analysis, inputs)
    answers = {answer.number: answer for answer in analysis.answers}
    collector = Collector(inputs.name)
    for item in ITEMS:
        answer = answers.get(item.number, Answer(number=item.number))
        row: Row = {"kind": Kind.VALUE, "group": item.section, "variable": item.number}
        texts = {Asked.REPORTED: told(answer, analysis, inputs), Asked.PLACE: answer.place}
        collector.add(*({**row, "level": level, "PARAM": text} for level, text in texts.items() if text))
    return collector.result(
        software="trialstats", inference="No inference: what the trial file says, and where the report shows it."
    )


def told(answer: Answer, analysis: Checklist, inputs: Inputs) -> str | None:
    """Say what is known of an item, or who has to write it."""
    days = first_and_last(analysis, inputs)
    if answer.number == DATES and days is not None:
        data = f"{days[0]} to {days[1]} in the data"
        return f"{answer.told} (randomised {data})" if answer.told else f"Randomised {data}"
    if answer.number == FLOW:
        return randomised_by_arm(inputs)
    if answer.told:
        return answer.told
    if answer.key is None:
        return None if answer.place else "To be written by the authors"
    if answer.key.startswith("about"):
        return f"Not known to the trial file: to be written by the authors, or said in {answer.key}"
    return None if answer.place else "Shown by no table or figure of this report"


def randomised_by_arm(inputs: Inputs) -> str:
    """Say how many were randomised, and to what."""
    arms = inputs.adsl.loc[randomised(inputs.adsl), "TRT01P"].astype("object")
    return f"{len(arms)} randomised: {', '.join(f'{int((arms == arm).sum())} to {arm}' for arm in inputs.arms)}"


def first_and_last(analysis: Checklist, inputs: Inputs) -> tuple[str, str] | None:
    """Give the first and the last day of randomisation in the data; None where they tell none."""
    if analysis.randomised is None or analysis.randomised not in inputs.adsl:
        return None
    days = inputs.adsl.loc[randomised(inputs.adsl), analysis.randomised].dropna()
    return None if days.empty else (written(days.min()), written(days.max()))


def of_recruitment(analysis: Checklist, inputs: Inputs) -> Iterator[str]:
    """Yield a first or last day of recruitment that is not that of the data."""
    days = first_and_last(analysis, inputs)
    if analysis.recruitment is None or days is None:
        return
    for word, said, found in zip(
        ("first", "last"), (analysis.recruitment.first, analysis.recruitment.last), days, strict=True
    ):
        if said != found:
            yield Problem(
                f"about.recruitment.{word} = {said}, and the {word} randomised subject of the data has "
                f"{analysis.randomised} = {found}",
                About(at=("about", "recruitment", word)),
            )


def of_follow_up(analysis: Checklist, inputs: Inputs) -> Iterator[str]:
    """Yield a subject whose trial ended after the last day of follow-up."""
    if analysis.follow_up is None or "EOSDT" not in inputs.adsl:
        return
    ends = inputs.adsl.set_index("USUBJID")["EOSDT"].dropna()
    late = ends[ends > pd.Timestamp(analysis.follow_up.last)]
    if len(late):
        yield (
            f"about.follow_up.last = {analysis.follow_up.last}, and {len(late)} subject{'s' * (len(late) > 1)} ended "
            f"later, the last {late.idxmax()} (EOSDT = {written(late.max())})"
        )


def written(day: pd.Timestamp) -> str:
    return day.strftime("%Y-%m-%d")
