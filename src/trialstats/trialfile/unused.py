"""What a short trial file declares and nothing of its standard set uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trialstats.trialfile.standard_listings import DEVIATION
from trialstats.trialfile.text.document import read_document
from trialstats.trialfile.trial import Trial

__all__ = ["unused_occurrences"]


def unused_occurrences(path: Path, trial: Trial) -> Iterator[str]:
    """Yield a sentence for each occurrence of which nothing comes into the report, where that was left to the program.

    path: of the trial file. An author who declares every analysis knows what none is about; deviations
    from the protocol have their place in the listings (ICH E3, 16.2.2).
    """
    declared = read_document(path).data
    if "analyses" in declared and declared.get("displays") != "standard":
        return
    used = {name for analysis in trial.analyses for name in trial.complete(analysis).further_datasets}
    used |= {name for population in trial.populations.values() for name in population.counts_in}
    used |= {name for event in trial.intercurrent_events.values() for name in event.reads}
    used |= {name for time in trial.times_to_event.values() for name in time.reads}
    listed = {listing.dataset for listing in trial.listings.values()}
    for name, occurrence in trial.occurrences.items():
        if name not in used and not (name in listed and any(map(DEVIATION.match, occurrence.columns))):
            yield (
                f"occurrences.{name} is in no analysis, so that the report has nothing of it: the standard set knows "
                "events by their ADaM names, adverse events (AETERM or AEDECOD, with ASTDT), medication (CMTRT or "
                "CMDECOD, with ASTDT) and sessions (EXSEQ or EXATTFL); give its variables such names, or declare an "
                "analysis of it"
            )
