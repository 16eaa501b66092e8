"""State documents as editable .docx: paper, margins, fonts and sizes of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Sizes in points, margins in millimetres. Where the decree gives a range, one value within it is chosen.
Source: NĐ 30/2020/NĐ-CP Phụ lục I (paper, margins, font, page number); sizes of the parts as usually read from its
table of samples [unconfirmed], so an office may edit the document freely.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
PAGE_MM = (210, 297)
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 20}
BODY_PT = 14
FIRST_LINE_MM = 12.7
SPACE_AFTER_PT = 6
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_CENTER, _JUSTIFY, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The first lines of a document.

    Parameters
    ----------
    authority
        Body above the issuing office, may be empty.
    office
        The issuing office.
    number, symbol
        "Số: 05/BB-BCĐ"; an empty number leaves room to write it by hand.
    locality, day
        "Đức Phổ, ngày 03 tháng 11 năm 2026"; an empty locality leaves room.
    """

    authority: str
    office: str
    number: str
    symbol: str
    locality: str
    day: dt.date


_MOST_LETTERS = 255  # of a property of a document, by the format


def new_document(title: str, day: dt.date) -> Document:
    """An empty A4 page with the margins, fonts and page numbers of the decree."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in PAGE_MM)
    for name, width in MARGINS_MM.items():
        setattr(section, f"{name}_margin", Mm(width))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    style: Any = document.styles["Normal"]
    style.font.size = Pt(BODY_PT)
    _set_font(style)
    moment = dt.datetime(day.year, day.month, day.day)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title[:_MOST_LETTERS], "ATGT", "ATGT", ""
    core.created = core.modified = moment
    core.revision, core.language = 1, "vi-VN"
    return document


def letterhead(document: Document, head: Letterhead) -> None:
    """Issuing office and number on the left; nation, motto, place and day on the right."""
    made = _plain_table(document, (62, 98))
    left, right = made.rows[0].cells
    if head.authority:
        line(left, head.authority.upper(), size=12, is_first=True)
    line(left, head.office.upper(), size=12, bold=True, is_first=not head.authority)
    _rule_below(left, width_mm=25)
    line(left, f"Số: {head.number or '……'}/{head.symbol}", size=13)
    line(right, NATION, size=12, bold=True, is_first=True)
    line(right, MOTTO, size=13, bold=True)
    _rule_below(right, width_mm=54)
    line(right, f"{head.locality or '……'}, {long_day(head.day)}", size=13, italic=True)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def long_day(day: dt.date) -> str:
    """A day as documents write it; days below 10 and months below 3 get a zero.

    Examples
    --------
    >>> long_day(dt.date(2026, 11, 3)), long_day(dt.date(2026, 2, 20)), long_day(dt.date(2026, 4, 1))
    ('ngày 03 tháng 11 năm 2026', 'ngày 20 tháng 02 năm 2026', 'ngày 01 tháng 4 năm 2026')
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def clock(time: dt.time | None) -> str:
    """A time of day as documents write it; dots to fill in when it is not known.

    Examples
    --------
    >>> clock(dt.time(8, 5)), clock(None)
    ('8 giờ 05', '…… giờ ……')
    """
    return "…… giờ ……" if time is None else f"{time.hour} giờ {time.minute:02d}"


def title(document: Document, kind: str, subject: str) -> None:
    """Name of the kind of document ("BIÊN BẢN") and its subject, centred and bold."""
    line(document, kind.upper(), size=14, bold=True)
    paragraph = line(document, subject, size=14, bold=True)
    paragraph.paragraph_format.space_after = Pt(12)


def notice(document: Document, text: str) -> None:
    """A boxed line nobody overlooks."""
    paragraph = line(document, text, size=14, bold=True)
    border = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        border.append(edge)
    paragraph._p.get_or_add_pPr().append(border)  # noqa: SLF001  python-docx has no borders
    paragraph.paragraph_format.space_after = Pt(12)


def heading(document: Document, text: str) -> Paragraph:
    """A bold line that stays with what follows."""
    paragraph = body(document, text, bold=True)
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def body(document: Document, text: str, *, bold: bool = False, label: str = "", is_even: bool = True) -> Paragraph:
    """A justified paragraph with an indented first line; ``label`` comes first, in bold.

    Parameters
    ----------
    is_even
        False for a text that cannot be broken into even lines, such as a hash.
    """
    paragraph = document.add_paragraph()
    paragraph.alignment = _JUSTIFY if is_even else _LEFT
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_after, form.line_spacing = Mm(FIRST_LINE_MM), Pt(SPACE_AFTER_PT), 1.1
    if label:
        _run(paragraph, f"{label} ", size=BODY_PT, bold=True)
    _run(paragraph, text, size=BODY_PT, bold=bold)
    return paragraph


