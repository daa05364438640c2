"""What subjects have at their visits: a row a subject, or a row a pattern, and every subject counted once."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.report.examples import content
from trialstats.display.attendance import Seen
from trialstats.report.attendance import FEW, MOST, Attended, overviews
from trialstats.report.build import build_report
from trialstats.report.content import ATTENDANCE, ReportListing


def attended(subjects: int, patterns: int = 2) -> pd.DataFrame:
    """Make visits of so many subjects of two arms in turn, of which each pattern misses other visits."""
    rows = [
        (
            "adpain",
            f"{at:03}",
            ("DTLT", "Sham")[at % 2],
            visit,
            Seen.BLANK if at % patterns >> bit & 1 else Seen.OBSERVED,
        )
        for at in range(subjects)
        for bit, visit in enumerate(("Baseline", "Week 4", "Week 8", "Week 12", "Week 16"))
    ]
    return pd.DataFrame(rows, columns=list(ATTENDANCE))


def one(frame: pd.DataFrame) -> Attended:
    (found,) = overviews(content().trial, frame)
    return found


def test_few_subjects_have_a_row_each_by_arm() -> None:
    found = one(attended(4))
    assert found.each
    assert [row.subjects for row in found.rows] == ["000", "002", "001", "003"]


@pytest.mark.parametrize("patterns", [1, 3, 32])
def test_of_many_every_subject_is_counted_once(patterns: int) -> None:
    found = one(attended(FEW + 40, patterns))
    assert not found.each
    assert sum(row.total for row in found.rows) + found.more[1] == FEW + 40
    assert len(found.rows) + found.more[0] == patterns
    assert len(found.rows) <= MOST
    assert [row.total for row in found.rows] == sorted((row.total for row in found.rows), reverse=True)


def page(**changed: Any) -> str:
    return build_report(content(**changed))


def test_the_page_has_a_mark_for_each_visit_with_its_words() -> None:
    written = page(attendance=attended(4), listings=(ReportListing("16.2.1", "<b>", "listings/x.html", 3),))
    rows = written.partition("plain compact visits")[2].partition("</table>")[0]
    assert rows.count('aria-label="observed"') + rows.count('aria-label="no value recorded"') == 4 * 5
    assert '<a href="listings/x.html"><span class="label">Listing 16.2.1</span> &lt;b&gt;</a> (3)' in written
    assert 'href="listings.html"' in written


def test_without_visits_and_listings_there_is_nothing_of_them() -> None:
    assert 'id="visits"' not in page()
    assert 'id="listings"' not in page()
