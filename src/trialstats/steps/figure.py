"""Draw one figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from trialstats.display.figure.blank import draw_reason
from trialstats.display.figure.choose import NoRows
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.save import save_drawing
from trialstats.display.table.house import house_numbers
from trialstats.errors import DataError
from trialstats.io.artefacts import give_back
from trialstats.io.atomic import write_json
from trialstats.methods.draw import draw_figure
from trialstats.plan.layout import Layout
from trialstats.report.explain import brief_notes
from trialstats.report.svg import inline_parts
from trialstats.steps.look import look_of
from trialstats.steps.rows import rows_of
from trialstats.steps.unmade import Made, made, say
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    result = make_drawing(trial, layout, name)
    say(result)
    give_back()  # the rows, which may be those of many subjects, before pictures need as much
    svg = layout.figure(name, "svg")
    save_drawing(result.display, svg.with_suffix(""))
    # Fit to stand on the page, which gathers what is made and is made more often.
    drawings = inline_parts(svg.read_text("utf-8"), f"f-{name}-", result.display.alt)
    words = {"alt": result.display.alt, "failed": result.failed, "drawings": drawings}
    write_json(layout.figure(name, "json"), words)


def make_drawing(trial: Trial, layout: Layout, name: str) -> Made[Drawing]:
    """Draw a figure from the results of its analyses, or say in its place why that cannot be."""
    figure = trial.figures[name]
    notes = {analysis: json.loads(layout.notes(analysis).read_text("utf-8")) for analysis in figure.analyses}
    look = replace(look_of(trial, figure), made=brief_notes(trial, name, notes), footnotes=figure.footnotes)
    rows = rows_of(layout, figure.analyses)
    log = layout.log("figures", name)

    def drawn() -> Drawing:
        try:
            with house_numbers(trial.style):
                return draw_figure(figure, rows, look)
        except NoRows as error:
            if reasons := failed(layout, figure.analyses):
                raise DataError(f"{', '.join(figure.analyses)} gave nothing to show: {'; '.join(reasons)}") from error
            raise

    return made(drawn, lambda why: draw_reason(why, look), "figure", str(log))


def failed(layout: Layout, analyses: Sequence[str]) -> list[str]:
    """Give the reasons for which analyses, or parts of them, gave no estimate, each once."""
    notes = [json.loads(layout.notes(name).read_text("utf-8")) for name in analyses]
    return list(dict.fromkeys(str(item["reason"]) for one in notes for item in one["failed"]))
