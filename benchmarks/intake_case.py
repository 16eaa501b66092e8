"""An accident sheet of many rows, from the file to the database, beside pandas.read_excel alone.

Every run is a process of its own, forked from one that has read nothing yet, so that its memory is its own; the
methods run in turn. The sheet has 20 columns as offices fill them: words, hours as "17h30", km posts, amounts in
triệu đồng, coordinates; its places are on the roads of the sample ward, which are in the database.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import measuring
import pandas as pd
import xlsxwriter

from atgt.domain.actor import LOCAL_USER
from atgt.ingestion.interpretation import interpret
from atgt.io.spreadsheets import read_workbook
from atgt.storage.database import Database
from atgt.workflow import demo, intake

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
HEAD = (
    "STT", "Mã vụ", "Ngày", "Giờ", "Tuyến đường", "Lý trình", "Địa điểm", "Địa bàn", "Vĩ độ", "Kinh độ", "Chết",
    "Bị thương", "Loại vụ", "Thiệt hại (triệu đồng)", "Phương tiện", "Hình thức va chạm", "Nguyên nhân", "Thời tiết",
    "Mặt đường", "Ghi chú",
)  # fmt: skip


def run(n: int, rounds: int) -> dict[str, Any]:
    """Time, processor time and memory of each method, and that everything that was read is there."""
    with tempfile.TemporaryDirectory() as folder:
        file, ward = Path(folder) / "sheet.xlsx", Path(folder) / "ward.gpkg"
        write_sheet(file, n)
        _call(lambda: _make_ward(ward))
        methods: dict[str, Callable[[], Any]] = {
            "pandas.read_excel, calamine": lambda: len(pd.read_excel(file, engine="calamine")),
            "ATGT: the cells alone": lambda: len(_read(file).sheets[0].rows),
            "ATGT: every row read and checked": lambda: (
                interpret(_read(file), intake.read_options(NOW.date())).n_accepted
            ),
            "ATGT: the same, and located": lambda: _stored(file, ward, is_kept=False),
            "ATGT: the same, and stored": lambda: _stored(file, ward, is_kept=True),
        }
        found = {name: measuring.Measured() for name in methods}
        counts = {}
        for _ in range(rounds):
            for name, work in methods.items():
                counts[name], seconds, cpu, peak = _call(work)
                found[name].seconds.append(seconds)
                found[name].cpu_seconds.append(cpu)
                found[name].peak_bytes = max(peak or 0, found[name].peak_bytes or 0) or None
        size = file.stat().st_size
    return {
        "n": n,
        "n_columns": len(HEAD),
        "input_bytes": size,
        "n_stored": counts["ATGT: the same, and stored"],
        "methods": [{"name": name, **measured.figures()} for name, measured in found.items()],
    }


def profile(n: int) -> dict[str, Any]:
    """Where the time of an intake goes: own seconds by step and module, from the file to the stored accidents."""
    with tempfile.TemporaryDirectory() as folder:
        file, ward = Path(folder) / "sheet.xlsx", Path(folder) / "ward.gpkg"
        write_sheet(file, n)
        _make_ward(ward)
        database = Database.open(f"sqlite:///{ward}")
        content, later = file.read_bytes(), NOW + dt.timedelta(hours=1)
        seen, reading = measuring.profiled_modules(
            lambda: intake.preview(database, content, name=file.name, today=NOW.date())
        )
        _, storing = measuring.profiled_modules(lambda: intake.accept(database, seen, LOCAL_USER, later))
        database.close()
    return {"n": n, "read, checked and located": reading, "stored": storing}


def write_sheet(path: Path, n: int) -> None:
    """The invented sheet, the same for the same n."""
    rng = random.Random(1)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page, day = book.add_worksheet("Năm 2026"), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, HEAD)
        for i in range(1, n + 1):
            for j, value in enumerate(_row(i, rng)):
                page.write(i, j, value, day) if j == 2 else page.write(i, j, value)


def _row(i: int, rng: random.Random) -> tuple[Any, ...]:
    return (
        i,
        f"V-{i:06d}",
        dt.datetime(2004, 1, 1) + dt.timedelta(days=rng.randrange(8_000)),
        f"{rng.randrange(24)}h{rng.randrange(60):02d}",
        rng.choice(["QL1A", "QL 1", "Quốc lộ 1A", "ĐT627B", "đường tránh QL1"]),
        f"Km{rng.randrange(1_090, 1_101)}+{rng.randrange(1_000):03d}",
        f"gần số nhà {rng.randrange(400)}, tổ dân phố {rng.randrange(20)}",
        "phường Đức Phổ",
        round(14.76 + rng.random() * 0.06, 6),
        round(108.92 + rng.random() * 0.06, 6),
        int(rng.random() < 0.1),
        rng.randrange(4),
        rng.choice(["Va chạm", "Ít nghiêm trọng", "Nghiêm trọng", None]),
        rng.choice([0, 5, 12, 7.5]),
        rng.choice(["xe máy / xe tải", "xe máy", "ô tô con, xe máy"]),
        rng.choice(["tông đuôi", "đối đầu"]),
        rng.choice(["thiếu chú ý quan sát", "vi phạm tốc độ", "chuyển hướng không đúng quy định", "vượt sai"]),
        rng.choice(["nắng", "mưa"]),
        rng.choice(["khô", "ướt"]),
        f"ghi chú {i}" if i % 7 == 0 else None,
    )


def _read(file: Path) -> Any:
    return read_workbook(file.read_bytes(), name=file.name)


def _checked(file: Path) -> int:
    return interpret(_read(file), intake.read_options(NOW.date())).n_accepted


def _make_ward(path: Path) -> None:
    database = Database.open(f"sqlite:///{path}")
    demo.load_sample(database, NOW)
    database.close()


def _stored(file: Path, ward: Path, *, is_kept: bool) -> int:
    copy = file.with_name("copy.gpkg")
    shutil.copy(ward, copy)
    database = Database.open(f"sqlite:///{copy}")
    seen = intake.preview(database, file.read_bytes(), name=file.name, today=NOW.date())
    n_stored = (
        intake.accept(database, seen, LOCAL_USER, NOW + dt.timedelta(hours=1)).n_new if is_kept else seen.n_accepted
    )
    database.close()
    return n_stored


def _call(work: Callable[[], Any]) -> tuple[Any, float, float, int | None]:
    """What a piece of work returns in a process of its own, its seconds, processor seconds and memory."""
    queue: Any = multiprocessing.get_context("fork").SimpleQueue()

    def child() -> None:
        with measuring.PeakMemory() as peak:
            start, start_cpu = time.perf_counter(), time.process_time()
            answer = work()
            took = time.perf_counter() - start, time.process_time() - start_cpu
        queue.put((answer, *took, peak.bytes))

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    answer: tuple[Any, float, float, int | None] = queue.get()
    process.join()
    return answer
