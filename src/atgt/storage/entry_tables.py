"""Tables beside the accident: where a sender said it was, and whether it is a first report. Same root as ``tables``.

A column added here needs a migration beside it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from atgt.storage.column_types import WholeNumber
from atgt.storage.tables import Base


class ReportedPosition(Base):
    """The numbers a sender gave for a place, as read: what an accident is located anew by when the roads change.

    Derived from the row as received, which is what the audit log vouches for. Accidents without numbers have no row.
    """

    __tablename__ = "reported_position"

    accident_id: Mapped[str] = mapped_column(ForeignKey("accident.accident_id"), primary_key=True)
    latitude: Mapped[float | None]  # EPSG:4326, degrees
    longitude: Mapped[float | None]
    northing: Mapped[float | None]  # VN-2000, metres
    easting: Mapped[float | None]
    km_post_to: Mapped[str | None]


class AccidentStandingRow(Base):
    """Whether an accident is a first report or official; one that was never a first report has no row."""

    __tablename__ = "accident_standing"
    __table_args__ = (
        CheckConstraint("standing IN ('preliminary', 'official')", name="standing"),
        {"sqlite_autoincrement": True},
    )

    fid: Mapped[int] = mapped_column(WholeNumber, primary_key=True, autoincrement=True)
    accident_id: Mapped[str] = mapped_column(ForeignKey("accident.accident_id"), unique=True)
    standing: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
