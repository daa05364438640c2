# The same fits by the packages nlme and lme4: how near their likelihood and coefficients are. Nothing is written of it.

beside <- function(called, fit, other) {
  if (is.null(other)) {
    message("  ", called, ": not converged, or not installed")
  } else {
    far <- max(abs(other$coefficients[names(fit$beta)] - fit$beta) / sqrt(diag(fit$phi)))
    message("  ", called, ": log-likelihood ", format(other$loglik, digits = 12), ", coefficients within ", format(far, digits = 1), " standard errors")
  }
}

# Structures that nlme has; the arms share one matrix.
beside_gls <- function(fit, model, own, structure, reml) {
  own$VISIT <- as.integer(own$AVISIT)
  correlation <- switch(structure,
    us = nlme::corSymm(form = ~ VISIT | USUBJID),
    cs = , csh = nlme::corCompSymm(form = ~ VISIT | USUBJID),
    ar1 = , ar1h = nlme::corAR1(form = ~ VISIT | USUBJID)
  )
  if (is.null(correlation)) {
    return(invisible())
  }
  weights <- if (structure %in% c("us", "csh", "ar1h")) nlme::varIdent(form = ~ 1 | VISIT)
  control <- nlme::glsControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-9, msTol = 1e-12)
  arguments <- list(model, own, correlation = correlation, weights = weights, method = if (reml) "REML" else "ML", control = control)
  other <- tryCatch(do.call(nlme::gls, arguments), error = function(e) NULL)
  beside("nlme::gls", fit, if (!is.null(other)) list(loglik = as.numeric(logLik(other)), coefficients = coef(other)))
}

# Independent errors of one variance. random: as lme4 writes it.
beside_lmer <- function(fit, model, own, random, reml) {
  whole <- as.formula(paste(paste(deparse(model), collapse = " "), "+", random))
  other <- tryCatch(
    suppressWarnings(lme4::lmer(whole, own, REML = reml, control = lme4::lmerControl(optCtrl = list(xtol_abs = 1e-10, ftol_abs = 1e-10)))),
    error = function(e) NULL
  )
  beside("lme4::lmer", fit, if (!is.null(other)) list(loglik = as.numeric(logLik(other)), coefficients = lme4::fixef(other)))
}
