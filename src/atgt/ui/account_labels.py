"""Words of the administration page and of everything about accounts."""

from __future__ import annotations

from atgt.domain.account import EndReason
from atgt.domain.text import Text

ADMINISTRATION_PAGE = Text("Quản trị", "Administration")
ADMINISTRATION_TITLE = Text("Quản trị", "Administration")
ADMINISTRATION_INTRO = Text(
    "Tài khoản, vai trò, phiên làm việc, nhật ký đăng nhập và kết xuất, kiểm tra nhật ký thay đổi.",
    "Accounts, roles, sessions, sign-ins and exports, and the check of the audit log.",
)
SINGLE_USER = Text(
    "Chế độ một người dùng: chỉ mở trên máy này (127.0.0.1).",
    "Single-user mode: open on this computer only (127.0.0.1).",
)
SINGLE_USER_NOTE = Text(
    "Chưa có tài khoản: ai dùng máy này cũng có mọi quyền. Cần cho nhiều người dùng thì hãy tạo tài khoản.",
    "There is no account: whoever uses this computer may do everything. For several people, make accounts.",
)
SET_UP = Text("Thiết lập tài khoản", "Set up accounts")
SESSION_ENDED = Text("Đăng nhập lại", "Sign in again")
WHO = Text("{name} · Đăng xuất", "{name} · Sign out")

ACCOUNTS_TAB = Text("Tài khoản ({n})", "Accounts ({n})")
SESSIONS_TAB = Text("Phiên làm việc ({n})", "Sessions ({n})")
SIGN_INS_TAB = Text("Nhật ký đăng nhập", "Sign-ins")
EXPORTS_TAB = Text("Nhật ký kết xuất", "Exports")
AUDIT_TAB = Text("Kiểm tra và sao lưu", "Check and backup")
ROLES_TAB = Text("Quyền theo vai trò", "Roles")

