"""What goes wrong with a database, said so that an officer knows what to do."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from atgt.domain.actor import Actor
from atgt.domain.errors import NotAllowedError, StorageError
from atgt.domain.text import Text

LOCKED = Text(
    "Cơ sở dữ liệu {where} đang bị chương trình khác giữ. Chưa lưu gì. "
    "Hãy đợi việc kia xong (hoặc đóng QGIS đang sửa tệp) rồi làm lại.",
    "Database {where} is held by another program. Nothing was saved. "
    "Wait until that work is done (or close QGIS if it edits the file) and try again.",
)
READ_ONLY = Text(
    "Cơ sở dữ liệu {where} chỉ cho đọc. Chưa lưu gì. Hãy kiểm tra quyền ghi của tệp và của thư mục chứa nó.",
    "Database {where} is read-only. Nothing was saved. Check the write permission of the file and of its folder.",
)
FULL = Text(
    "Ổ đĩa chứa {where} đã đầy. Lần lưu này đã được hủy trọn vẹn, dữ liệu cũ còn nguyên. "
    "Hãy giải phóng chỗ rồi làm lại.",
    "The disk that holds {where} is full. This save was undone completely, earlier data is intact. "
    "Free some space and try again.",
)
DAMAGED = Text(
    "Tệp {where} bị hỏng hoặc không phải cơ sở dữ liệu ({detail}). "
    "Đừng ghi thêm vào tệp này; hãy khôi phục bản sao lưu gần nhất bằng lệnh “atgt restore”.",
    "File {where} is damaged or is not a database ({detail}). "
    'Do not write to it any more; restore the latest backup with "atgt restore".',
)
FOREIGN = Text(
    "Tệp {where} là cơ sở dữ liệu của chương trình khác, không phải của ATGT. Hãy chọn tệp khác.",
    "File {where} is a database of another program, not of ATGT. Choose another file.",
)
MISSING = Text(
    "Không có cơ sở dữ liệu {where}. Hãy kiểm tra đường dẫn, hoặc tạo mới.",
    "There is no database {where}. Check the path, or make a new one.",
)
NEWER = Text(
    "Cơ sở dữ liệu {where} do phiên bản mới hơn của ATGT tạo ra (phiên bản bảng {found}, chương trình này biết đến "
    "{known}). Hãy cài bản ATGT mới hơn; chưa thay đổi gì.",
    "Database {where} was made by a newer version of ATGT (tables {found}, this program knows up to {known}). "
    "Install the newer ATGT; nothing was changed.",
)
OLDER = Text(
    "Cơ sở dữ liệu {where} thuộc phiên bản bảng cũ {found} và cần nâng lên {known}. Hãy mở nó với quyền ghi một lần.",
    "Database {where} holds the older tables {found} and needs {known}. Open it once with permission to write.",
)
CANNOT_OPEN = Text(
    "Không mở được cơ sở dữ liệu {where} ({detail}). Hãy kiểm tra đường dẫn, thư mục và quyền truy cập.",
    "Database {where} cannot be opened ({detail}). Check the path, the folder and the permissions.",
)
UNREACHABLE = Text(
    "Không kết nối được tới máy chủ dữ liệu {where} ({detail}). "
    "Hãy kiểm tra máy chủ có đang chạy không, tên, mật khẩu và mạng.",
    "Database server {where} cannot be reached ({detail}). "
    "Check that it is running, the name, the password and the network.",
)
CONNECTION_LOST = Text(
    "Mất kết nối tới cơ sở dữ liệu {where}. Lần lưu này đã được hủy trọn vẹn. "
    "Hãy kiểm tra máy chủ và mạng rồi làm lại.",
    "The connection to database {where} was lost. This save was undone completely. "
    "Check the server and the network and try again.",
)
NO_POSTGIS = Text(
    "Máy chủ {where} chưa có PostGIS và tài khoản này không được phép cài ({detail}). "
    "Hãy nhờ quản trị máy chủ chạy lệnh CREATE EXTENSION postgis trong cơ sở dữ liệu này.",
    "Server {where} has no PostGIS and this account may not install it ({detail}). "
    "Ask its administrator to run CREATE EXTENSION postgis in this database.",
)
CONFLICT = Text(
    "Dữ liệu mới mâu thuẫn với dữ liệu đã có trong {where} ({detail}). Chưa lưu gì.",
    "The new data contradicts what {where} already holds ({detail}). Nothing was saved.",
)
TOO_BUSY = Text(
    "Quá nhiều người dùng cơ sở dữ liệu {where} cùng lúc. Chưa lưu gì. Hãy làm lại sau ít phút.",
    "Too many people use database {where} at once. Nothing was saved. Try again in a few minutes.",
)
UNKNOWN = Text(
    "Cơ sở dữ liệu {where} báo lỗi: {detail}. Chưa lưu gì.",
    "Database {where} reports: {detail}. Nothing was saved.",
)
BACKUP_ONTO_ITSELF = Text(
    "Không thể sao lưu {where} lên chính nó. Hãy chọn tệp khác, tốt nhất ở ổ đĩa khác.",
    "{where} cannot be backed up onto itself. Choose another file, best on another disk.",
)
NO_BACKUP = Text(
    "Tệp {where} không phải bản sao lưu của ATGT. Hãy chọn tệp do lệnh “atgt backup” tạo ra.",
    'File {where} is not a backup made by ATGT. Choose a file made by "atgt backup".',
)
BACKUP_CHANGED = Text(
    "Bản sao lưu {where} không còn nguyên vẹn: bảng “{table}” khác với lúc sao lưu. Hãy dùng bản sao lưu khác.",
    'Backup {where} is not whole: table "{table}" differs from when it was made. Use another backup.',
)
NOT_EMPTY = Text(
    "Cơ sở dữ liệu {where} đã có dữ liệu, không thể khôi phục đè lên. "
    "Hãy tạo một cơ sở dữ liệu trống và khôi phục vào đó.",
    "Database {where} already holds data and cannot be overwritten. Make an empty database and restore into that.",
)
BAD_URL = Text(
    "Địa chỉ cơ sở dữ liệu “{where}” không dùng được. "
    "Hãy dùng dạng sqlite:///ward.gpkg hoặc postgresql+psycopg://máy-chủ/tên.",
    'Database address "{where}" cannot be used. Use the form sqlite:///ward.gpkg or postgresql+psycopg://host/name.',
)
NO_WARDS = Text(
    "Chỉ máy chủ PostgreSQL chứa được nhiều phường; {where} là một tệp, cho một phường. "
    "Hãy bỏ --ward, hoặc đặt địa chỉ máy chủ bằng --database.",
    "Only a PostgreSQL server holds several wards; {where} is a file, for one ward. "
    "Leave --ward out, or name a server with --database.",
)
NO_SUCH_WARD = Text(
    "Cơ sở dữ liệu {where}: không có phường “{ward}”. Xem danh sách: atgt wards list; thêm: atgt wards add MÃ TÊN.",
    'Database {where}: there is no ward "{ward}". See them: atgt wards list; add one: atgt wards add CODE NAME.',
)
OTHER_WARD = Text(
    "Tài khoản “{name}” không làm việc với phường “{ward}”. Quản trị viên có thể đổi phường của tài khoản.",
    'The account "{name}" does not work with the ward "{ward}". An administrator can change the wards of an account.',
)
NO_WARD = Text(
    "Tài khoản “{name}” chỉ làm việc với phường của mình: {wards}. Hãy chọn phường.",
    'The account "{name}" works with its own wards only: {wards}. Choose one.',
)

_SQLITE_FAULTS = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CANTOPEN: CANNOT_OPEN,
}
_WRITE_FAILED = {"SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_FSYNC"}
"""An I/O error while writing is, in practice, a quota or a limit on the size of files."""
_OUT_OF_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_POSTGRES_FAULTS = {"53100": FULL, "55P03": LOCKED, "25006": READ_ONLY, "42501": READ_ONLY, "57P01": CONNECTION_LOST}


def storage_error(text: Text, where: str, *, detail: object = "", **values: object) -> StorageError:
    """The error to raise, with its place filled in."""
    return StorageError(text.fill(where=where, detail=str(detail).strip(), **values))


def stranger(actor: Actor, ward: str | None) -> NotAllowedError:
    """The refusal of somebody who does not work with a ward, or with records of no ward."""
    told = OTHER_WARD if ward else NO_WARD
    return NotAllowedError(told.fill(name=actor.name, ward=ward, wards=", ".join(actor.wards)))


def explain(error: Exception, where: str) -> StorageError:
    """The same error in words for people; raise it ``from`` the original.

    Parameters
    ----------
    where
        The file or server, without a password.
    """
    if isinstance(error, PoolTimeoutError):
        return storage_error(TOO_BUSY, where)
    original = getattr(error, "orig", None) or error
    detail = str(original).splitlines()[0] if str(original) else type(original).__name__
    return storage_error(_kind_of(error, original), where, detail=detail)


def _kind_of(error: Exception, original: BaseException) -> Text:
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _SQLITE_FAULTS:
        return _SQLITE_FAULTS[code & 0xFF]
    if code is not None and code & 0xFF == sqlite3.SQLITE_IOERR:
        return FULL if getattr(original, "sqlite_errorname", "") in _WRITE_FAILED else CANNOT_OPEN
    state = getattr(original, "sqlstate", None)
    if state in _POSTGRES_FAULTS:
        return _POSTGRES_FAULTS[state]
    if isinstance(error, IntegrityError):
        return CONFLICT
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return CONNECTION_LOST
    if type(original).__module__.startswith("psycopg") and state is None and isinstance(error, OperationalError):
        return UNREACHABLE
    if state is not None and state[:2] in {"08", "57"}:
        return CONNECTION_LOST
    if isinstance(error, TimeoutError):
        return LOCKED
    if isinstance(error, OSError):
        return FULL if error.errno in _OUT_OF_SPACE else READ_ONLY if error.errno in _FORBIDDEN else CANNOT_OPEN
    return UNKNOWN
