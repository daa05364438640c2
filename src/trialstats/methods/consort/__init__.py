"""How a trial is reported as CONSORT 2025 asks: the flow of its participants."""
