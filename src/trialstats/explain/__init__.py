"""What `trialstats explain` tells of a trial."""
