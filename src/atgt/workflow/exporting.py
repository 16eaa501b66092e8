"""Files for others: GeoJSON for the road authority, Excel for the office. Only coded columns leave the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atgt.domain.actor import Role
from atgt.domain.black_spot import SPOT_LEVEL_LABELS, SiteKind, Spot, SpotLevel
from atgt.domain.errors import NotFoundError, ParameterError
from atgt.domain.location import PRECISION_LABELS, LocationStatus, Precision
from atgt.domain.person_data import is_plain_code
from atgt.domain.run import ScreeningRun
from atgt.domain.schema import ACCIDENT_COLUMNS, EXPORT_COLUMNS
from atgt.domain.severity import SEVERITY_LABELS, Severity
from atgt.domain.small_cells import Few, said
from atgt.domain.text import Text
from atgt.io import geodata, geopackage_file
from atgt.reports import hazard_proposal, road_proposal, tables
from atgt.reports.hazard_proposal import HazardEvidence
from atgt.storage.database import Database
from atgt.workflow import authority, hazard_evidence, provenance, screening, selection

SAMPLE_NOTICE = Text("DỮ LIỆU MÔ PHỎNG – không phải vụ việc có thật", "SIMULATED DATA – not real accidents")
GEOJSON = "application/geo+json"
GPKG = "application/geopackage+sqlite3"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file ready to be saved, and how many rows or features it holds."""

    name: str
    media_type: str
    content: bytes
    n_items: int


def export(
    database: Database,
    *,
    what: str,
    file_format: str,
    chosen: selection.AccidentFilter | None = None,
    level: SpotLevel | None = None,
) -> ExportFile:
    """A file of the spots of the latest run with the hazards, of the hazards alone, or of accidents.

    The committee gets it in its view.

    Parameters
    ----------
    what
        ``spots`` (with the hazards, which are potential spots by their state), ``hazards`` or ``accidents``.
    file_format
        ``geojson``, ``gpkg`` (the same features as a GeoPackage) or ``xlsx``.
    chosen
        Which accidents; all of them when None.
    level
        Only spots of this level; both when None. Hazards belong to the potential level.

    Raises
    ------
    NotFoundError
        When spots are asked for and no screening has been run.
    ParameterError
        For another ``what`` or ``file_format``.
    """
    if what == "accidents":  # one line an accident is for those who may see one
        authority.require_reader(database, Role.EDITOR, Text("kết xuất từng vụ", "export single accidents"))
    makers: dict[tuple[str, str], Callable[[], ExportFile]] = {
        ("spots", "geojson"): lambda: _spots_geojson(database, _run(database), level),
        ("spots", "xlsx"): lambda: _spots_xlsx(database, _run(database), level),
        ("hazards", "geojson"): lambda: _hazards_geojson(database),
        ("hazards", "xlsx"): lambda: _hazards_xlsx(database),
        ("accidents", "geojson"): lambda: _accidents_geojson(
            _accidents(database, chosen), is_sample=provenance.holds_sample(database)
        ),
        ("accidents", "xlsx"): lambda: _accidents_xlsx(
            _accidents(database, chosen), is_sample=provenance.holds_sample(database)
        ),
    }
    if file_format == "gpkg" and (what, "geojson") in makers:
        return _as_geopackage(makers[what, "geojson"]())
    if (what, file_format) not in makers:
        raise ParameterError(
            Text(
                f"Không xuất được “{what}” dạng “{file_format}”. "
                "Chọn spots, hazards hoặc accidents, geojson, gpkg hoặc xlsx.",
                f"Cannot export “{what}” as “{file_format}”. "
                "Choose spots, hazards or accidents, geojson, gpkg or xlsx.",
            )
        )
    return makers[what, file_format]()


def _as_geopackage(made: ExportFile) -> ExportFile:
    name = made.name.removesuffix(".geojson") + ".gpkg"
    return ExportFile(name, GPKG, geopackage_file.from_geojson(made.content), made.n_items)


def _run(database: Database) -> ScreeningRun:
    run = screening.latest_run(database)
    if run is None:
        raise NotFoundError(
            Text(
                "Chưa có lần rà soát nào. Mở trang Danh sách và bấm “Rà soát”, hoặc chạy lệnh: atgt screen.",
                "No screening has been run. Open the list page and press “Screen”, or run: atgt screen.",
            )
        )
    return run


def _accidents(database: Database, chosen: selection.AccidentFilter | None) -> pd.DataFrame:
    table = selection.select_accidents(database, chosen).accidents
    safe = table["case_number"].map(lambda code: code if isinstance(code, str) and is_plain_code(code) else None)
    return table.assign(case_number=safe).sort_values(["occurred_on", "accident_id"], ignore_index=True)


