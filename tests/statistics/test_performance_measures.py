"""EPDO, rates and critical rates against the worked examples of the Highway Safety Manual."""

import pytest

from atgt import settings
from atgt.domain.errors import ParameterError
from atgt.statistics import performance_measures as measures

SETS = {one.key: one for one in measures.parse_weights(settings.read_reference("epdo_weights"))}


def test_epdo_of_the_manual():
    """HSM chapter 4: weights 542, 11, 1."""
    assert measures.epdo((1, 7, 3, 4), SETS["hsm"]) == 542 + 77 + 7
    assert measures.epdo((0, 0, 0, 0), SETS["hsm"]) == 0


def test_the_severity_index_is_points_per_accident():
    assert measures.severity_index((1, 1, 1, 1), SETS["atgt"]) == (5 + 3 + 1 + 1) / 4
    assert measures.severity_index((0, 0, 0, 0), SETS["atgt"]) is None


def test_the_critical_rate_of_the_manual():
    """HSM chapter 4, critical rate: average 0.33, 30.1 million entering vehicles, 95 %."""
    assert measures.critical_rate(0.33, 30.1) == pytest.approx(0.52, abs=0.005)


def test_a_section_needs_traffic_length_and_time_for_a_rate():
    assert measures.rate(9, measures.million_vehicle_km(10_000, 500, 365)) == pytest.approx(9 / 1.825)
    for wrong in ((0, 500, 365), (10_000, 0, 365), (10_000, 500, 0)):
        with pytest.raises(ParameterError, match="lớn hơn 0"):
            measures.million_vehicle_km(*wrong)


def test_weights_must_be_there_and_not_negative():
    with pytest.raises(ParameterError, match="epdo_weights"):
        measures.parse_weights({})
    with pytest.raises(ParameterError, match="epdo_weights"):
        measures.parse_weights({"weights": [
            {"key": "x", "fatal": -1, "injury": 0, "damage": 0, "vi": "", "en": "", "source": ""}]})  # fmt: skip
