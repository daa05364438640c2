"""From raw text to ADaM: mapping with every problem found and counted, visits, derivations, populations."""
