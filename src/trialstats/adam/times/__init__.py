"""Times to an event: when it happened, until when it is known that it had not, and the dataset of both (ADTTE)."""
