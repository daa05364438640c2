"""A made-up trial, and all that its report is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from pydantic import TypeAdapter

from trialstats.display.look import Look
from trialstats.display.table.html import render_page
from trialstats.methods.registry import Table
from trialstats.methods.show import tabulate
from trialstats.report import ReportContent, ReportFigure, ReportTable
from trialstats.report.content import ACCOUNTING, EXCLUSIONS, POPULATIONS
from trialstats.report.svg import inline_parts
from trialstats.results.shape import tidy
from trialstats.trialfile.trial import Trial

NOTICE = "Synthetic data; no patient exists."
LOOK = Look("LASER-01", ("DTLT", "Sham"), "Sham", ("Baseline", "Week 12"), "Baseline", NOTICE)

TRIAL = Trial.model_validate(
    {
        "STUDYID": "LASER-01",
        "title": "Laser <or> sham",
        "notice": NOTICE,
        "sources": {
            "subjects": {"file": "data/subjects.csv", "subject": "id"},
            "vas": {"file": "data/vas.csv", "subject": "id", "visit": "visit"},
        },
        "subjects": {"source": "subjects", "arm": "arm"},
        "arms": {"DTLT": {"codes": "L"}, "Sham": {"codes": "S", "role": "reference"}},
        "visits": {
            "Baseline": {"codes": "V0", "AVISITN": 0, "baseline": True},
            "Week 12": {"codes": "V3", "AVISITN": 12},
        },
        "populations": {"FASFL": {"label": "Full analysis set", "randomised": True}},
        "datasets": {
            "adpain": {
                "source": "vas",
                "parameters": {"PAIN": {"label": "Pain intensity", "unit": "mm", "column": "vas", "better": "lower"}},
            }
        },
        "estimands": {
            "primary": {
                "label": "Does laser reduce pain?",
                "population": "FASFL",
                "dataset": "adpain",
                "variable": {"PARAMCD": "PAIN", "value": "CHG"},
                "timepoint": "Week 12",
                "intercurrent_events": {"rescue medication": "treatment policy"},
            }
        },
        "analyses": {
            "pain_mmrm": {"method": "mmrm", "estimand": "primary", "role": "primary", "label": "Pain, MMRM"},
            "pain_ancova": {"method": "ancova", "estimand": "primary", "role": "sensitivity"},
        },
    }
)

AT = {"PARAMCD": "PAIN", "PARAM": "Pain intensity", "unit": "mm", "decimals": 1, "better": "lower", "mcid": 20}
PAIR = {"ARM": "DTLT", "REFERENCE": "Sham"}
NUMBERS = {"std_error": 2.7, "df": 108.0, "conf_low": -17.74, "conf_high": -6.84, "conf_level": 0.95}


def results(**changed: Any) -> pd.DataFrame:
    """Make the rows of the primary analysis, the difference changed as asked, and the truth."""
    keys = {**AT, "measure": "CHG", "AVISIT": "Week 12"}
    means = [
        {**keys, "kind": "lsmean", "ARM": arm, "n": 55, **NUMBERS, "estimate": value}
        for arm, value in (("DTLT", -24.08), ("Sham", -11.79))
    ]
    difference = {**keys, "kind": "difference", **PAIR, **NUMBERS, "estimate": -12.29, "p_value": 0.00001, **changed}
    truth = tidy([{**AT, "kind": "truth", "AVISIT": "Week 12", **PAIR, "estimate": -12}], "truth")
    return pd.concat([tidy([*means, difference], "pain_mmrm"), truth], ignore_index=True)


def pain_table(rows: pd.DataFrame, name: str, number: str | None, section: str = "Pain") -> ReportTable:
    """Make a table of estimates as it is saved."""
    words = {"kind": "estimates", "title": f"Estimates {name}", "analysis": "pain_mmrm", "number": number}
    table: Any = TypeAdapter(Table).validate_python(words)
    data = tabulate(table, rows, LOOK)
    return ReportTable(name, section, table.title, render_page(data, name), data.width, number)


SVG = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="252pt" height="100pt" viewBox="0 0 252 100"
 xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round}</style></defs>
 <g id="figure_1"><path id="m1" d="M 0 0" clip-path="url(#p1)"/><use xlink:href="#m1" x="1"/>
 <text style="font: 7px 'DejaVu Sans'">Week 12 &amp; more</text></g>
 <defs><clipPath id="p1"><rect x="0" y="0" width="1" height="1"/></clipPath></defs>
</svg>
"""


def figure(name: str, number: str | None, section: str = "Pain") -> ReportFigure:
    """Make a figure of what matplotlib writes."""
    drawings = inline_parts(SVG, f"f-{name}-", f'Alt of "{name}"')
    return ReportFigure(name, section, f"Figure of {name}", tuple(drawings), number)


NOTES: dict[str, Any] = {
    "method": "mmrm",
    "inference": "Mixed model.",
    "failed": [],
    "excluded": [{"PARAMCD": "PAIN", "measure": "CHG", "in": 320, "left_out": {"CHG missing": 12}, "used": 308}],
    "fits": [
        {
            "PARAMCD": "PAIN",
            "formula": "CHG ~ TRT01P*AVISIT",
            "structure": "us",
            "loglik": -1228.99908,
            "n_subjects": 112,
            "attempts": [{"converged": True, "covariance": "us", "iterations": 4, "message": ""}],
            "visits": ["Week 8", "Week 12"],
            "covariance": [[201.72255, 114.8135], [114.8135, 263.6788]],
            "singular": False,
            "own_finding": "something new",
            "odd": None,
        }
    ],
}


def populations() -> pd.DataFrame:
    """Count one population."""
    counts = {"DTLT": (57, 60), "Sham": (55, 60), "All": (112, 120)}
    rows = [("FASFL", "Full analysis set", arm, *sizes) for arm, sizes in counts.items()]
    return pd.DataFrame(rows, columns=list(POPULATIONS))


def content(**changed: Any) -> ReportContent:
    """Make a whole report's content, changed as asked."""
    rows = results()
    whole = ReportContent(
        trial=TRIAL,
        rows=rows,
        populations=populations(),
        accounting=pd.DataFrame(
            [("adpain", "vas", "data/vas.csv", "rows", 320, 308, 0, 0, 12)], columns=list(ACCOUNTING)
        ),
        exclusions=pd.DataFrame(
            [("adpain", "out_of_range", "exclude", 12, "line 14: VAS = 104 <high>")], columns=list(EXCLUSIONS)
        ),
        tables=(pain_table(rows, "second", "14.2.10"), pain_table(rows, "first", "14.2.9")),
        figures=(figure("courses", "14.2.10"), figure("means", "14.1", "Subjects"), figure("last", None)),
        diagnostics={"pain_mmrm": NOTES},
        failures={"pain_ancova": "no complete record of arm <Sham>"},
        versions={"python": "3.11.2", "trialstats": "0.1.0"},
        inputs={"data/vas.csv": "ab" * 32},
    )
    return replace(whole, **changed)
