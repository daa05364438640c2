"""How completed sets of values are analysed."""
