"""The report: everything about a trial in one HTML file that needs nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trialstats.display.inert import inert
from trialstats.display.table.html import style_sheet
from trialstats.report.attendance import overviews
from trialstats.report.beyond_primary import harms, quality_of_life
from trialstats.report.changes import changes
from trialstats.report.content import LISTINGS, ReportContent
from trialstats.report.diagnostics import Facts, Grid, describe
from trialstats.report.estimands import describe_estimands
from trialstats.report.exhibits import gather
from trialstats.report.failures import failures
from trialstats.report.frames import accounts, count_populations, exclusions
from trialstats.report.headline import headlines
from trialstats.report.marks import MARKS
from trialstats.report.multiplicity import conclusions, standing
from trialstats.report.panel import panel_facts
from trialstats.report.precise import precise
from trialstats.report.script import as_json, early_script, late_script, policy

__all__ = ["build_report"]


def build_report(content: ReportContent) -> str:
    """Return the report as HTML: the same text for the same content, without time, random ids or network."""
    templates, said = environment(), words_of(content)
    main = templates.get_template("main.html.j2").render(said)
    shown = rows_in(main)
    panels = panel_facts(content.facts and content.facts(shown), shown, content.codes)
    return templates.get_template("report.html.j2").render(
        said,
        main=Markup(main),
        style=Markup(own_style("page", "tools", "print") + style_sheet()),
        policy=Markup(policy()),
        early_script=Markup(early_script()),
        late_script=Markup(late_script()),
        facts=as_json(panels | earlier_numbers(content)),
    )


def words_of(content: ReportContent) -> dict[str, Any]:
    """Give what the templates say of the content."""
    trial = content.trial
    arms, populations = count_populations(content.populations, trial.groups)
    sections = gather(content)
    labels = {name: analysis.label or name for name, analysis in trial.analyses.items()}
    return {
        "trial": trial,
        "running": Markup(css_string(" \N{EN DASH} ".join([trial.STUDYID, *([trial.notice] if trial.notice else [])]))),
        "headlines": [(result, standing(content, result.analysis)) for result in headlines(content)],
        "changes": content.since and changes(content.since.found, content.since.earlier, labels),
        "quality_of_life": quality_of_life(content),
        "harms": harms(content),
        "conclusions": conclusions(content),
        "failures": failures(content),
        "estimands": describe_estimands(content),
        "arms": arms,
        "populations": populations,
        "accounts": accounts(content.accounting),
        "coded": content.accounting["n_text"].gt(0).any(),
        "beyond": content.accounting["n_beyond"].gt(0).any(),
        "encodings": content.encodings,
        "exclusions": exclusions(content.exclusions),
        "overviews": overviews(trial, content.attendance),
        "marks": {str(seen): Markup(shape) for seen, shape in MARKS.items()},
        "listings": content.listings,
        "listings_href": LISTINGS,
        "sections": sections,
        "unmade": [exhibit for section in sections for exhibit in section.exhibits if exhibit.failed],
        "diagnostics": {name: describe(precise(own_notes(notes))) for name, notes in content.diagnostics.items()},
        "labels": labels,
        "linked": {*content.diagnostics, *content.failures},
        "methods": {name: (analysis.method, analysis.role) for name, analysis in trial.analyses.items()},
        "paper": Markup(content.paper),
        "versions": content.versions,
        "inputs": content.inputs,
    }


def earlier_numbers(content: ReportContent) -> dict[str, Any]:
    """Give the numbers of an earlier run that are other ones now, by their ids."""
    return {"earlier": {each.id: each.first for each in content.since.found.numbers} if content.since else {}}


def rows_in(page: str) -> set[str]:
    """Find the rows of results that a page shows numbers of."""
    return {html.unescape(address).rpartition(":")[0] for address in re.findall(r'data-ard="([^"]*)"', page)}


def environment() -> Environment:
    """Set up the templates: everything is escaped that is not marked as HTML, and what is missing is an error."""
    made = Environment(
        loader=PackageLoader("trialstats.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: "" if value is None else value,
    )
    made.filters["inert"] = lambda value: value if isinstance(value, Markup) else inert(str(value))
    made.tests["facts"] = lambda part: isinstance(part, Facts)
    made.tests["grid"] = lambda part: isinstance(part, Grid)
    return made


def own_notes(notes: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the report says elsewhere: what has failed, and the method."""
    return {key: value for key, value in notes.items() if key not in ("failed", "method")}


def own_style(*names: str) -> str:
    """Read the report's style sheets."""
    folder = files("trialstats.report").joinpath("styles")
    return "".join(folder.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in names)


def css_string(text: str) -> str:
    """Write a text as a string of CSS, whatever it holds; the space after an escape ends it and is not shown."""
    return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'
