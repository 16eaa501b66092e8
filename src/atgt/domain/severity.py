"""How bad an accident was: the class screening counts, and the legal class statistics use.

Two ministries divide accidents differently, so both are kept:
screening counts by Thông tư 41/2024/TT-BGTVT Điều 14 (``Severity``),
statistics by Thông tư 26/2024/TT-BCA Điều 5 (``LegalClass``).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from atgt.domain.text import Text


class Severity(IntEnum):
    """The class an accident counts as in screening; the number is the code in arrays and tables."""

    FATAL = 0  # at least one death that counts
    INJURY = 1  # nobody dead, somebody injured
    MINOR_COLLISION = 2  # "va chạm giao thông": nobody hurt, damage below the accident level
    DAMAGE_ONLY = 3  # "vụ tai nạn chỉ thiệt hại tài sản": nobody hurt, damage at or above that level


SEVERITY_LABELS = {
    Severity.FATAL: Text("Có người chết", "Fatal"),
    Severity.INJURY: Text("Chỉ có người bị thương", "Injury only"),
    Severity.MINOR_COLLISION: Text("Va chạm", "Minor collision"),
    Severity.DAMAGE_ONLY: Text("Chỉ thiệt hại tài sản", "Damage only"),
}


class LegalClass(StrEnum):
    """Class of an accident by Thông tư 26/2024/TT-BCA Điều 5, worst first."""

    EXTREMELY_SERIOUS = "dac_biet_nghiem_trong"
    VERY_SERIOUS = "rat_nghiem_trong"
    SERIOUS = "nghiem_trong"
    LESS_SERIOUS = "it_nghiem_trong"
    MINOR_COLLISION = "va_cham"


LEGAL_CLASS_LABELS = {
    LegalClass.EXTREMELY_SERIOUS: Text("Đặc biệt nghiêm trọng", "Extremely serious"),
    LegalClass.VERY_SERIOUS: Text("Rất nghiêm trọng", "Very serious"),
    LegalClass.SERIOUS: Text("Nghiêm trọng", "Serious"),
    LegalClass.LESS_SERIOUS: Text("Ít nghiêm trọng", "Less serious"),
    LegalClass.MINOR_COLLISION: Text("Va chạm giao thông", "Minor collision"),
}

ACCIDENT_DAMAGE_VND = 10_000_000
"""Damage from which an accident without casualties is "ít nghiêm trọng" (TT 26/2024/TT-BCA Điều 5)."""


def screening_severity(killed: int, injured: int, damage_vnd: int | None) -> Severity:
    """The class an accident counts as in screening.

    Any injured person makes an injury accident, also when the injury is light
    (open question d of the rule sets; this reading errs towards warning).
    Unknown damage counts as a minor collision.

    Examples
    --------
    >>> screening_severity(0, 2, None).name
    'INJURY'
    >>> screening_severity(0, 0, 12_000_000).name
    'DAMAGE_ONLY'
    >>> screening_severity(0, 0, None).name
    'MINOR_COLLISION'
    """
    if killed > 0:
        return Severity.FATAL
    if injured > 0:
        return Severity.INJURY
    if damage_vnd is not None and damage_vnd >= ACCIDENT_DAMAGE_VND:
        return Severity.DAMAGE_ONLY
    return Severity.MINOR_COLLISION


class LightInjury(StrEnum):
    """How an accident counts in screening when everybody hurt was hurt below 11 % (open question d)."""

    INJURY = "injury"  # any injured person makes an injury accident: errs towards warning
    COLLISION = "collision"  # by TT 26/2024/TT-BCA it is a "va chạm", and counts as one


LIGHT_INJURY_LABELS = {
    LightInjury.INJURY: Text("Tính là vụ có người bị thương", "Count as an injury accident"),
    LightInjury.COLLISION: Text("Tính là va chạm (theo TT 26/2024)", "Count as a minor collision (TT 26/2024)"),
}

LIGHT_INJURY_PCT = 11.0
"""Injuries that stay below this, one by one and in sum, make no accident (TT 26/2024/TT-BCA Điều 5)."""


def is_light_collision(
    killed: int, injured: int, rates_pct: tuple[float, ...] | None, damage_vnd: int | None
) -> Severity | None:
    """The class when light injuries make no injury accident; None when the question does not arise.

    It arises only where somebody was hurt, nobody died, and the rates of all the injured are known and light.

    Examples
    --------
    >>> is_light_collision(0, 1, (5.0,), None).name, is_light_collision(0, 1, (11.0,), None) is None
    ('MINOR_COLLISION', True)
    >>> is_light_collision(0, 2, (5.0,), None) is None, is_light_collision(0, 2, (5.0, 6.0), None) is None
    (True, True)
    """
    if killed > 0 or injured <= 0 or rates_pct is None or len(rates_pct) < injured:
        return None
    if sum(rates_pct) >= LIGHT_INJURY_PCT:
        return None
    return screening_severity(0, 0, damage_vnd)


def legal_class(killed: int, injury_rates_pct: tuple[float, ...] | None, damage_vnd: int | None) -> LegalClass | None:
    """The class by TT 26/2024/TT-BCA Điều 5, the worst of the three criteria; None when it cannot be told.

    Parameters
    ----------
    killed
        Deaths that count (within 7 days, Điều 4).
    injury_rates_pct
        "Tỷ lệ tổn thương cơ thể" of each injured person, in percent; None when not recorded.
    damage_vnd
        Damage in VND; None when not recorded.

    Examples
    --------
    >>> legal_class(1, None, None).value
    'nghiem_trong'
    >>> legal_class(0, (65.0,), None).value
    'nghiem_trong'
    >>> legal_class(0, (), 9_999_999).value
    'va_cham'
    >>> legal_class(0, None, None) is None
    True
    """
    order = list(LegalClass)
    found = [
        level
        for level in (
            _class_by_deaths(killed),
            _class_by_injuries(injury_rates_pct),
            _class_by_damage(damage_vnd),
        )
        if level is not None
    ]
    if not found:
        return None
    worst = min(found, key=order.index)
    if worst is LegalClass.MINOR_COLLISION and injury_rates_pct is None:
        return None  # somebody may be badly hurt: without the rates nobody can say
    return worst


def _class_by_deaths(killed: int) -> LegalClass | None:
    if killed >= 3:
        return LegalClass.EXTREMELY_SERIOUS
    return {2: LegalClass.VERY_SERIOUS, 1: LegalClass.SERIOUS}.get(killed)


def _class_by_injuries(rates_pct: tuple[float, ...] | None) -> LegalClass | None:
    if rates_pct is None:
        return None
    total, several = sum(rates_pct), len(rates_pct) >= 2
    if len(rates_pct) >= 3 and total >= 201:
        return LegalClass.EXTREMELY_SERIOUS
    if several and total >= 122:
        return LegalClass.VERY_SERIOUS
    if max(rates_pct, default=0) >= 61 or (several and total >= 61):
        return LegalClass.SERIOUS
    if max(rates_pct, default=0) >= 11 or (several and total >= 11):
        return LegalClass.LESS_SERIOUS
    return LegalClass.MINOR_COLLISION


def _class_by_damage(damage_vnd: int | None) -> LegalClass | None:
    if damage_vnd is None:
        return None
    if damage_vnd >= 1_500_000_000:
        return LegalClass.EXTREMELY_SERIOUS
    if damage_vnd >= 500_000_000:
        return LegalClass.VERY_SERIOUS
    if damage_vnd >= 100_000_000:
        return LegalClass.SERIOUS
    if damage_vnd >= ACCIDENT_DAMAGE_VND:
        return LegalClass.LESS_SERIOUS
    return LegalClass.MINOR_COLLISION
