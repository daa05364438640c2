"""The analysis data reviewer's guide (ADRG): what a reviewer must know before the datasets are opened."""
