"""Exact Poisson intervals against published values and against scipy where it is installed."""

import pytest

from atgt.domain.errors import ParameterError
from atgt.statistics.poisson import poisson_cdf, poisson_interval

# Garwood's 95 % limits as printed in textbooks (Breslow & Day 1987, table 2.11; Ulm 1990)
PUBLISHED = {0: (0.0, 3.689), 1: (0.0253, 5.572), 2: (0.2422, 7.225), 5: (1.624, 11.668), 10: (4.795, 18.390),
             20: (12.217, 30.888), 50: (37.111, 65.918)}  # fmt: skip


@pytest.mark.parametrize("n", PUBLISHED)
def test_the_interval_is_the_published_one(n):
    assert poisson_interval(n) == pytest.approx(PUBLISHED[n], abs=0.002)


@pytest.mark.parametrize("n", [0, 1, 4, 37, 400, 3000])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_interval_agrees_with_scipy(n, confidence):
    stats = pytest.importorskip("scipy.stats")
    tail = (1 - confidence) / 2
    expected = (0.0 if n == 0 else stats.chi2.ppf(tail, 2 * n) / 2, stats.chi2.ppf(1 - tail, 2 * n + 2) / 2)

    assert poisson_interval(n, confidence=confidence) == pytest.approx(expected, rel=1e-6)


def test_the_distribution_begins_and_ends_where_it_must():
    assert poisson_cdf(-1, 3.0) == 0
    assert poisson_cdf(0, 0.0) == 1
    assert poisson_cdf(200, 3.0) == pytest.approx(1)


@pytest.mark.parametrize(("n", "confidence"), [(-1, 0.95), (3, 0.0), (3, 1.0)])
def test_what_is_no_count_or_no_confidence_is_refused(n, confidence):
    with pytest.raises(ParameterError, match="Số vụ phải từ 0"):
        poisson_interval(n, confidence=confidence)