def _spots_of(run: ScreeningRun, level: SpotLevel | None) -> list[Spot]:
    return [spot for spot in run.spots if level is None or spot.level is level]


def _hazards_of(database: Database, run: ScreeningRun | None, level: SpotLevel | None) -> tuple[HazardEvidence, ...]:
    if level is SpotLevel.BLACK:
        return ()
    return hazard_evidence.evidence(database, run.parameters.as_of if run else None)


_PROPOSAL_COLUMNS = {key: {"vi": words.vi, "en": words.en} for key, words in road_proposal.PROPERTIES.items()}


def _spots_geojson(database: Database, run: ScreeningRun, level: SpotLevel | None) -> ExportFile:
    told, by_month = road_proposal.run_properties(run), authority.is_committee(database)
    features = [road_proposal.proposal_feature(run, spot, by_month=by_month) for spot in _spots_of(run, level)]
    features += [hazard_proposal.hazard_feature(one, told) for one in _hazards_of(database, run, level)]
    members = {
        "title": "ATGT – các vị trí đủ ngưỡng và các nguy cơ, đề nghị kiểm tra",
        **({"notice": SAMPLE_NOTICE.vi} if run.is_sample else {}),
        "run": told,
        "columns": _PROPOSAL_COLUMNS,
    }
    name = f"atgt-diem-{run.parameters.as_of:%Y%m%d}-{run.run_id}.geojson"
    return ExportFile(name, GEOJSON, geodata.feature_collection(features, members=members), len(features))


def _hazards_geojson(database: Database) -> ExportFile:
    features = [hazard_proposal.hazard_feature(one, {}) for one in _hazards_of(database, None, None)]
    members = {
        "title": "ATGT – các nguy cơ trên đường, đề nghị kiểm tra",
        **({"notice": SAMPLE_NOTICE.vi} if provenance.holds_sample(database) else {}),
        "columns": _PROPOSAL_COLUMNS,
    }
    content = geodata.feature_collection(features, members=members)
    return ExportFile("atgt-nguy-co.geojson", GEOJSON, content, len(features))


def _hazards_xlsx(database: Database) -> ExportFile:
    found = _hazards_of(database, None, None)
    notice = [SAMPLE_NOTICE.vi] if provenance.holds_sample(database) else []
    book = tables.workbook([hazard_proposal.sheet(found, (_HAZARDS_TITLE, *notice))])
    return ExportFile("atgt-nguy-co.xlsx", XLSX, book, len(found))


_HAZARDS_TITLE = "CÁC NGUY CƠ TRÊN ĐƯỜNG (ĐIỂM TIỀM ẨN THEO HIỆN TRẠNG), ĐỀ NGHỊ CƠ QUAN QUẢN LÝ ĐƯỜNG BỘ KIỂM TRA"


def _accidents_geojson(accidents: pd.DataFrame, *, is_sample: bool) -> ExportFile:
    features = [_accident_feature(row) for row in accidents.to_dict("records")]
    members = {
        "title": "ATGT – tai nạn giao thông",
        **({"notice": SAMPLE_NOTICE.vi} if is_sample else {}),
        "columns": {
            key: {"vi": ACCIDENT_COLUMNS[key].label.vi, "en": ACCIDENT_COLUMNS[key].label.en} for key in EXPORT_COLUMNS
        },
    }
    return ExportFile(
        "atgt-tai-nan.geojson", GEOJSON, geodata.feature_collection(features, members=members), len(features)
    )


