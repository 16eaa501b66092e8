"""The negative binomial fit against scipy, its limits, and what shrinking does."""

import numpy as np
import pytest

from atgt.domain.errors import ParameterError
from atgt.statistics import empirical_bayes
from atgt.statistics.empirical_bayes import NegativeBinomialFit


def drawn(rate, k, n=400, seed=7):
    chance = np.random.default_rng(seed)
    exposure = chance.uniform(0.3, 0.8, n)
    mean = rate * exposure * (chance.gamma(1 / k, k, n) if k else 1)
    return chance.poisson(mean), exposure


@pytest.mark.parametrize(("rate", "k"), [(4.0, 0.8), (1.0, 2.0), (12.0, 0.3)])
def test_the_fit_is_the_one_scipy_finds(rate, k):
    optimize, stats = pytest.importorskip("scipy.optimize"), pytest.importorskip("scipy.stats")
    counts, exposure = drawn(rate, k)

    def minus(at):
        mean, r = np.exp(at[0]) * exposure, np.exp(-at[1])
        return -stats.nbinom.logpmf(counts, r, r / (r + mean)).sum()

    best = optimize.minimize(
        minus, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000}
    )
    found = empirical_bayes.fit(counts, exposure)

    assert (found.rate, found.dispersion) == pytest.approx(tuple(np.exp(best.x)), rel=1e-4)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-6)


def test_the_fit_finds_what_was_put_in():
    counts, exposure = drawn(4.0, 0.8, n=20_000)

    found = empirical_bayes.fit(counts, exposure)

    assert found.rate == pytest.approx(4.0, rel=0.05)
    assert found.dispersion == pytest.approx(0.8, rel=0.1)
    assert empirical_bayes.dispersion_by_moments(counts, exposure) == pytest.approx(0.8, rel=0.15)


def test_counts_more_even_than_chance_have_no_dispersion_and_shrink_to_the_mean():
    counts, exposure = np.full(40, 3), np.full(40, 0.5)

    found = empirical_bayes.fit(counts, exposure)
    expected, deviation = empirical_bayes.expected(counts, exposure, found)

    assert found.dispersion == 0
    assert expected.tolist() == pytest.approx([3.0] * 40)
    assert deviation.tolist() == pytest.approx([0.0] * 40)


def test_the_expected_count_lies_between_the_mean_and_the_observed():
    counts, exposure = drawn(4.0, 0.8)
    found = empirical_bayes.fit(counts, exposure)

    expected, _ = empirical_bayes.expected(counts, exposure, found)

    mean = found.rate * exposure
    assert np.all(expected >= np.minimum(mean, counts) - 1e-9)
    assert np.all(expected <= np.maximum(mean, counts) + 1e-9)
    assert expected.sum() == pytest.approx(counts.sum(), rel=0.02)


def test_the_next_period_follows_the_expected_count_and_not_the_observed():
    """Regression to the mean, drawn: of sections with the same true means, the worst fall back; the estimate knows."""
    chance = np.random.default_rng(11)
    exposure = np.full(4000, 0.5)
    true = 4.0 * exposure * chance.gamma(1 / 0.8, 0.8, 4000)
    first, second = chance.poisson(true), chance.poisson(true)

    expected, _ = empirical_bayes.expected(first, exposure, empirical_bayes.fit(first, exposure))
    worst = np.argsort(-first)[:100]

    assert second[worst].mean() < 0.8 * first[worst].mean()
    assert second[worst].mean() == pytest.approx(expected[worst].mean(), rel=0.08)


def test_the_worked_example_of_the_paper():
    """Hauer et al. (2002): weight 0.460, 8.48 accidents."""
    like = NegativeBinomialFit(4.34 / 1.8, 1 / (2.05 * 1.8), 100, 0.0)

    expected, deviation = empirical_bayes.expected(np.array([12]), np.array([1.8]), like)

    assert (expected[0], deviation[0]) == pytest.approx((8.48, 2.14), abs=0.01)


@pytest.mark.parametrize("counts", [np.zeros(40, np.int64), np.ones(empirical_bayes.FEWEST_SECTIONS - 1, np.int64)])
def test_too_little_is_refused(counts):
    with pytest.raises(ParameterError, match="Cần ít nhất 20 đoạn"):
        empirical_bayes.fit(counts, np.ones(len(counts)))
