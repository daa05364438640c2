"""Write docs/requirements.md: requirements, checks, tests and documents side by side.

python tools/requirements.py
"""

from __future__ import annotations

from pathlib import Path

from trialstats.validate.matrix import matrix

PAGE = Path(__file__).parents[1] / "docs" / "requirements.md"

if __name__ == "__main__":
    PAGE.write_text(matrix(), "utf-8")