FIRST_TITLE = Text("Tạo quản trị viên đầu tiên", "Make the first administrator")
FIRST_MORE = Text(
    "Ngay sau khi tạo, mọi người (kể cả bạn) phải đăng nhập bằng tài khoản. Không có mật khẩu mặc định.",
    "Right after this everybody, you too, signs in with an account. There is no default password.",
)
NAME = Text("Tên đăng nhập", "User name")
NAME_HELP = Text("Chữ không dấu, ví dụ nguyen.an", "Letters without marks, for example nguyen.an")
FULL_NAME = Text("Họ và tên", "Full name")
UNIT = Text("Đơn vị", "Unit")
EMAIL = Text("Thư điện tử", "E-mail")
EMAIL_HELP = Text(
    "Thư điện tử của tài khoản cơ quan: nối tài khoản này với đăng nhập bằng tài khoản cơ quan.",
    "E-mail address of the office's account: joins this account with signing in by it.",
)
OFFICE_ONLY = Text("Chỉ đăng nhập bằng tài khoản cơ quan", "Signs in with the office's account only")
MADE_FOR_OFFICE = Text(
    "Đã tạo {name}: đăng nhập bằng tài khoản cơ quan {email}, không có mật khẩu.",
    "Made {name}: signs in with the office's account {email}, has no password.",
)
SAVE_EMAIL = Text("Lưu thư điện tử", "Save the e-mail")
EMAIL_SAVED = Text(
    "Đã lưu thư điện tử của {name}; các phiên đăng nhập bằng tài khoản cơ quan cũ đã kết thúc.",
    "Saved the e-mail address of {name}; sessions begun with the former office account have ended.",
)
WAY = Text("Cách đăng nhập", "Way")
ROLE = Text("Vai trò", "Role")
WARD = Text("Phường", "Ward")
WARDS = Text("Phường được làm việc", "Wards")
WARDS_HELP = Text("Để trống: mọi phường của máy chủ này.", "None: every ward of this server.")
OWN_WARDS_HELP = Text("Chọn ít nhất một phường của bạn.", "Choose at least one of your wards.")
ALL_WARDS = Text("mọi phường", "all wards")
SAVE_WARDS = Text("Lưu phường", "Save the wards")
SHARED = Text("Dữ liệu chung (không thuộc phường nào)", "Records of no ward")
CHOOSE_WARD = Text("Chọn phường", "Choose a ward")
CHOOSE_WARD_MORE = Text(
    "Tài khoản của bạn làm việc với nhiều phường. Mỗi phường có dữ liệu riêng; đổi phường bất cứ lúc nào ở đầu trang.",
    "You work with several wards. Each has its own records; change the ward at the top of the page at any time.",
)
FOOTER_WARD = Text("Phường đang xem: {name}.", "Ward: {name}.")
STATE = Text("Trạng thái", "State")
ACTIVE = Text("đang dùng", "active")
INACTIVE = Text("đã khóa", "switched off")
MUST_CHANGE = Text("chờ đổi mật khẩu", "password to be changed")
PASSWORD = Text("Mật khẩu (ít nhất 12 ký tự)", "Password (at least 12 letters)")
AGAIN = Text("Nhập lại mật khẩu", "Password again")
DIFFERENT = Text("Hai lần nhập mật khẩu không giống nhau.", "The two passwords differ.")
CREATE = Text("Tạo tài khoản", "Make the account")
CREATED_FIRST = Text(
    "Đã tạo quản trị viên “{name}”. Bấm để đăng nhập.", "Made the administrator “{name}”. Sign in now."
)
SIGN_IN = Text("Đăng nhập", "Sign in")
NEW_ACCOUNT = Text("Thêm tài khoản", "Add an account")
START_PASSWORD = Text(
    "Mật khẩu tạm của {name}: {password}. Chỉ hiện một lần; người dùng phải đổi khi đăng nhập lần đầu.",
    "Start password of {name}: {password}. Shown once; to be changed at the first sign-in.",
)
CHANGE_TITLE = Text("Sửa tài khoản", "Change an account")
ACCOUNT = Text("Tài khoản", "Account")
SAVE_ROLE = Text("Lưu vai trò", "Save the role")
RESET = Text("Đặt lại mật khẩu", "Reset the password")
DEACTIVATE = Text("Khóa tài khoản", "Switch off")
ACTIVATE = Text("Mở lại", "Switch on")
DONE = Text("Đã lưu.", "Saved.")
AT = Text("Lúc", "At")
ADDRESS = Text("Địa chỉ", "Address")
DEVICE = Text("Trình duyệt", "Browser")
OUTCOME = Text("Kết quả", "Outcome")
SINCE = Text("Bắt đầu", "Since")
LAST_SEEN = Text("Dùng lần cuối", "Last used")
END_SESSION = Text("Kết thúc phiên", "End the session")
NO_SESSION = Text("Không có phiên nào.", "There is no session.")
NO_SIGN_IN = Text("Chưa có lần đăng nhập nào.", "Nobody has signed in yet.")
NO_EXPORT = Text("Chưa có tệp nào được kết xuất.", "No file has been exported yet.")
UNKNOWN = Text("(không có tài khoản này)", "(no such account)")
FILE = Text("Tệp", "File")
ITEMS = Text("Số mục", "Items")
VERIFY = Text("Kiểm tra nhật ký và mọi bản ghi", "Check the audit log and every record")
WHOLE = Text("Toàn vẹn: {lines} dòng nhật ký, {records} bản ghi.", "Whole: {lines} audit lines, {records} records.")
NOT_WHOLE = Text("CÓ SAI KHÁC – {n} chỗ:", "NOT WHOLE – {n} places:")
HEAD = Text(
    "Dấu vân cuối chuỗi (ghi lại ở nơi khác): {seq} · {hash}", "End of the chain (note it elsewhere): {seq} · {hash}"
)
BACKUP_TITLE = Text("Sao lưu", "Backup")
CHOSEN = Text("Bộ lọc", "Filter")
HASH = Text("SHA-256", "SHA-256")
ACTION = Text("Việc", "Action")
END_LABELS = {
    EndReason.SIGNED_OUT: Text("đăng xuất", "signed out"),
    EndReason.PASSWORD_CHANGED: Text("đổi mật khẩu", "password changed"),
    EndReason.DEACTIVATED: Text("khóa tài khoản", "switched off"),
    EndReason.BY_ADMINISTRATOR: Text("quản trị viên kết thúc", "ended by an administrator"),
}
