"""What a screening run was asked: everything that must be printed beside its answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from atgt.domain.period import add_months

DEFAULT_LENGTH_M = 300.0
"""Longest stretch that is one place. No circular gives a length [unconfirmed]; published spots span 0 to 200 m."""

DEFAULT_JUNCTION_RADIUS_M = 50.0
"""Radius of a junction's area. No circular gives a radius [unconfirmed]."""


@dataclass(frozen=True, slots=True)
class ScreeningParameters:
    """Parameters of one screening run.

    Parameters
    ----------
    as_of
        Last day considered, inclusive; the rule set in force on it applies unless one is named.
    from_day
        First day considered. None: the ``period_months`` months that end on ``as_of``
        (the default reading of "12 tháng": rolling, ending on the chosen date).
        An earlier day screens every rolling period between the two.
    rule_set_key
        Name of a rule set, or None for the one in force on ``as_of``.
    length_m
        Longest stretch that is one place, in metres along the road.
    junction_radius_m
        Radius of a junction's area, in metres; 0 switches junctions off.
    period_months
        Length of the period in calendar months.
    readings
        Readings of what the law leaves open that differ from the defaults: pairs of question and choice.
    join_carriageways
        Whether the two carriageways of one road are slid as one line, so that a place counts both directions.
    """

    as_of: dt.date
    from_day: dt.date | None = None
    rule_set_key: str | None = None
    length_m: float = DEFAULT_LENGTH_M
    junction_radius_m: float = DEFAULT_JUNCTION_RADIUS_M
    period_months: int = 12
    readings: tuple[tuple[str, str], ...] = ()
    join_carriageways: bool = False

    def first_day(self) -> dt.date:
        """The first day considered.

        Examples
        --------
        >>> ScreeningParameters(as_of=dt.date(2026, 10, 31)).first_day()
        datetime.date(2025, 11, 1)
        """
        if self.from_day is not None:
            return self.from_day
        return add_months(self.as_of + dt.timedelta(days=1), -self.period_months)
