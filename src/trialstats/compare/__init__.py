"""Two sets of results side by side: two runs, or ours and what another program printed."""
