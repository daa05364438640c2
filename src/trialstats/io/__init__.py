"""Trial data in and out: raw files as text, artefacts whole or not at all."""
