"""What analyses of adverse events say of severities and conditions that no event can have."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.trialfile.names import At, Broken, Missing, analyses_of, unknown
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["check"]


def check(trial: Trial) -> Broken:
    """Yield severities without order and levels that a variable of the events has not."""
    for at, analysis in analyses_of(trial, AdverseEvents):
        if analysis.dataset in trial.occurrences:
            yield from severity(at, analysis, trial.occurrences[analysis.dataset].columns)


def severity(at: At, analysis: AdverseEvents, columns: Mapping[str, Column]) -> Broken:
    """Yield a severity without order, levels that it has not, and texts that no condition can meet."""
    if analysis.severity and analysis.severity in columns:
        codes = columns[analysis.severity].codes
        if not codes:
            text = f"= {analysis.severity} needs `codes`: their order says which is the mildest"
            yield (*at, "severity"), Missing(text, "codes")
        for level in analysis.severe or () if codes else ():
            if level not in (codes or {}):
                yield (*at, "severe"), unknown(f"level of {analysis.severity}", level, codes or {})
    for key, condition in analysis.conditions.items():
        for variable, texts in condition.items():
            codes = columns[variable].codes if variable in columns else None
            for text in texts if codes else ():
                if text not in (codes or {}):
                    yield (*at, *key.split(".", 1), variable), unknown(f"level of {variable}", text, codes or {})
