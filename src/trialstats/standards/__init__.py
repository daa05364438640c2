"""A finished run in the formats of the agencies: transport files, Dataset-JSON, Define-XML, ARS, the guide."""
