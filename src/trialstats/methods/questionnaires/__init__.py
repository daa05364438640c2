"""How well questionnaires were answered, how reliable scores are, who truly changed, and the norm."""
