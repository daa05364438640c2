"""From the raw files of a randomised trial to the tables and figures of its clinical study report."""

__version__ = "0.1.0"
