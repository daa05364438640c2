"""Twin programs: an analysis written once more in SAS and in R, with the records that it used."""