def _accident_feature(row: dict[Any, Any]) -> dict[str, Any]:
    located = row["location_status"] == LocationStatus.LOCATED.value
    return {
        "type": "Feature",
        "id": row["accident_id"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if located else None,
        "properties": {key: _json_value(row[key]) for key in EXPORT_COLUMNS if key not in {"lon", "lat"}},
    }


def _json_value(value: Any) -> Any:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is the one value that is not itself
        return None
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _spots_xlsx(database: Database, run: ScreeningRun, level: SpotLevel | None) -> ExportFile:
    by_month = authority.is_committee(database)
    spots, found = _spots_of(run, level), _hazards_of(database, run, level)
    headings = (
        *(
            "STT",
            "Mã điểm",
            "Cấp",
            "Loại",
            "Vị trí",
            "Tuyến",
            "Từ Km",
            "Đến Km",
            "Dài (m)",
            "Số vụ",
            "Chết",
            "Bị thương",
        ),
        *(
            "Vụ chết người",
            "Vụ bị thương",
            "Va chạm",
            "Thiệt hại TS",
            *(("Từ tháng", "Đến tháng") if by_month else ("Từ ngày", "Đến ngày")),
            "Điều khoản",
            "Giải thích",
        ),
    )
    rows = [_spot_row(number, spot, by_month=by_month) for number, spot in enumerate(spots, start=1)]
    widths = (5, 13, 22, 9, 34, 12, 13, 13, 9, 8, 8, 10, 10, 10, 9, 10, 12, 12, 40, 70)
    title = (
        "CÁC VỊ TRÍ ĐỦ NGƯỠNG SỐ VỤ, ĐỀ NGHỊ CƠ QUAN QUẢN LÝ ĐƯỜNG BỘ KIỂM TRA",
        *([SAMPLE_NOTICE.vi] if run.is_sample else []),
        *run_lines(run),
    )
    sheets = [tables.TableSheet("Danh sách", title, headings, rows, widths)]
    if found:
        sheets.append(hazard_proposal.sheet(found, (_HAZARDS_TITLE, *title[1:])))
    book = tables.workbook(sheets)
    name = f"atgt-diem-{run.parameters.as_of:%Y%m%d}-{run.run_id}.xlsx"
    return ExportFile(name, XLSX, book, len(spots) + len(found))


def run_lines(run: ScreeningRun) -> tuple[str, ...]:
    """What every document prints about the run it rests on."""
    asked = run.parameters
    return (
        f"Bộ tiêu chí: {run.rule_set_title}",
        f"Xét các vụ từ {asked.first_day():%d/%m/%Y} đến hết {asked.as_of:%d/%m/%Y}, kỳ {asked.period_months} tháng; "
        f"đoạn dài tối đa L = {asked.length_m:g} m, bán kính nút {asked.junction_radius_m:g} m (chưa có quy định)."
        f"{_choices(run)}",
        f"{run.n_accidents} vụ đã định vị được rà soát; {run.n_unlocated} vụ chưa có vị trí không tham gia.",
        f"Dấu vân tay lần rà soát: {run.fingerprint} – {run.software}",
    )


def _choices(run: ScreeningRun) -> str:
    """What differs from the defaults: joined carriageways and readings of open questions; empty when nothing does."""
    told = ["hai chiều của một đường tính chung"] if run.parameters.join_carriageways else []
    told += [f"cách hiểu “{question}”: {choice}" for question, choice in run.parameters.readings]
    return f" Lựa chọn của đơn vị: {'; '.join(told)}." if told else ""


def _spot_row(number: int, spot: Spot, *, by_month: bool) -> tuple[Any, ...]:
    days = min(one.first_day for one in spot.periods), max(one.last_day for one in spot.periods)
    return (
        number,
        spot.spot_key,
        SPOT_LEVEL_LABELS[spot.level].vi,
        "Nút giao" if spot.kind is SiteKind.JUNCTION else "Đoạn",
        spot.place_name.vi,
        ", ".join(spot.route_ids),
        spot.km_from,
        spot.km_to,
        road_proposal.stretch_length_m(spot),
        sum(spot.counts.values()),
        *(said(n) if isinstance(n, Few) else n for n in (spot.killed, spot.injured)),
        *(spot.counts.get(str(code), 0) for code in range(4)),
        *(f"{day:%m/%Y}" if by_month else day for day in days),
        "; ".join(rule.clause.vi for rule in spot.rules),
        spot.why.vi,
    )


def _accidents_xlsx(accidents: pd.DataFrame, *, is_sample: bool) -> ExportFile:
    headings = ("STT", *(ACCIDENT_COLUMNS[key].label.vi for key in EXPORT_COLUMNS))
    rows = [
        (number, *(_cell(key, row[key]) for key in EXPORT_COLUMNS))
        for number, row in enumerate(accidents.to_dict("records"), start=1)
    ]
    widths = (5, *(_WIDTHS.get(key, 14) for key in EXPORT_COLUMNS))
    title = ("BẢNG TAI NẠN GIAO THÔNG (không có dữ liệu cá nhân)", *([SAMPLE_NOTICE.vi] if is_sample else []))
    book = tables.workbook([tables.TableSheet("Tai nạn", title, headings, rows, widths)])
    return ExportFile("atgt-tai-nan.xlsx", XLSX, book, len(rows))


_WIDTHS = {"accident_id": 18, "severity": 20, "precision": 22, "vehicle_groups": 24, "measure_mm": 16}


def _cell(key: str, value: Any) -> Any:
    plain: Any = value if isinstance(value, (dt.date, dt.time)) else _json_value(value)
    if plain is None:
        return None
    if key == "severity":
        return SEVERITY_LABELS[Severity(int(plain))].vi
    if key == "precision":
        return PRECISION_LABELS[Precision(plain)].vi
    return plain
