"""CDISC's Analysis Results Standard, version 1: analyses, methods, displays and results as one JSON document."""
