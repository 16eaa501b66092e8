"""A screening run is a record: what was asked, on which data, by which software, and what came out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass

from atgt.domain.black_spot import Spot
from atgt.domain.screening import ScreeningParameters


@dataclass(frozen=True, slots=True)
class ScreeningRun:
    """One run and its answer.

    Parameters
    ----------
    run_id
        The first 12 characters of the fingerprint.
    fingerprint
        SHA-256 over parameters, rule set, data and software: the same inputs give the same fingerprint.
    data_fingerprint
        SHA-256 over the located accidents and the roads.
    n_accidents
        Accidents that took part (located, inside the days considered).
    n_unlocated
        Accidents of those days that could not take part because they have no place on the network.
    created_at
        When it was first run; not part of the fingerprint.
    """

    run_id: str
    fingerprint: str
    rule_set_key: str
    rule_set_title: str
    parameters: ScreeningParameters
    data_fingerprint: str
    software: str
    created_at: dt.datetime
    n_accidents: int
    n_unlocated: int
    is_sample: bool
    spots: tuple[Spot, ...]


def run_fingerprint(parameters: ScreeningParameters, rule_set_key: str, data_fingerprint: str, software: str) -> str:
    """SHA-256 of everything the answer depends on, as hexadecimal text.

    Examples
    --------
    >>> a = run_fingerprint(ScreeningParameters(dt.date(2026, 10, 31)), "B", "0" * 64, "atgt 0.1.0")
    >>> b = run_fingerprint(ScreeningParameters(dt.date(2026, 10, 30)), "B", "0" * 64, "atgt 0.1.0")
    >>> len(a), a == b
    (64, False)
    """
    asked = {**asdict(parameters), "rule_set": rule_set_key, "data": data_fingerprint, "software": software}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
