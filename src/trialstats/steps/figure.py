"""Draw one figure."""

from __future__ import annotations

from trialstats.figures import Drawing, draw_figure, save_drawing
from trialstats.io.atomic import write_json
from trialstats.plan.layout import Layout
from trialstats.spec.trial import Trial
from trialstats.steps.display import look_of, rows_of


def run(trial: Trial, layout: Layout, name: str) -> None:
    drawing = make_drawing(trial, layout, name)
    save_drawing(drawing, layout.figure(name, "svg").with_suffix(""))
    write_json(layout.figure(name, "json"), {"alt": drawing.alt})


def make_drawing(trial: Trial, layout: Layout, name: str) -> Drawing:
    """Draw a figure from the results of its analyses."""
    figure = trial.figures[name]
    return draw_figure(figure, rows_of(layout, figure.analyses), look_of(trial))
