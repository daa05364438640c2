"""The analyses of a trial on simulated data: some on arrays, many replicates at once; all others as on real data."""
