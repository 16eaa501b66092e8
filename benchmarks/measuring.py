"""Times taken in turn, A B C A B C, so that ratios hold on a machine that is not quiet; and peak memory."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

Work = Callable[[], object]
T = TypeVar("T")

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass
class Measured:
    """What one method took: seconds of each run, by the clock and of all processors; bytes above what was there."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_bytes: int | None = None

    def figures(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return asdict(self)


def in_turn(methods: Mapping[str, Work], *, rounds: int, budget_s: float = 60.0) -> dict[str, Measured]:
    """Run all methods round after round; a method whose runs have taken ``budget_s`` in all is not run again."""
    found = {name: Measured() for name in methods}
    for _ in range(rounds):
        for name, work in methods.items():
            measured = found[name]
            if measured.seconds and sum(measured.seconds) + measured.seconds[-1] > budget_s:
                continue
            with PeakMemory() as peak:
                start, start_cpu = time.perf_counter(), time.process_time()
                work()
                measured.seconds.append(time.perf_counter() - start)
                measured.cpu_seconds.append(time.process_time() - start_cpu)
            measured.peak_bytes = peak.bytes if measured.peak_bytes is None else measured.peak_bytes
    return found


def but_for(methods: Mapping[str, Work], left_out: Sequence[str]) -> dict[str, Work]:
    """The methods whose names hold none of these words."""
    return {name: work for name, work in methods.items() if not any(word in name for word in left_out)}


class PeakMemory:
    """Bytes of resident memory above those at the start, at the highest; from Linux, or by looking every 5 ms."""

    def __enter__(self) -> Self:
        _give_back()
        self.bytes: int | None = None
        self._before = _resident("VmRSS")
        self._highest, self._stop = self._before, threading.Event()
        self._is_exact = _reset_high_water()
        self._thread = threading.Thread(target=self._look, daemon=True)
        if not self._is_exact and self._before is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._before is None:
            return
        highest = _resident("VmHWM") if self._is_exact else self._highest
        self.bytes = max(0, (highest or 0) - self._before)

    def _look(self) -> None:
        while not self._stop.wait(0.005):
            self._highest = max(self._highest or 0, _resident("VmRSS") or 0)


def _give_back() -> None:
    """Hand memory that earlier work has freed back to the system: it would hide what the next work takes."""
    gc.collect()
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError, TypeError):  # not glibc
        return


def _reset_high_water() -> bool:
    try:
        _CLEAR.write_text("5")
    except OSError:
        return False
    now, highest = _resident("VmRSS"), _resident("VmHWM")
    return now is not None and highest is not None and highest - now < 50_000_000


def _resident(name: str) -> int | None:
    try:
        lines = _STATUS.read_text("ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))


def profiled(work: Work, most: int = 8) -> list[tuple[str, float]]:
    """Where the time goes: the functions that take most by themselves, and their seconds."""
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.runcall(work)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    rows = [(_function_name(*where), own) for where, (_, _, own, _, _) in stats.items()]
    return sorted(rows, key=lambda row: -row[1])[:most]


def profiled_modules(work: Callable[[], T], most: int = 10) -> tuple[T, list[tuple[str, float]]]:
    """What a work returns, and where its time goes: the modules that take most, and what all others take.

    The seconds are own seconds; those of built-in functions count for the module that calls them.
    """
    import cProfile
    import pstats

    profile = cProfile.Profile()
    answer = profile.runcall(work)
    own: Counter[str] = Counter()
    for (path, _, _), (_, _, seconds, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if path != "~":
            own[_module_name(path)] += seconds
        for (caller, _, _), (_, _, seconds_from_there, _) in callers.items() if path == "~" else ():
            own[_module_name(caller)] += seconds_from_there
    rows = own.most_common(most)
    return answer, [*rows, ("all others", own.total() - sum(seconds for _, seconds in rows))]


def _module_name(path: str) -> str:
    """A module of ours by its file, another by its package."""
    parts = Path(path).parts
    if "atgt" in parts:
        return "/".join(parts[parts.index("atgt") + 1 :])
    return parts[parts.index("site-packages") + 1] if "site-packages" in parts else "Python's own library"


def _function_name(path: str, _: int, name: str) -> str:
    parts = Path(path).parts
    return f"{'/'.join(parts[parts.index('atgt') + 1 :])}: {name}" if "atgt" in parts else name
