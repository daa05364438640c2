"""A browser for the tests of the page: the Chromium of this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DESK: ViewportSize = {"width": 1280, "height": 900}
HAND: ViewportSize = {"width": 400, "height": 800}


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser; the test is skipped where there is none. TRIALSTATS_CHROMIUM may say where it is."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = os.environ.get("TRIALSTATS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser to look at the page with: none of {', '.join(NAMES)} is on PATH")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Opened:
    """A page that is open, with all that the browser complained of and fetched."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)


def opened(within: Browser, path: Path, size: ViewportSize = DESK) -> Opened:
    """Open a file in a window of its own, in which nothing is remembered of others."""
    page = within.new_context(viewport=size, accept_downloads=True).new_page()
    seen = Opened(page)
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda request: seen.fetched.append(request.url))
    page.goto(path.as_uri())
    return seen
