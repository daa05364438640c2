"""What comparisons of the arms by different methods have in common."""
