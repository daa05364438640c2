# Missing values filled in by their conditional mean, given what was seen of the subject: Carpenter, Roger & Kenward,
# J Biopharm Stat (2013) 23:1352-1371. Base R alone.

# Means and covariance that are assumed of a subject: own (T), ref (T) means, A own and R reference matrices; the event
# affects visit k (from 1; T + 1 of nobody).
assumed_of <- function(word, k, own, ref, A, R) {
  n <- length(own)
  if (word == "MAR" || k > n) {
    return(list(mean = own, covariance = A))
  }
  before <- seq_len(k - 1)
  after <- k:n
  if (word == "LMCF") {
    if (k > 1) own[after] <- own[k - 1]
    return(list(mean = own, covariance = A))
  }
  if (word == "CR" || k == 1) {
    return(list(mean = ref, covariance = R))
  }
  mean <- c(own[before], ref[after])
  if (word == "CIR") mean[after] <- own[k - 1] + ref[after] - ref[k - 1]
  # The own covariance before the event; from it on that of the reference, given what was before.
  slopes <- R[after, before, drop = FALSE] %*% solve(R[before, before, drop = FALSE])
  joined <- R
  joined[before, before] <- A[before, before]
  joined[after, before] <- slopes %*% A[before, before, drop = FALSE]
  joined[before, after] <- t(joined[after, before])
  joined[after, after] <- R[after, after] - slopes %*% (R[before, before] - A[before, before]) %*% t(slopes)
  list(mean = mean, covariance = joined)
}

# whole: a row a subject and visit, in this order, with ASSUMED, and ONSETN, the number of the visit where it begins.
fill_in <- function(whole, value, model, beta, theta, covariance, reference, cells) {
  terms <- delete.response(terms(model))
  means_as <- function(frame) drop(model.matrix(terms, frame)[, names(beta)] %*% beta)
  own <- means_as(whole)
  as_reference <- whole
  as_reference$TRT01P[] <- reference
  ref <- means_as(as_reference)
  matrix_of <- function(arm) {
    covariance$matrix(theta, list(visits = seq_len(nlevels(whole$AVISIT)), cell = if (cells > 1) as.integer(factor(arm, levels(whole$TRT01P))) else 1))
  }
  for (rows in split(seq_len(nrow(whole)), whole$USUBJID)) {
    missing <- is.na(whole[[value]][rows])
    if (!any(missing)) next
    first <- rows[[1]]
    begins <- whole$ONSETN[[first]]
    k <- if (is.na(begins)) length(rows) + 1 else match(begins, whole$AVISITN[rows])
    a <- assumed_of(whole$ASSUMED[[first]], k, own[rows], ref[rows], matrix_of(as.character(whole$TRT01P[[first]])), matrix_of(reference))
    filled <- a$mean[missing]
    if (any(!missing)) {
      across <- a$covariance[missing, !missing, drop = FALSE]
      beside <- whole[[value]][rows][!missing] - a$mean[!missing]
      filled <- filled + drop(across %*% solve(a$covariance[!missing, !missing, drop = FALSE], beside))
    }
    whole[[value]][rows[missing]] <- filled
  }
  whole
}
