"""A workflow beside a living run of the same trial."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialstats.errors import TrialstatsError
from trialstats.plan.alive import OF_RUN, refuse_beside
from trialstats.plan.layout import Layout
from trialstats.steps.run import lock


def test_a_workflow_is_refused_while_a_run_holds_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(OF_RUN, raising=False)
    layout = Layout("tiny")
    refuse_beside(layout)  # there was no run yet
    with lock(layout.lock) as held:
        assert held is not None
        with pytest.raises(TrialstatsError, match="a run of tiny is still alive; wait for it, or stop it"):
            refuse_beside(layout)
        monkeypatch.setenv(OF_RUN, "tiny")
        refuse_beside(layout)
        monkeypatch.delenv(OF_RUN)
    refuse_beside(layout)
