"""What is no reason to check a trial again that was in order: words that nothing is computed or checked by."""

from __future__ import annotations

from tests.tiny import Tiny
from trialstats.steps.checked import fingerprint, without_displays


def test_another_title_is_no_reason_to_check_again_and_another_option_is(tiny: Tiny) -> None:
    def mark() -> str:
        return fingerprint(without_displays(tiny.load()))

    tiny.spec("sources:", "about: {funding: A foundation}\n\nsources:")  # and so a checklist, which repeats the title
    before = mark()
    tiny.spec("title: A tiny trial", "title: A small trial")
    tiny.spec("title: Change in pain", "title: Pain")
    assert mark() == before
    tiny.spec("method: ancova, ", "method: ancova, alpha: 0.1, ")
    assert mark() != before
