"""A meeting of the committee: who meets, why an item is on the agenda, and what may be decided about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from atgt.domain.errors import ParameterError
from atgt.domain.person_data import personal_numbers
from atgt.domain.review import SpotState
from atgt.domain.text import Text


class MeetingState(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    FROZEN = "frozen"
    CLOSED = "closed"


MEETING_STATE_LABELS = {
    MeetingState.DRAFT: Text("Đang chuẩn bị", "Being prepared"),
    MeetingState.FROZEN: Text("Đã chốt danh sách, đang họp", "List frozen, in session"),
    MeetingState.CLOSED: Text("Đã kết thúc", "Closed"),
}


class VersionKind(StrEnum):
    """Why a version of a list was made."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    AMENDMENT = "amendment"


class AgendaReason(StrEnum):
    """Why an item is on the agenda."""

    NEW = "new"
    RETURNED = "returned"
    RECURRED = "recurred"
    CHANGED = "changed"
    GONE = "gone"
    OVERDUE = "overdue"
    AWAITING = "awaiting"
    CHOSEN = "chosen"


AGENDA_REASON_LABELS = {
    AgendaReason.NEW: Text("Mới phát hiện", "New"),
    AgendaReason.RETURNED: Text("Xem xét lại vì có dữ kiện mới", "Back because facts changed"),
    AgendaReason.RECURRED: Text("Tái phát", "Recurred"),
    AgendaReason.CHANGED: Text("Có thay đổi", "Changed"),
    AgendaReason.GONE: Text("Không còn đủ ngưỡng", "No longer reaches the threshold"),
    AgendaReason.OVERDUE: Text("Quá hạn", "Overdue"),
    AgendaReason.AWAITING: Text("Chờ quyết định", "Awaiting a decision"),
    AgendaReason.CHOSEN: Text("Đưa vào theo đề nghị", "Put on by request"),
}


class Decision(StrEnum):
    """What the committee decides about one item."""

    INSPECT = "inspect"
    PROPOSE = "propose"
    WATCH = "watch"
    URGE = "urge"
    CLEAR = "clear"
    NOT_INFRASTRUCTURE = "not_infrastructure"
    DISMISS = "dismiss"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class DecisionKind:
    """One line of the table of decisions.

    Parameters
    ----------
    leads_to
        State the entry is moved to when the decision is carried out; None changes no state.
    needs_unit, needs_reason
        What has to be recorded with it.
    """

    label: Text
    leads_to: SpotState | None = None
    needs_unit: bool = False
    needs_reason: bool = False


DECISIONS: Mapping[Decision, DecisionKind] = {
    Decision.INSPECT: DecisionKind(
        Text("Kiểm tra hiện trường", "Inspect the site"), SpotState.UNDER_REVIEW, needs_unit=True
    ),
    Decision.PROPOSE: DecisionKind(
        Text("Kiến nghị cơ quan quản lý đường bộ", "Recommend to the road authority"),
        SpotState.PROPOSED,
        needs_unit=True,
    ),
    Decision.WATCH: DecisionKind(Text("Tiếp tục theo dõi", "Keep watching")),
    Decision.URGE: DecisionKind(Text("Đôn đốc thực hiện", "Urge that it is done"), needs_unit=True),
    Decision.CLEAR: DecisionKind(
        Text("Đề nghị đưa ra khỏi danh sách (hết tiêu chí)", "Take off the list (criteria no longer met)"),
        SpotState.CLEARED,
        needs_reason=True,
    ),
    Decision.NOT_INFRASTRUCTURE: DecisionKind(
        Text("Xác định không do hạ tầng", "Not due to infrastructure"), SpotState.NOT_INFRASTRUCTURE, needs_reason=True
    ),
    Decision.DISMISS: DecisionKind(Text("Bác bỏ", "Dismiss"), SpotState.DISMISSED, needs_reason=True),
    Decision.DEFER: DecisionKind(Text("Để lại kỳ họp sau", "Defer to the next meeting")),
}


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """What was decided about one item.

    Parameters
    ----------
    dissent
        Opinions that differ, in words; empty for none.
    proposal
        What is asked for: measures, at once and in the long term.
    working_days
        Length of the deadline in working days, None when a day was given or none was set.
    deadline_note
        What the deadline rests on that is not confirmed (a holiday not announced yet), else empty.
    """

    decision: Decision
    votes_for: int = 0
    votes_against: int = 0
    votes_abstain: int = 0
    dissent: str = ""
    reason: str = ""
    proposal: str = ""
    responsible_unit: str = ""
    supporting_units: tuple[str, ...] = ()
    working_days: int | None = None
    deadline: dt.date | None = None
    deadline_note: str = ""


