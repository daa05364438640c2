"""Ordered categories: how they are spread over the arms, and the odds of a better one."""
