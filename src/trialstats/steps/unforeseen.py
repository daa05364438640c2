"""What to say where something failed that nobody foresaw: one sentence, and the traceback in a file beside it."""

from __future__ import annotations

import os
import tempfile
import traceback

__all__ = ["in_words"]


def in_words(error: Exception | MemoryError) -> str:
    """Say what failed: what the system refused (a full disk, a folder without leave to write), or a fault of ours."""
    if isinstance(error, MemoryError):
        return "there is not memory enough"
    if isinstance(error, OSError) and error.strerror:
        file = f"{str(error.filename)[:200]}: " if error.filename else ""
        return f"{file}{error.strerror}"
    found = str(error).splitlines() or [""]
    return f"a fault of the program: {type(error).__name__}: {found[0][:200]} (more in {report_of(error)})"


def report_of(error: Exception) -> str:
    """Write the traceback to a file that stays; give its path."""
    written = "".join(traceback.format_exception(error))
    try:
        descriptor, path = tempfile.mkstemp(prefix="trialstats-", suffix=".log")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(written)
    except OSError:  # no disk to write to: said here or lost
        return written
    return path
