"""How a comparison of means is stressed: another covariance, standard errors that need none, who completed."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.trialfile.parts.analysis import Filter, Findings
from trialstats.trialfile.stressed import Primary
from trialstats.trialfile.trial import Trial

__all__ = ["sensitivity"]

# Structures of other kinds than those of a primary analysis, in the order of how much they ask of the data.
OTHERS = (("toeph", "csh"), ("csh", "cs"), ("cs",))


def sensitivity(trial: Trial, primary: Primary) -> Iterator[tuple[str, Findings]]:
    """Yield variants of the primary analysis, each by a word."""
    model = primary.analysis
    if not isinstance(model, (Ancova, Mmrm)):
        return
    if isinstance(model, Mmrm):
        other = next((ladder for ladder in OTHERS if not {*ladder} & {*model.covariance[:1]}), OTHERS[-1])
        yield "covariance", variant(model, "Another covariance of visits", covariance=other)
        if model.vcov is None and not model.time:
            yield "robust", variant(model, "Robust standard errors", vcov="cr3", ddf="satterthwaite")
    elif model.std_error == "classical":
        yield "robust", variant(model, "Robust standard errors (HC3)", std_error="HC3")
    if trial.disposition:
        # Who completes is known after randomisation alone: this answers another question, and is no test of the first.
        completed = Filter.model_validate({"column": "EOSSTT", "in": "COMPLETED"})
        yield (
            "completers",
            variant(model, "Completers alone", role="supplementary", records=(*model.records, completed)),
        )


def variant(model: Findings, label: str, **changes: object) -> Findings:
    return type(model).model_validate(
        {**model.model_dump(by_alias=True, exclude_unset=True), "label": label, "role": "sensitivity", **changes}
    )
