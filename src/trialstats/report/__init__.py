"""The report of a trial: one HTML file with the question, the data, the results and how they came about."""

from trialstats.report.build import build_report
from trialstats.report.content import ReportContent, ReportFigure, ReportTable

__all__ = ["ReportContent", "ReportFigure", "ReportTable", "build_report"]
