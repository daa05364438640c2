"""What a paper cites of the methods that were used, each work once, with its DOI where it has one."""

from __future__ import annotations

from enum import Enum

__all__ = ["Work"]


class Work(Enum):
    """A work by what it is cited for."""

    ESTIMANDS = (
        "International Council for Harmonisation. ICH E9(R1): Addendum on estimands and sensitivity analysis in "
        "clinical trials to the guideline on statistical principles for clinical trials. 2019."
    )
    MMRM = (
        "Mallinckrodt CH, Lane PW, Schnell D, Peng Y, Mancuso JP. Recommendations for the primary analysis of "
        "continuous endpoints in longitudinal clinical trials. Drug Information Journal 2008;42:303-319. "
        "doi:10.1177/009286150804200402"
    )
    REML = (
        "Patterson HD, Thompson R. Recovery of inter-block information when block sizes are unequal. Biometrika "
        "1971;58:545-554. doi:10.1093/biomet/58.3.545"
    )
    KENWARD_ROGER = (
        "Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum likelihood. Biometrics "
        "1997;53:983-997. doi:10.2307/2533558"
    )
    SATTERTHWAITE = (
        "Satterthwaite FE. An approximate distribution of estimates of variance components. Biometrics Bulletin "
        "1946;2:110-114. doi:10.2307/3002019"
    )
    ROBUST = (
        "Liang KY, Zeger SL. Longitudinal data analysis using generalized linear models. Biometrika 1986;73:13-22. "
        "doi:10.1093/biomet/73.1.13"
    )
    HETEROSCEDASTIC = (
        "MacKinnon JG, White H. Some heteroskedasticity-consistent covariance matrix estimators with improved finite "
        "sample properties. Journal of Econometrics 1985;29:305-325. doi:10.1016/0304-4076(85)90158-7"
    )
    REFERENCE_BASED = (
        "Carpenter JR, Roger JH, Kenward MG. Analysis of longitudinal trials with protocol deviation: a framework for "
        "relevant, accessible assumptions, and inference via multiple imputation. Journal of Biopharmaceutical "
        "Statistics 2013;23:1352-1371. doi:10.1080/10543406.2013.834911"
    )
    RUBIN = "Rubin DB. Multiple imputation for nonresponse in surveys. New York: Wiley; 1987. doi:10.1002/9780470316696"
    GRAPHS = (
        "Bretz F, Maurer W, Brannath W, Posch M. A graphical approach to sequentially rejective multiple test "
        "procedures. Statistics in Medicine 2009;28:586-604. doi:10.1002/sim.3495"
    )
    HOLM = (
        "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics "
        "1979;6:65-70."
    )
    SCORE_INTERVALS = (
        "Miettinen O, Nurminen M. Comparative analysis of two rates. Statistics in Medicine 1985;4:213-226. "
        "doi:10.1002/sim.4780040211"
    )
    COX = (
        "Cox DR. Regression models and life-tables. Journal of the Royal Statistical Society, Series B "
        "1972;34:187-220. doi:10.1111/j.2517-6161.1972.tb00899.x"
    )
    NUMPY = (
        "Harris CR, Millman KJ, van der Walt SJ, et al. Array programming with NumPy. Nature 2020;585:357-362. "
        "doi:10.1038/s41586-020-2649-2"
    )
    SCIPY = (
        "Virtanen P, Gommers R, Oliphant TE, et al. SciPy 1.0: fundamental algorithms for scientific computing in "
        "Python. Nature Methods 2020;17:261-272. doi:10.1038/s41592-019-0686-2"
    )
    PANDAS = (
        "McKinney W. Data structures for statistical computing in Python. Proceedings of the 9th Python in Science "
        "Conference 2010:56-61. doi:10.25080/Majora-92bf1922-00a"
    )
    STATSMODELS = (
        "Seabold S, Perktold J. Statsmodels: econometric and statistical modeling with Python. Proceedings of the 9th "
        "Python in Science Conference 2010:92-96. doi:10.25080/Majora-92bf1922-011"
    )
    PINGOUIN = (
        "Vallat R. Pingouin: statistics in Python. Journal of Open Source Software 2018;3:1026. doi:10.21105/joss.01026"
    )

    @property
    def text(self) -> str:
        return str(self.value)
