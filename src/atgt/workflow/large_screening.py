"""Screening past memory: Parquet in, Parquet out, partition by partition on Dask; one folder a level."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from atgt.distributed import file_screening
from atgt.distributed.accident_tables import ScreeningColumns
from atgt.distributed.file_screening import ScreeningTotals
from atgt.domain.black_spot import SpotLevel
from atgt.domain.screening import ScreeningParameters
from atgt.network_screening.period import MonthStep
from atgt.workflow import screening

COLUMNS = ScreeningColumns(route="route", measure_mm="measure_mm", day="day", severity="severity")
"""The same column names as ``screen_routes`` has arguments."""


def screen_large(
    path: Path, folder: Path, parameters: ScreeningParameters, *, scheduler: str | None = None
) -> Iterator[tuple[SpotLevel, ScreeningTotals]]:
    """Screen every rolling period of a table with route, measure, day and severity; each level as it is done.

    Parameters
    ----------
    path
        A Parquet file or a folder of them: ``route``, ``measure_mm``, ``day`` (days since 1970-01-01), ``severity``.
    folder
        Where ``partitions``, ``black`` and ``potential`` are written.
    parameters
        Length, months and rule set; days are not filtered, the rule set is that of ``as_of``.
    scheduler
        Address of a running Dask scheduler; None starts two processes on this machine.
    """
    rule_set = screening.rule_set_for(parameters)
    cut: Path = path
    for level, rules in ((SpotLevel.BLACK, rule_set.black), (SpotLevel.POTENTIAL, rule_set.potential)):
        totals = file_screening.screen_files(
            cut,
            folder / level.value,
            length_mm=round(parameters.length_m * 1000),
            rules=rules,
            period=MonthStep(parameters.period_months),
            columns=COLUMNS,
            scheduler=scheduler,
        )
        yield level, totals
        cut = folder / SpotLevel.BLACK.value / "partitions" if cut == path else cut
