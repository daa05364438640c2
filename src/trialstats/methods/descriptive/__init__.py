"""What describes the data and compares nothing: summaries, people, courses and gaps."""
