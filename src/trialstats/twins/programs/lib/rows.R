# Reading the records and writing the results: what all R programs of this folder share.

# text: the variables that are texts, also where they look like numbers; every other column is a number.
read_records <- function(name, text) {
  file <- file.path("data", paste0(name, ".csv"))
  columns <- names(read.csv(file, nrows = 1, check.names = FALSE, encoding = "UTF-8"))
  classes <- ifelse(columns %in% text, "character", "numeric")
  read.csv(file, colClasses = classes, na.strings = "", check.names = FALSE, encoding = "UTF-8")
}

# The rows of one parameter, and its factors without levels that nobody has there.
of_parameter <- function(records, paramcd, levels) {
  own <- records[records$PARAMCD == paramcd, ]
  for (name in names(levels)) own[[name]] <- droplevels(factor(own[[name]], levels[[name]]))
  own
}

# Estimates with t tests (z tests where df is not known), as a data frame with one row an id.
tested <- function(id, estimate, std_error, df, level) {
  df <- rep_len(df, length(estimate))
  statistic <- estimate / std_error
  half <- qt((1 + level) / 2, ifelse(is.na(df), Inf, df)) * std_error
  p_value <- 2 * pt(-abs(statistic), ifelse(is.na(df), Inf, df))
  data.frame(
    id = id, estimate = estimate, std_error = std_error, df = df, statistic = statistic, p_value = p_value,
    conf_low = estimate - half, conf_high = estimate + half
  )
}

# Columns as the other programs of this folder write them, fifteen digits, blank where there is no number.
write_rows <- function(rows, name) {
  dir.create("out", showWarnings = FALSE)
  columns <- c("id", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")
  for (column in setdiff(columns, names(rows))) rows[[column]] <- NA_real_
  file <- file.path("out", paste0(name, ".csv"))
  write.csv(rows[columns], file, row.names = FALSE, na = "", fileEncoding = "UTF-8")
  message(file, ": ", nrow(rows), " rows")
}
