"""What to say where something failed that nobody foresaw: one sentence, and the traceback in a file beside it."""

from __future__ import annotations

import hashlib
import traceback

from trialstats.io.atomic import write_text
from trialstats.plan.layout import fault_log

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
    """Write the traceback to a file that stays, of the same name for the same fault; give its path."""
    written = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace").decode("utf-8")
    path = fault_log(hashlib.sha256(written.encode()).hexdigest()[:8])
    try:
        write_text(path, written)
    except OSError:  # no disk to write to: said here or lost
        return written
    return path.as_posix()
