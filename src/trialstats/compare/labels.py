"""What other programs call arms, visits and parameters: by the names, codes and numbers of the trial file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trialstats.compare.headings import stripped
from trialstats.trialfile.trial import Trial

__all__ = ["Labels", "labels_of", "term"]

BETWEEN = (" - ", " minus ", " versus ", " vs. ", " vs ", " / ", " over ", "-", " against ")


@dataclass(frozen=True)
class Labels:
    """Names by what they may be called, stripped to letters and digits."""

    arms: Mapping[str, str]
    visits: Mapping[str, str]
    parameters: Mapping[str, str]

    def arm(self, text: str) -> str | None:
        """Find an arm, also behind the name of its variable, as in `TRT01PLaser`."""
        found = stripped(text)
        return self.arms.get(found) or self.arms.get(re.sub(r"^(trt01p|trtp|arm|treatment|trt)", "", found))

    def visit(self, text: str) -> str | None:
        """Find a visit; `12.0` is the number 12."""
        whole = re.sub(r"^(\d+)\.0*$", r"\1", text.strip())
        return self.visits.get(stripped(whole))

    def parameter(self, text: str) -> str | None:
        return self.parameters.get(stripped(text))

    def pair(self, text: str) -> tuple[str, str] | None:
        """Find the two arms of a comparison: `Laser - Sham`."""
        for between in BETWEEN:
            for place in (found.start() for found in re.finditer(re.escape(between), text)):
                before, after = text[:place].strip(" ()"), text[place + len(between) :].strip(" ()")
                first, second = self.arm(before), self.arm(after)
                if first and second and first != second:
                    return first, second
        return None


def labels_of(trial: Trial, parameters: Mapping[str, str]) -> Labels:
    """Gather what the trial file calls its arms and visits, and the results their parameters (PARAM by PARAMCD)."""
    arms = {stripped(text): name for name, arm in trial.arms.items() for text in (*arm.codes, name)}
    visits = {
        stripped(text): name
        for name, visit in trial.visits.items()
        for text in (*visit.codes, f"{visit.AVISITN:g}", name)
    }
    named = {stripped(text): code for code, param in parameters.items() for text in (param, code) if text}
    return Labels(arms, visits, named)


def term(text: str) -> str:
    """Write a term of a model as any program's: `TRT01P[T.Laser]:AVISIT[T.Week 8]` and `TRT01PLaser:AVISITWeek 8`."""
    parts = re.split(r"[:*]", text.replace("[T.", "").replace("]", ""))
    return ":".join(sorted(stripped(part) for part in parts))
