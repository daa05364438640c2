"""What is to be made for a trial: which files, from which others, with which part of the trial file and which code."""
