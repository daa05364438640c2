"""What is assumed of a trial before there are data: its design, simulated and analysed by its own analyses."""
