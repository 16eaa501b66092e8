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
    """A signed-in person, or the program itself."""

    name: str
    role: Role


LOCAL_USER = Actor("may-nay", Role.ADMINISTRATOR)
"""The one user of the single-PC mode, bound to 127.0.0.1."""
