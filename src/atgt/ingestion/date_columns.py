"""A column of dates judged as a whole: are day and month written the other way round, or swapped by Excel?

One date alone cannot tell 3/4 from 4/3; the column can. Nothing is changed: the doubt is shown, on the column
and on every date it concerns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from atgt.ingestion.moments import DateOrder, Moment
from atgt.ingestion.reading import Fault, warning

MIN_EXCEL_DATES = 3
"""So many true Excel dates, all with a day up to 12, make a swap likely beside text dates all with a day above 12."""


@dataclass(frozen=True, slots=True)
class OrderDoubt:
    """What is suspected of the column, and the positions of the dates it may concern."""

    column: Fault
    row: Fault
    positions: tuple[int, ...]


def doubt_order(moments: Sequence[Moment | None], order: DateOrder = "dmy") -> OrderDoubt | None:
    """The doubt about day and month that a column gives rise to; None when there is none.

    Examples
    --------
    >>> import datetime as dt
    >>> text = [Moment(None, written=(2, 27)), Moment(dt.date(2026, 4, 3), written=(3, 4))]
    >>> doubt_order(text).positions
    (1,)
    >>> doubt_order([Moment(dt.date(2026, 2, 27), written=(27, 2)), text[1]]) is None
    True
    """
    if order == "ymd":
        return None
    day, month = (0, 1) if order == "dmy" else (1, 0)
    texts = [(i, m, m.written) for i, m in enumerate(moments) if m is not None and m.written is not None]
    proves_order = [i for i, _, written in texts if written[day] > 12 >= written[month]]
    against_order = [i for i, _, written in texts if written[month] > 12 >= written[day]]
    open_texts = [i for i, m, written in texts if max(written) <= 12 and written[0] != written[1] and m.day]
    if against_order and not proves_order:
        return OrderDoubt(*_other_order(len(against_order)), tuple(open_texts))
    cells = [(i, m.day) for i, m in enumerate(moments) if m is not None and m.form != "text" and m.day is not None]
    swappable = [i for i, on in cells if on.day <= 12 and on.day != on.month]
    is_split = (
        proves_order and not open_texts and len(cells) >= MIN_EXCEL_DATES and all(on.day <= 12 for _, on in cells)
    )
    if is_split and swappable:
        return OrderDoubt(*_swapped_by_excel(len(proves_order), len(cells)), tuple(swappable))
    return None


def _other_order(n: int) -> tuple[Fault, Fault]:
    return (
        warning(
            "date_order_suspected",
            f"{n} ngày có số thứ hai lớn hơn 12 và không ngày nào có số thứ nhất lớn hơn 12: có lẽ cột ghi "
            "tháng trước ngày. Nếu đúng, chọn “tháng/ngày/năm” ở mục “Cách đọc ngày, số tiền, tọa độ”; bảng được đọc "
            "lại",
            f"{n} dates have a second number above 12 and none a first one: the month may stand first. "
            "If so choose month/day/year under “How dates, amounts and positions are read”; the table is read again",
        ),
        warning(
            "date_order_doubt",
            "ngày và tháng có thể bị đổi chỗ (xem cảnh báo của cột); kiểm tra ngày này với sổ gốc",
            "day and month may be exchanged (see the warning of the column); check this date against the original",
        ),
    )


def _swapped_by_excel(n_texts: int, n_cells: int) -> tuple[Fault, Fault]:
    return (
        warning(
            "date_swapped_by_excel",
            f"cả {n_cells} ngày kiểu Excel đều có ngày không quá 12, còn {n_texts} ngày trên 12 đều là chữ: có lẽ "
            "Excel đã tự đổi chỗ ngày và tháng. Kiểm tra các ngày được đánh dấu với sổ gốc",
            f"all {n_cells} Excel dates have a day up to 12 while {n_texts} days above 12 are text: Excel has probably "
            "exchanged day and month. Check the marked dates against the original",
        ),
        warning(
            "date_order_doubt",
            "có thể Excel đã đổi chỗ ngày và tháng của ô này; kiểm tra với sổ gốc",
            "Excel may have exchanged day and month in this cell; check the original",
        ),
    )
