"""The trial file: its typed form, how it is loaded, and what is wrong with it in the user's words."""

from trialstats.spec.load import load_trial
from trialstats.spec.named import trial_name, trial_path
from trialstats.spec.trial import Trial

__all__ = ["Trial", "load_trial", "trial_name", "trial_path"]
