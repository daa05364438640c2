"""How many of the randomised subjects of each arm a primary result rests on."""

from __future__ import annotations

import pandas as pd

from trialstats.report.content import ReportContent
from trialstats.report.phrases import Phrase, Row, records, take
from trialstats.report.words import absent
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL, ANALYSED, OBSERVED

__all__ = ["told_analysed", "told_population"]

# Rows of one arm that count the subjects behind them.
OF_AN_ARM = (Kind.LSMEAN, Kind.GEOMETRIC_MEAN, Kind.PROPORTION)


def told_analysed(
    rows: pd.DataFrame, population: str, timepoint: str, populations: pd.DataFrame, flow: pd.DataFrame
) -> tuple[Phrase, ...]:
    """Say how many subjects are behind the result at a visit: `At Week 12, of those randomised: 43 of 45 with ...`.

    Of a model of all visits, whom it used, and who of these has a value at this one: `Of the subjects randomised: 44 of
    45 (43 with a value at Week 12) with ...`, as the flow of participants counts them.

    rows: of one analysis, parameter and visit. flow: the rows of the flow of participants that are about this analysis;
    none where nobody counted it. populations: the sizes of populations with the `total` of subjects
    randomised; of a crossover trial, whose treatments all subjects have, that of all. Nothing is said where the rows
    do not count subjects by arm.
    """
    counted = {str(row["ARM"]): row for row in reversed(by_arm(rows))}
    sizes = {row["ARM"]: row for row in records(take(populations, flag=population)) if row["ARM"] in counted}
    if counted and not sizes:
        everyone = records(take(populations, flag=population, ARM=ALL))
        sizes = dict.fromkeys(reversed(counted), everyone[0]) if everyone else {}
    used, seen = (by_name(take(flow, variable=ANALYSED)), by_name(take(flow, variable=OBSERVED, level=timepoint)))
    if sizes and set(sizes) <= set(used) & set(seen):
        told = [part for arm in sizes for part in (Phrase("; "), *of_model(used[arm], seen[arm], timepoint))][1:]
        return (Phrase("Of the subjects randomised: "), *told, Phrase("."))
    told = [part for arm, size in sizes.items() for part in (Phrase("; "), *of_arm(counted[arm], size))][1:]
    return (Phrase(f"At {timepoint}, of the subjects randomised: "), *told, Phrase(".")) if told else ()


def told_population(content: ReportContent, flag: str) -> tuple[Phrase, ...]:
    """Say what a population is called, and how many of the randomised are in it: `Full analysis set: 57 of 60 ...`."""
    sizes = [row for row in records(take(content.populations, flag=flag)) if row["ARM"] != ALL]
    if not sizes:
        return ()
    told = [part for size in sizes for part in (Phrase("; "), *in_population(size))][1:]
    return (Phrase(f"{sizes[0]['label']}: "), *told, Phrase("."))


def in_population(size: Row) -> tuple[Phrase, ...]:
    """Say it of an arm: `57 of 60 with Laser`."""
    counted = None if absent(size.get("id")) else f"{size['id']}:count"
    within, randomised = Phrase(f"{size['count']:.0f}", counted), Phrase(f"{size['total']:.0f}", total_of(size))
    return (within, Phrase(" of "), randomised, Phrase(f" with {size['ARM']}"))


def by_arm(rows: pd.DataFrame) -> list[Row]:
    return [row for kind in OF_AN_ARM for row in records(take(rows, kind=kind)) if not absent(row["n"])]


def of_arm(row: Row, size: Row) -> tuple[Phrase, ...]:
    """Say it of an arm: `43 of 45 with Laser`."""
    analysed, randomised = Phrase(f"{row['n']:.0f}", f"{row['id']}:n"), Phrase(f"{size['total']:.0f}", total_of(size))
    return (analysed, Phrase(" of "), randomised, Phrase(f" with {row['ARM']}"))


def by_name(counts: pd.DataFrame) -> dict[str, Row]:
    return {str(row["ARM"]): row for row in records(counts)}


def of_model(used: Row, seen: Row, timepoint: str) -> tuple[Phrase, ...]:
    """Say it of an arm that a model used at several visits: `44 of 45 (43 with a value at Week 12) with A`."""
    told = Phrase(f"{used['count']:.0f} of {used['total']:.0f}", f"{used['id']}:count,total")
    value = Phrase(f"{seen['count']:.0f}", f"{seen['id']}:count")
    return (told, Phrase(" ("), value, Phrase(f" with a value at {timepoint}) with {used['ARM']}"))


def total_of(size: Row) -> str | None:
    return None if absent(size.get("id")) else f"{size['id']}:total"
