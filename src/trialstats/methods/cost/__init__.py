"""What treatment costs, and what a responder costs."""