@dataclass(frozen=True, slots=True)
class MeetingHead:
    """What the first lines of the minutes say.

    Parameters
    ----------
    authority
        Body above the office ("ỦY BAN NHÂN DÂN PHƯỜNG ĐỨC PHỔ").
    office
        The office that issues the minutes.
    symbol
        Letters behind the number ("BB-BCĐ").
    """

    title: str
    held_on: dt.date
    place: str = ""
    locality: str = ""
    authority: str = ""
    office: str = ""
    number: str = ""
    symbol: str = "BB"
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    chair: str = ""
    secretary: str = ""
    attendees: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    conclusion: str = ""


def check_decision(decided: ItemDecision) -> None:
    """Refuse a decision that lacks what its kind needs, or whose votes make no sense.

    Raises
    ------
    ParameterError
        With everything that is missing, in one sentence; also when words hold a plate, a phone or an identity number,
        because everybody at the meeting sees them and the minutes print them.

    Examples
    --------
    >>> check_decision(ItemDecision(Decision.WATCH, votes_for=7))
    >>> check_decision(ItemDecision(Decision.DISMISS, votes_for=7))
    Traceback (most recent call last):
        ...
    atgt.domain.errors.ParameterError: Bác bỏ: phải ghi lý do.
    >>> check_decision(ItemDecision(Decision.WATCH, dissent="xe 76C-123.45 chạy ẩu"))
    Traceback (most recent call last):
        ...
    atgt.domain.errors.ParameterError: Tiếp tục theo dõi: ý kiến khác có số của cá nhân (76C-123.45); biên bản và màn \
chiếu ai dự họp cũng xem, hãy bỏ số đó và ghi “xe con”, “người bị nạn”.
    """
    kind = DECISIONS[decided.decision]
    faults = []
    if kind.needs_unit and not decided.responsible_unit.strip():
        faults.append(Text("phải ghi đơn vị chủ trì", "the responsible unit is needed"))
    if kind.needs_reason and not decided.reason.strip():
        faults.append(Text("phải ghi lý do", "a reason is needed"))
    if min(decided.votes_for, decided.votes_against, decided.votes_abstain) < 0:
        faults.append(Text("số phiếu không được âm", "votes may not be negative"))
    if decided.votes_against > decided.votes_for:
        faults.append(Text("số phiếu không tán thành nhiều hơn tán thành", "more votes against it than for it"))
    faults += _personal_faults(decided)
    if faults:
        raise ParameterError(
            Text(
                f"{kind.label.vi}: {'; '.join(f.vi for f in faults)}.",
                f"{kind.label.en}: {'; '.join(f.en for f in faults)}.",
            )
        )


def check_head(head: MeetingHead) -> None:
    """Refuse a title or a conclusion that holds a plate, a phone or an identity number, as ``check_decision`` does.

    Raises
    ------
    ParameterError
        Naming the number.
    """
    if faults := _personal_faults(head):
        raise ParameterError(
            Text(
                f"Thông tin cuộc họp: {'; '.join(f.vi for f in faults)}.",
                f"The meeting: {'; '.join(f.en for f in faults)}.",
            )
        )


_SHOWN_WORDS = {
    "reason": Text("lý do", "the reason"),
    "dissent": Text("ý kiến khác", "the dissent"),
    "proposal": Text("nội dung kiến nghị", "the proposal"),
    "responsible_unit": Text("đơn vị chủ trì", "the responsible unit"),
    "title": Text("nội dung họp", "the title"),
    "conclusion": Text("kết luận", "the conclusion"),
}


def _personal_faults(said: ItemDecision | MeetingHead) -> list[Text]:
    return [
        Text(
            f"{label.vi} có số của cá nhân ({', '.join(numbers)}); biên bản và màn chiếu ai dự họp cũng xem, "
            "hãy bỏ số đó và ghi “xe con”, “người bị nạn”",
            f"{label.en} holds a number of a person ({', '.join(numbers)}); everybody at the meeting sees the minutes "
            "and the screen: write “a car”, “the injured” instead",
        )
        for name, label in _SHOWN_WORDS.items()
        if (numbers := personal_numbers(getattr(said, name, "")))
    ]
