"""The subjects: one row each, told apart, with their populations."""
