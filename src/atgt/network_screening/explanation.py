"""The sentence an official can read aloud: what happened where and when, which clause it reaches, what is asked.

Never a declaration: the law lets the road manager declare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atgt.domain.black_spot import PROPOSAL, RuleEvidence
from atgt.domain.period import day_of
from atgt.domain.severity import Severity
from atgt.domain.text import Text
from atgt.network_screening.period import MonthStep, PeriodStep, ReportingYear
from atgt.network_screening.places import Place

_CLASS_WORDS = {
    Severity.FATAL: (Text("có người chết", "with a death"), Text("có người chết", "with deaths")),
    Severity.INJURY: (Text("chỉ có người bị thương", "with injuries only"),) * 2,
    Severity.MINOR_COLLISION: (Text("va chạm", "minor collision"), Text("va chạm", "minor collisions")),
    Severity.DAMAGE_ONLY: (Text("chỉ thiệt hại tài sản", "with damage only"),) * 2,
}


def why(
    place: Place,
    period: PeriodStep,
    days: tuple[int, int],
    counts: Mapping[str, int],
    casualties: tuple[int, int],
    evidence: Sequence[RuleEvidence],
) -> Text:
    """Why a place is on the list, as one sentence.

    Parameters
    ----------
    days
        Day numbers of the first and last accident counted.
    counts
        Accidents counted by severity code as text.
    casualties
        Killed and injured of these accidents.
    """
    when = _when(period, days)
    happened = accidents_in_words(counts, casualties)
    clauses = clauses_in_words([(e.clause, e.source) for e in evidence])
    asked_vi = PROPOSAL.vi[0].lower() + PROPOSAL.vi[1:]
    asked_en = PROPOSAL.en[0].lower() + PROPOSAL.en[1:]
    return Text(
        f"{when.vi}, {place.phrase.vi} có {happened.vi}; đạt tiêu chí {clauses.vi}; {asked_vi}",
        f"{when.en}, {place.phrase.en} had {happened.en}; it meets the criterion {clauses.en}; {asked_en}",
    )


def _when(period: PeriodStep, days: tuple[int, int]) -> Text:
    first, last = day_of(days[0]), day_of(days[1])
    if first == last:
        return Text(f"Ngày {first:%d/%m/%Y}", f"On {first.isoformat()}")
    length = period_in_words(period)
    return Text(
        f"Trong {length.vi} (vụ đầu ngày {first:%d/%m/%Y}, vụ cuối ngày {last:%d/%m/%Y})",
        f"Within {length.en} (first accident {first.isoformat()}, last {last.isoformat()})",
    )


def period_in_words(period: PeriodStep) -> Text:
    """The length of a period.

    Examples
    --------
    >>> period_in_words(MonthStep(12)).vi, period_in_words(ReportingYear()).en
    ('12 tháng', 'a reporting year')
    """
    if isinstance(period, MonthStep):
        return Text(f"{period.months} tháng", f"{period.months} months")
    if isinstance(period, ReportingYear):
        return Text("năm báo cáo", "a reporting year")
    return Text(f"{period.days} ngày", f"{period.days} days")


def accidents_in_words(counts: Mapping[str, int], casualties: tuple[int, int] | None = None) -> Text:
    """How many accidents of which class, worst first, and how many people they hurt.

    Examples
    --------
    >>> accidents_in_words({"0": 2, "1": 1, "2": 0, "3": 0}, (3, 0)).vi
    '02 vụ có người chết, 01 vụ chỉ có người bị thương (03 người chết)'
    >>> accidents_in_words({"2": 5}).en
    '5 minor collisions'
    """
    vi, en = [], []
    for code in (Severity.FATAL, Severity.INJURY, Severity.DAMAGE_ONLY, Severity.MINOR_COLLISION):
        n = counts.get(str(int(code)), 0)
        if n:
            words = _CLASS_WORDS[code][n > 1]
            noun = "" if code is Severity.MINOR_COLLISION else "accident " if n == 1 else "accidents "
            vi.append(f"{n:02d} vụ {words.vi}")
            en.append(f"{n} {noun}{words.en}")
    people_vi, people_en = [], []
    for n, word in zip(casualties or (0, 0), (Text("chết", "killed"), Text("bị thương", "injured")), strict=True):
        if n:
            people_vi.append(f"{n:02d} người {word.vi}")
            people_en.append(f"{n} {word.en}")
    tail_vi = f" ({', '.join(people_vi)})" if people_vi else ""
    tail_en = f" ({', '.join(people_en)})" if people_en else ""
    return Text(", ".join(vi) + tail_vi, ", ".join(en) + tail_en)


def one_of_in_words(codes: Sequence[int]) -> Text:
    """One accident of any of some classes.

    Examples
    --------
    >>> one_of_in_words([0]).vi, one_of_in_words([0, 1, 3]).vi
    ('01 vụ có người chết', '01 vụ có người chết, chỉ có người bị thương hoặc chỉ thiệt hại tài sản')
    >>> one_of_in_words([0, 2]).en
    '1 accident with a death or minor collision'
    """
    words = [_CLASS_WORDS[Severity(code)][0] for code in codes]
    vi, en = [word.vi for word in words], [word.en for word in words]
    said_vi, said_en = (
        told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {link} {told[-1]}"
        for told, link in ((vi, "hoặc"), (en, "or"))
    )
    noun = "" if codes[0] == Severity.MINOR_COLLISION else "accident "
    return Text(f"01 vụ {said_vi}", f"1 {noun}{said_en}")


def clauses_in_words(clauses: Sequence[tuple[Text, str]]) -> Text:
    """Clauses with their source, the source said once when it is the same for all.

    Examples
    --------
    >>> clauses_in_words([(Text("từ 02 vụ", "2 or more"), "Điều 14")]).vi
    '“từ 02 vụ” (Điều 14)'
    """
    sources = {source for _, source in clauses}
    if len(sources) == 1:
        source = f" ({sources.pop()})"
        vi = " và ".join(f"“{clause.vi}”" for clause, _ in clauses)
        en = " and ".join(f"“{clause.en}”" for clause, _ in clauses)
        return Text(vi + source, en + source)
    return Text(
        " và ".join(f"“{clause.vi}” ({source})" for clause, source in clauses),
        " and ".join(f"“{clause.en}” ({source})" for clause, source in clauses),
    )