def line(
    where: Document | _Cell, text: str, *, size: float, bold: bool = False, italic: bool = False, is_first: bool = False
) -> Paragraph:
    """A centred line without space around it; ``is_first`` uses the paragraph a new cell begins with."""
    paragraph = where.paragraphs[0] if is_first else where.add_paragraph()
    paragraph.alignment = _CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, size=size, bold=bold, italic=italic)
    return paragraph


def table(
    document: Document,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths_mm: Sequence[float],
    size: float = 11,
) -> Table:
    """A ruled table whose heading is repeated on every page and whose rows are not torn apart."""
    made: Table = document.add_table(rows=1, cols=len(headings))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _fill_row(made.rows[0].cells, headings, size=size, bold=True)
    _row_property(made.rows[0], "w:tblHeader")
    for row in rows:
        added = made.add_row()  # type: ignore[no-untyped-call]
        _fill_row(added.cells, row, size=size)
        _row_property(added, "w:cantSplit")
    _set_widths(made, widths_mm)
    _narrow_cells(made)
    return made


def signatures(document: Document, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Two signatures side by side: a title in capitals, room to sign, a name."""
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    made = _plain_table(document, (80, 80))
    for cell, (role, name) in zip(made.rows[0].cells, (left, right), strict=True):
        line(cell, role.upper(), size=14, bold=True, is_first=True)
        for _ in range(4):
            line(cell, "", size=14)
        line(cell, name, size=14, bold=True)
    _row_property(made.rows[0], "w:cantSplit")


def recipients(document: Document, names: Sequence[str]) -> None:
    """The words “Nơi nhận” and the list below them."""
    head = document.add_paragraph()
    head.paragraph_format.space_after = Pt(0)
    _run(head, "Nơi nhận:", size=12, bold=True, italic=True)
    for number, name in enumerate(names):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, f"- {name}{'.' if number == len(names) - 1 else ';'}", size=11)


def annex(document: Document, name: str, subject: str) -> None:
    """A new page with the name and subject of an annex."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    line(document, name, size=14, bold=True)
    paragraph = line(document, subject, size=14, bold=True)
    paragraph.paragraph_format.space_after = Pt(6)


def document_bytes(document: Document) -> bytes:
    """The document as a file. The same document gives the same bytes on every day; what is frozen is stored anyway."""
    packed = io.BytesIO()
    document.save(packed)
    repacked = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(repacked, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return repacked.getvalue()


# ── what python-docx has no word for ────────────────────────────────────────────────────────────────────────────


def _set_font(style: Any) -> None:
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def _run(paragraph: Paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False) -> None:
    """Words of a size; their font is that of the style "Normal", which every paragraph here has."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if bold:
        run.bold = True
    if italic:
        run.italic = True


def _plain_table(document: Document, widths_mm: Sequence[float]) -> Table:
    made: Table = document.add_table(rows=1, cols=len(widths_mm))
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(made, widths_mm)
    return made


def _set_widths(made: Table, widths_mm: Sequence[float]) -> None:
    """Word reads the width of the cells, LibreOffice that of the columns."""
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def _narrow_cells(made: Table) -> None:
    """One millimetre beside the words instead of two: a list of nine columns stays readable."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "57")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties = made._tbl.tblPr  # noqa: SLF001
    look = properties.find(qn("w:tblLook"))
    look.addprevious(margins) if look is not None else properties.append(margins)


def _fill_row(cells: Sequence[_Cell], words: Sequence[str], *, size: float, bold: bool = False) -> None:
    for cell, text in zip(cells, words, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _CENTER if bold else _LEFT
        paragraph.paragraph_format.space_after = Pt(0)
        _run(paragraph, text, size=size, bold=bold)


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _rule_below(cell: _Cell, *, width_mm: float) -> None:
    """A short line under the last paragraph of a cell, as the decree asks under the office and the motto."""
    paragraph = cell.add_paragraph()
    paragraph.alignment = _CENTER
    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(4), Pt(3)
    sides = Mm((cell.width.mm if cell.width else 80) / 2 - width_mm / 2 - 2)
    form.left_indent = form.right_indent = sides
    border, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{key}"), value)
    border.append(edge)
    paragraph._p.get_or_add_pPr().append(border)  # noqa: SLF001


def _page_number(paragraph: Paragraph) -> None:
    """The page's number, centred in the top margin; the first page of the document shows none."""
    paragraph.alignment = _CENTER
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if words is None else "w:instrText")
        if words is None:
            part.set(qn("w:fldCharType"), str(kind))
        else:
            part.text = words
        run._element.append(part)  # noqa: SLF001
