"""Units and their spellings: one that stands for two units is none."""

from __future__ import annotations

from trialstats.trialfile.names import Broken
from trialstats.trialfile.trial import Trial

__all__ = ["units"]


def units(trial: Trial) -> Broken:
    """Yield spellings of two units, and conversions from a unit to itself."""
    seen = {unit: unit for unit in trial.units}
    for unit, texts in trial.units.items():
        for text in texts:
            if seen.get(text, unit) != unit:
                yield ("units", unit), f"has {text}, which is {seen[text]} too"
            seen.setdefault(text, unit)
    for name, dataset in trial.datasets.items():
        for paramcd, parameter in dataset.parameters.items():
            own = seen.get(str(parameter.unit), parameter.unit)
            for other in parameter.convert:
                if seen.get(other, other) == own and other != parameter.unit:
                    text = f"is the parameter's own unit, {parameter.unit}, by `units`"
                    yield ("datasets", name, "parameters", paramcd, "convert", other), text
