"""Which conclusions of a report are confirmatory, and that all else is descriptive (ICH E9, 2.2.5 and 5.6)."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.display.estimates import equals
from trialstats.display.numbers import number
from trialstats.display.table.data import TableData
from trialstats.methods.registry import Table
from trialstats.report.content import ReportContent
from trialstats.report.phrases import Phrase, Row, records, take
from trialstats.report.words import absent
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.trialfile.hypotheses import HYPOTHESES, sought_by

__all__ = ["Conclusions", "conclusions", "nominal", "standing"]

NO_HIERARCHY = (
    "The trial file declares no hypotheses that share one error rate: every p value of this report is nominal, not "
    "adjusted for multiplicity, and every interval holds by itself."
)
ALL_ELSE = (
    "All else is descriptive: its p values are nominal, not adjusted for multiplicity, and its intervals hold each by "
    "itself."
)
DESCRIPTIVE = "Descriptive: it is none of the confirmatory hypotheses, and its p value is nominal, not adjusted."
NOMINAL = "p values are nominal, not adjusted for multiplicity."
NOT_TESTED = "not tested"


@dataclass(frozen=True)
class Conclusions:
    """The procedure in a sentence, what is concluded of each hypothesis, and what is said of all else."""

    procedure: str
    hypotheses: tuple[tuple[Phrase, ...], ...]
    rest: str


def conclusions(content: ReportContent) -> Conclusions:
    """Say what is confirmed; without hypotheses, that nothing is adjusted."""
    if content.trial.hypotheses is None:
        return Conclusions("", (), NO_HIERARCHY)
    rows = records(take(content.rows, analysis=HYPOTHESES, kind=Kind.CONCLUSION))
    told = records(take(content.rows, analysis=HYPOTHESES, variable=Told.PROCEDURE))
    procedure = str(told[0]["PARAM"]) if told else ""
    return Conclusions(procedure, tuple(map(concluded, rows)), ALL_ELSE)


def concluded(row: Row) -> tuple[Phrase, ...]:
    """`Pain: rejected in step 1 (adjusted p < .001)`; or that it is not, or why it was not tested."""
    name = Phrase(f"{row['variable']}: ")
    if absent(row["p_value"]):
        why = "" if absent(row["reason"]) else f" ({row['reason']})"
        return (name, Phrase(f"{NOT_TESTED}{why}."))
    p = Phrase(f"adjusted p {equals(row['p_value'])}".replace(" ", "\N{NO-BREAK SPACE}"), f"{row['id']}:p_value")
    verdict = Phrase("rejected" if row["count"] == 1 else "not rejected", f"{row['id']}:count")
    step = () if absent(row["value"]) else (Phrase(" in step "), Phrase(number(row["value"], 0), f"{row['id']}:value"))
    return (name, verdict, *step, Phrase(" ("), p, Phrase(")."))


def standing(content: ReportContent, analysis: str) -> str:
    """Say whether the result of a primary analysis is a confirmatory hypothesis; nothing where there are none."""
    plan = content.trial.hypotheses
    if plan is None:
        return ""
    sought = {node.label or name: sought_by(content.trial, node) for name, node in plan.nodes.items()}
    own = [label for label, row in sought.items() if row is not None and row.analysis == analysis]
    if not own:
        return DESCRIPTIVE
    return f"Confirmatory hypothes{'is' if len(own) == 1 else 'es'}: {', '.join(own)}."


def nominal(table: Table, data: TableData) -> tuple[str, ...]:
    """Say under a table with p values that they are nominal; that of the hypotheses has its own words."""
    tests = any("p_value" in cell.statistics for cell in data.cells())
    return (NOMINAL,) if tests and HYPOTHESES not in table.analyses else ()
