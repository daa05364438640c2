"""The JSON schema of trial files, for editors that complete and check while one writes."""

from __future__ import annotations

import json
from typing import Any

from trialstats.trialfile.trial import Trial

__all__ = ["trial_schema"]


def trial_schema() -> str:
    """Give the schema as JSON text, as it is kept in workflow/schemas/trial.schema.json."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Trial.model_json_schema()}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
