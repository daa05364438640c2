"""What a trial file may say of the trial, its data and its questions; methods and displays say the rest."""
