# Kenward and Roger's covariance of the coefficients and degrees of freedom, written out from the formulas: Kenward &
# Roger (1997), Biometrics 53:983-997; and the other degrees of freedom. Base R alone.
#
#   Phi   = (X'V^-1 X)^-1
#   A_i   = X'V^-1 V_i V^-1 X            (Kenward and Roger's P_i is -A_i)
#   Q_ij  = X'V^-1 V_i V^-1 V_j V^-1 X
#   R_ij  = X'V^-1 V_ij V^-1 X
#   Phi_A = Phi + 2 Phi {sum_ij W_ij (Q_ij - A_i Phi A_j - R_ij / 4)} Phi
#
# W is the covariance of the parameters of V: the inverse of their observed information (SAS DDFM=KR), or of the expected
# information (R's pbkrtest). Parameters are those of SAS PROC MIXED, on which R_ij depends.

# Estimates l'b of the rows of L, their standard errors and degrees of freedom, by the name that the analysis gives them.
contrasts_of <- function(fit, L, ddf) {
  expected <- ddf == "kr_expected"
  if (ddf %in% c("kr", "kr_linear", "kr_expected", "satterthwaite")) {
    w <- solve(if (expected) fit$expected else fit$observed)
  }
  vcov <- fit$phi
  if (startsWith(ddf, "kr")) {
    middle <- 0 * fit$phi
    for (i in seq_along(fit$theta)) for (j in seq_along(fit$theta)) {
      bend <- if (ddf == "kr_linear") 0 else fit$r(i, j) / 4
      middle <- middle + w[i, j] * (fit$q(i, j) - fit$a[[i]] %*% fit$phi %*% fit$a[[j]] - bend)
    }
    vcov <- fit$phi + 2 * fit$phi %*% middle %*% fit$phi
  }
  std_error <- sqrt(diag(L %*% vcov %*% t(L)))
  df <- switch(ddf, residual = rep(fit$n - ncol(L), nrow(L)), inf = rep(Inf, nrow(L)), {
    change <- vapply(fit$a, function(a) rowSums((L %*% fit$phi %*% a %*% fit$phi) * L), numeric(nrow(L)))
    change <- matrix(change, nrow(L))
    2 * rowSums((L %*% fit$phi) * L)^2 / rowSums((change %*% w) * change)
  })
  list(estimate = drop(L %*% fit$beta), std_error = std_error, df = df)
}
