"""The life of a spot in the ward's register: its states, and the moves that are allowed, as data.

Source: the order of work of TT 26/2012/TT-BGTVT Điều 9–16 and TT 41/2024/TT-BGTVT Điều 15 (the ward detects and
proposes, the road manager inspects, decides and treats).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.actor import Actor, Role
from atgt.domain.errors import ForbiddenMoveError
from atgt.domain.text import Text


class SpotState(StrEnum):
    """Where a spot stands."""

    CANDIDATE = "candidate"
    UNDER_REVIEW = "under_review"
    INSPECTED = "inspected"
    PROPOSED = "proposed"
    RECEIVED = "received"
    IN_TREATMENT = "in_treatment"
    TREATED = "treated"
    FOLLOW_UP = "follow_up"
    CLEARED = "cleared"
    RECURRED = "recurred"
    NOT_INFRASTRUCTURE = "not_infrastructure"
    DISMISSED = "dismissed"


STATE_LABELS = {
    SpotState.CANDIDATE: Text("Đủ ngưỡng, chờ xem xét", "Reaches the threshold, awaiting review"),
    SpotState.UNDER_REVIEW: Text("Đang kiểm tra", "Under review"),
    SpotState.INSPECTED: Text("Đã kiểm tra hiện trường", "Site inspected"),
    SpotState.PROPOSED: Text("Đã kiến nghị", "Proposed to the road authority"),
    SpotState.RECEIVED: Text("Đơn vị quản lý tiếp nhận", "Received by the road authority"),
    SpotState.IN_TREATMENT: Text("Đang xử lý", "In treatment"),
    SpotState.TREATED: Text("Đã xử lý", "Treated"),
    SpotState.FOLLOW_UP: Text("Theo dõi sau xử lý", "Follow-up"),
    SpotState.CLEARED: Text("Hết tiêu chí", "No longer meets the criteria"),
    SpotState.RECURRED: Text("Tái phát", "Recurred"),
    SpotState.NOT_INFRASTRUCTURE: Text("Không do hạ tầng", "Not due to infrastructure"),
    SpotState.DISMISSED: Text("Bác bỏ", "Dismissed"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed change of state.

    Parameters
    ----------
    role
        The least role that may make it.
    needs_reason
        A reason in words is required.
    needs_document
        The number of a document (công văn, biên bản) is required.
    four_eyes
        Whoever brought the spot into its present state may not make this move.
    """

    start: SpotState
    end: SpotState
    role: Role = Role.EDITOR
    needs_reason: bool = False
    needs_document: bool = False
    four_eyes: bool = False


_S = SpotState
MOVES: tuple[Move, ...] = (
    Move(_S.CANDIDATE, _S.UNDER_REVIEW),
    Move(_S.CANDIDATE, _S.DISMISSED, Role.APPROVER, needs_reason=True, four_eyes=True),
    Move(_S.UNDER_REVIEW, _S.INSPECTED),
    Move(_S.UNDER_REVIEW, _S.DISMISSED, Role.APPROVER, needs_reason=True, four_eyes=True),
    Move(_S.UNDER_REVIEW, _S.NOT_INFRASTRUCTURE, Role.APPROVER, needs_reason=True, four_eyes=True),
    Move(_S.INSPECTED, _S.PROPOSED, Role.APPROVER, needs_document=True, four_eyes=True),
    Move(_S.INSPECTED, _S.NOT_INFRASTRUCTURE, Role.APPROVER, needs_reason=True, four_eyes=True),
    Move(_S.INSPECTED, _S.DISMISSED, Role.APPROVER, needs_reason=True, four_eyes=True),
    Move(_S.PROPOSED, _S.RECEIVED, needs_document=True),
    Move(_S.PROPOSED, _S.NOT_INFRASTRUCTURE, Role.APPROVER, needs_reason=True, needs_document=True),
    Move(_S.RECEIVED, _S.IN_TREATMENT),
    Move(_S.RECEIVED, _S.NOT_INFRASTRUCTURE, Role.APPROVER, needs_reason=True, needs_document=True),
    Move(_S.IN_TREATMENT, _S.TREATED),
    Move(_S.TREATED, _S.FOLLOW_UP),
    Move(_S.FOLLOW_UP, _S.CLEARED, Role.APPROVER, needs_reason=True, four_eyes=True),
    Move(_S.FOLLOW_UP, _S.RECURRED, needs_reason=True),
    Move(_S.CLEARED, _S.RECURRED, needs_reason=True),
    Move(_S.RECURRED, _S.UNDER_REVIEW),
    Move(_S.DISMISSED, _S.CANDIDATE, needs_reason=True),  # only when facts change: workflow.review checks which
    Move(_S.NOT_INFRASTRUCTURE, _S.CANDIDATE, needs_reason=True),
)
"""Every allowed move; whatever is not here is forbidden."""

_ROLE_ORDER = list(Role)


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """A wish to change a spot's state."""

    end: SpotState
    actor: Actor
    at: dt.datetime
    reason: str = ""
    document: str = ""


def allowed_moves(start: SpotState, role: Role) -> tuple[Move, ...]:
    """The moves a role may make from a state, in the order of ``MOVES``.

    Examples
    --------
    >>> [str(move.end) for move in allowed_moves(SpotState.CANDIDATE, Role.EDITOR)]
    ['under_review']
    >>> allowed_moves(SpotState.CANDIDATE, Role.VIEWER)
    ()
    """
    return tuple(move for move in MOVES if move.start is start and _reaches(role, move.role))


def check_move(start: SpotState, request: MoveRequest, *, brought_here_by: str | None) -> Move:
    """The move a request makes, when it is allowed.

    Parameters
    ----------
    brought_here_by
        Name of the person who brought the spot into its present state; None for the program.

    Raises
    ------
    ForbiddenMoveError
        When the move is not in ``MOVES``, the role is too low, reason or document is missing,
        or the same person would approve his own proposal.
    """
    move = next((m for m in MOVES if m.start is start and m.end is request.end), None)
    if move is None:
        raise ForbiddenMoveError(
            Text(
                f"Không thể chuyển từ “{STATE_LABELS[start].vi}” sang “{STATE_LABELS[request.end].vi}”.",
                f"A spot cannot go from “{STATE_LABELS[start].en}” to “{STATE_LABELS[request.end].en}”.",
            )
        )
    fault = _fault(move, request, brought_here_by)
    if fault:
        raise ForbiddenMoveError(fault)
    return move


def _fault(move: Move, request: MoveRequest, brought_here_by: str | None) -> Text | None:
    if not _reaches(request.actor.role, move.role):
        return Text("Vai trò của bạn không được làm bước này.", "Your role may not take this step.")
    if move.needs_reason and not request.reason.strip():
        return Text("Bước này phải ghi lý do.", "This step needs a reason.")
    if move.needs_document and not request.document.strip():
        return Text("Bước này phải ghi số văn bản.", "This step needs the number of a document.")
    if move.four_eyes and brought_here_by is not None and brought_here_by == request.actor.name:
        return Text(
            "Người đã đề xuất không được tự duyệt; cần một người khác.",
            "Whoever proposed this may not approve it; another person must.",
        )
    return None


def _reaches(role: Role, least: Role) -> bool:
    return _ROLE_ORDER.index(role) >= _ROLE_ORDER.index(least)
