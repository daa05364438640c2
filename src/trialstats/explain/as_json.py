"""What an id means as JSON: the facts as they are."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from trialstats.explain.facts import TrialFacts
from trialstats.explain.find import Found
from trialstats.explain.material import MaterialFacts
from trialstats.explain.occurred import OccurrenceFacts

__all__ = ["as_json"]


def as_json(facts: TrialFacts, found: Found, material: MaterialFacts | OccurrenceFacts | None) -> str:
    """Write all facts of what was found; what does not apply is null, and every record is there."""
    analysis = found.analysis or (facts.analyses.get(found.row.analysis) if found.row else None)
    whole: dict[str, Any] = {
        "trial": facts.trial,
        "STUDYID": facts.studyid,
        "row": asdict(found.row) if found.row else None,
        "statistic": found.statistic,
        "analysis": asdict(analysis) if analysis else None,
        "displays": [asdict(each) for each in found.displays or displays_of(facts, found)],
        "population": asdict(found.population) if found.population else None,
        "records": asdict(material) if material else None,
        "code": facts.code,
        "spec": facts.spec,
        "trial_file": facts.trial_file,
        "versions": dict(facts.versions),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def displays_of(facts: TrialFacts, found: Found) -> list[Any]:
    """Give the displays that show a row."""
    keys = dict.fromkeys(seen.display for seen in found.row.seen) if found.row else {}
    return [facts.displays[key] for key in keys]
