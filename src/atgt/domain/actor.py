"""Who does something, and what a role may do. Roles are enforced in ``workflow``, never by hiding a button."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.text import Text


class Role(StrEnum):
    """What a person may do; each role may also do what the roles before it may."""

    VIEWER = "viewer"  # committee member: looks, decides in meetings, sees no personal data
    EDITOR = "editor"  # police officer: enters, imports, corrects
    APPROVER = "approver"  # approves what others propose
    ADMINISTRATOR = "administrator"  # accounts, settings, backup


ROLE_LABELS = {
    Role.VIEWER: Text("Thành viên ủy ban (xem)", "Committee member (viewer)"),
    Role.EDITOR: Text("Cán bộ nhập liệu", "Editor"),
    Role.APPROVER: Text("Người duyệt", "Approver"),
    Role.ADMINISTRATOR: Text("Quản trị", "Administrator"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or the program itself.

    Parameters
    ----------
    wards
        Codes of the wards whose records this person works with; empty means every database and every ward of it.
    """

    name: str
    role: Role
    wards: tuple[str, ...] = ()

    def may_enter(self, ward: str | None) -> bool:
        """Whether a ward's records are this person's; None stands for records that belong to no ward.

        Examples
        --------
        >>> one = Actor("an", Role.EDITOR, ("duc_pho",))
        >>> one.may_enter("duc_pho"), one.may_enter("sa_huynh"), one.may_enter(None)
        (True, False, False)
        >>> LOCAL_USER.may_enter(None), LOCAL_USER.may_enter("duc_pho")
        (True, True)
        """
        return not self.wards or ward in self.wards


LOCAL_USER = Actor("may-nay", Role.ADMINISTRATOR)
"""The one user of the single-PC mode, bound to 127.0.0.1."""
