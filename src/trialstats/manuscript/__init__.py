"""The paragraphs on methods and results for a paper, written from what was run."""
