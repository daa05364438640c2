"""Draw one figure."""

from __future__ import annotations

from trialstats.figures import draw_figure, save_drawing
from trialstats.io.atomic import write_json
from trialstats.plan.layout import Layout
from trialstats.spec.trial import Trial
from trialstats.steps.display import look_of, rows_of


def run(trial: Trial, layout: Layout, name: str) -> None:
    figure = trial.figures[name]
    drawing = draw_figure(figure, rows_of(layout, figure.analyses), look_of(trial))
    save_drawing(drawing, layout.figure(name, "svg").with_suffix(""))
    write_json(layout.figure(name, "json"), {"alt": drawing.alt})
