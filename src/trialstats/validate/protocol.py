"""The protocol of a validation: everything that was required and found, as a page to print and sign, and as JSON."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trialstats
from trialstats.io.atomic import write_json, write_text
from trialstats.validate.carry_out import Outcome, Verdict
from trialstats.validate.catalogue import PARTS
from trialstats.validate.earlier import Wrong
from trialstats.validate.requirement import Comparison

__all__ = ["PAGE", "RECORD", "Protocol", "write_protocol"]

PAGE, RECORD = "protocol.html", "protocol.json"
SHOWN, SHOWN_FAILED = 8, 40
"""Comparisons of a requirement that the page shows: those nearest their tolerance; of what fails, more."""
LONG = 40  # characters of a text that the page shows; the record has all


@dataclass(frozen=True)
class Protocol:
    """What was carried out, where and when."""

    outcomes: Sequence[Outcome]
    environment: dict[str, str]
    libraries: dict[str, str]
    earlier: Sequence[Wrong]
    begun: datetime
    ended: datetime
    asked: str

    @property
    def counts(self) -> dict[Verdict, int]:
        found = Counter(outcome.verdict for outcome in self.outcomes)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def met(self) -> bool:
        """Whether no requirement failed."""
        return not self.counts[Verdict.FAIL]


def write_protocol(protocol: Protocol, folder: Path) -> tuple[Path, Path]:
    """Write page and record into a folder; gives their paths."""
    page, record = folder / PAGE, folder / RECORD
    write_json(record, as_record(protocol))
    write_text(page, as_page(protocol, hashlib.sha256(record.read_bytes()).hexdigest()))
    return page, record


def as_record(protocol: Protocol) -> dict[str, Any]:
    """All of it, every comparison included."""
    return {
        "trialstats": trialstats.__version__,
        "begun": protocol.begun.isoformat(timespec="seconds"),
        "ended": protocol.ended.isoformat(timespec="seconds"),
        "asked": protocol.asked,
        "counts": {str(verdict): number for verdict, number in protocol.counts.items()},
        "environment": protocol.environment,
        "libraries": protocol.libraries,
        "requirements": [requirement_of(outcome) for outcome in protocol.outcomes],
        "numbers_that_were_wrong": [{"right_in": one.right_in, "text": one.text} for one in protocol.earlier],
    }


def requirement_of(outcome: Outcome) -> dict[str, Any]:
    one = outcome.requirement
    return {
        "id": one.id,
        "part": one.domain.part,
        "domain": one.domain.title,
        "requirement": one.text,
        "documentation": one.docs,
        "tests": list(one.tests),
        "verdict": str(outcome.verdict),
        "reason": outcome.reason,
        "cpu_seconds": round(outcome.seconds, 2),
        "comparisons": [comparison_of(each) for each in outcome.comparisons],
    }


def comparison_of(one: Comparison) -> dict[str, Any]:
    return {
        "what": one.what,
        "expected": plain(one.expected),
        "found": plain(one.found),
        "deviation": plain(one.deviation),
        "tolerance": plain(one.tolerance),
        "agrees": one.agrees,
        "source": one.source,
    }


def plain(value: float | str | None) -> float | str | None:
    """JSON has no number that is none or infinite: these are written as words."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def as_page(protocol: Protocol, digest: str) -> str:
    """The page, which a browser shows and prints by itself."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("trialstats.validate", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "away": away, "nearest": nearest, "code": code, "marked": marked}
    environment.tests["numeric"] = lambda value: isinstance(value, float)
    parts = [
        (title, [outcome for outcome in protocol.outcomes if outcome.requirement.domain.part == part])
        for part, title in PARTS.items()
    ]
    return environment.get_template("protocol.html.j2").render(
        version=trialstats.__version__,
        protocol=protocol,
        parts=[(title, by_domain(own)) for title, own in parts if own],
        compared=sum(len(outcome.comparisons) for outcome in protocol.outcomes),
        digest=digest,
        record=RECORD,
        Verdict=Verdict,
    )


def by_domain(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.requirement.domain.title, []).append(outcome)
    return found


def nearest(outcome: Outcome) -> list[Comparison]:
    """The comparisons that the page shows: what fails, then of each statistic what comes nearest to its tolerance."""
    by_use = sorted(outcome.comparisons, key=lambda one: -one.used)
    first = set({one.what.rpartition(":")[2]: one for one in reversed(by_use)}.values())
    ordered = sorted(by_use, key=lambda one: (one.agrees, one not in first, -one.used))
    return ordered[: max(SHOWN, min(len(outcome.failed), SHOWN_FAILED))]


def number(one: Comparison, which: str) -> str:
    """Write an expected number as its source prints it, others with ten digits, a long text where the two part."""
    value, other = (one.expected, one.found) if which == "expected" else (one.found, one.expected)
    if isinstance(value, str):
        return shortened(value, str(other))
    if which == "expected" and one.shown:
        return one.shown
    return f"{value:.10g}"


def shortened(text: str, other: str) -> str:
    """Cut a long text to what stands around the first difference from another; of one that is equal, its beginning."""
    if len(text) <= LONG:
        return text
    parted = next((place for place, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), None)
    if parted is None:
        parted = 0 if len(text) == len(other) else min(len(text), len(other))
    start = max(0, parted - LONG // 2)
    end = start + LONG
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def away(value: float | None) -> str:
    """Write a deviation or a tolerance."""
    return "" if value is None else "0" if value == 0 else f"{value:.1e}"


def marked(text: str) -> str:
    """Show what the changelog marks as code or as strong."""
    from markupsafe import Markup, escape

    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", told))


def code(text: str) -> str:
    """Let long ids break where their parts meet."""
    from markupsafe import Markup, escape

    return Markup(str(escape(text)).replace("/", "/<wbr>").replace(":", ":<wbr>").replace("_", "_<wbr>"))
