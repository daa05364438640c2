"""What a trial file knows of the items of CONSORT 2025."""
