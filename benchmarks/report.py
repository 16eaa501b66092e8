"""The page docs/performance.md, from the figures of a run: every number in it comes from them."""

from __future__ import annotations

from statistics import median
from typing import Any

import aims
import peers
import wording
from wording import count, paragraph, seconds, section, size, table

from atgt.location_referencing.grid_snapping import AUTO_POINTS
from atgt.network_screening.windows import COMPILED_FROM

Results = dict[str, Any]
SIZES = ("ward", "province", "nation")


def page(results: Results) -> str:
    """The whole page."""
    intro = """Written by `python benchmarks/run.py`; do not edit by hand. Trust the ratios: all methods of a table
        ran in turn (A B C A B C …) in one process, medians are shown, a first run that only warms up is not
        counted, seeds are fixed. Seconds depend on the machine; those “of processors” are summed over its cores and
        leave out what other work took away."""
    parts = [
        "# Performance",
        paragraph(intro),
        _machine(results["machine"], is_quick=results.get("is_quick", False)),
        aims.section(results),
        _intake(results.get("intake"), _measured(results, "intake")),
        _snapping(results),
        _detection(results),
        _peers(results),
        _correctness(results.get("correctness")),
        _shortcuts(results.get("shortcuts")),
        _chaining(results.get("chaining")),
        _cluster(results.get("cluster"), _measured(results, "cluster")),
        _compiling(results.get("compiling"), _measured(results, "compiling")),
        _profile(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _machine(machine: Results, *, is_quick: bool) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    said = f"""Measured on {machine["cores"]} cores, {machine["system"]}, Python {machine["python"]}, {versions}. Each
        part says what else the processors were doing: where other work was running, ratios hold better than seconds,
        and seconds of processors better than those of the clock."""
    return paragraph(said + (" **A quick run: small sizes, one round, not to be quoted.**" if is_quick else ""))


def _measured(results: Results, *keys: str) -> str:
    """When the parts were measured, and how busy the machine was with other work."""
    told = []
    for key in keys:
        found = results.get("measured", {}).get(key)
        if results.get(key) and not found:
            told.append(f"{key}: measured earlier, not kept")
        elif results.get(key):
            busy, load = found["busy_with_other_work"], found["load_before"]
            other = "not known" if busy is None else f"{busy:.1f} of {results['machine']['cores']} processors"
            loaded = "" if load is None else f" (load before it {load:.1f})"
            told.append(f"{key} on {found['day']}: {other}{loaded}")
    return paragraph(f"Other work while measuring: {'; '.join(told)}.") if told else ""


def _rows_of_methods(found: Results) -> list[list[str]]:
    base = median(found["methods"][0]["seconds"])
    return [
        [
            method["name"],
            wording.ratio(median(method["seconds"]) / base),
            seconds(median(method["seconds"])),
            seconds(median(method["cpu_seconds"])) if "cpu_seconds" in method else "not known",
            str(len(method["seconds"])),
            wording.memory(method["peak_bytes"], found["input_bytes"]),
        ]
        for method in found["methods"]
    ]


_HEAD = ["method", "ratio", "seconds", "of processors", "runs", "peak memory above inputs"]


def _snapping(results: Results) -> str:
    words = """From arrays of coordinates to the segment and the measure on it, tolerance 50 m; building the index is
        counted, making the geometries of the roads is not: each method is given the roads in its own form.
        “Agrees” is with ATGT's tree, the rule as written: least distance to a micrometre, then the lower segment. Where
        geometry libraries differ it is at a shared vertex, where two segments are equally near and they take
        either."""
    parts = []
    for name in SIZES:
        if found := results.get(f"snapping {name}"):
            agreement = [f"{m['agreement']:.3%}" if m["agreement"] < 1 else "100 %" for m in found["methods"]]
            rows = [[*row, agrees] for row, agrees in zip(_rows_of_methods(found), agreement, strict=True)]
            title = f"""**{name}: {count(found["n_points"])} points, {count(found["n_segments"])} segments** (inputs
                {size(found["input_bytes"])}; {found["unsnapped"]:.1%} of the points have no segment{
                _reference(found)
            })"""
            parts += [paragraph(title), table([*_HEAD, "agrees on the segment"], rows)]
    said = _measured(results, *(f"snapping {name}" for name in SIZES))
    return section("Snapping points to segments", paragraph(words), said, *parts) if parts else ""


def _reference(found: Results) -> str:
    by = str(found.get("agrees_with", "ATGT tree"))
    return "" if by.startswith("ATGT tree") else f"; “agrees” is with {by} here"


def _intake(found: Results | None, measured: str) -> str:
    if not found:
        return ""
    words = f"""A sheet of {count(found["n"])} rows and {found["n_columns"]} columns ({size(found["input_bytes"])} as
        .xlsx), each run in a process of its own. The baseline only turns the cells into a table. ATGT repairs, names,
        types and checks every cell, keeps the row as received, compares rows with each other, finds each place on the
        roads with all its alternatives, and stores it all with an audit line for each accident, in one transaction.
        Stored: {count(found["n_stored"])} accidents. Memory is the most held above the start of the process, in times
        of what the baseline holds."""
    cpu = [median(method["cpu_seconds"]) for method in (found["methods"][0], found["methods"][-1])]
    work = f"""In processor time, which other work disturbs least, a sheet read, checked, located and stored costs
        {wording.ratio(cpu[1] / cpu[0])} the baseline."""
    of_baseline = found | {"input_bytes": found["methods"][0]["peak_bytes"] or 1}
    head = [*_HEAD[:-1], "peak memory (of the baseline)"]
    return section(
        "From a sheet to the database",
        paragraph(words),
        measured,
        table(head, _rows_of_methods(of_baseline)),
        paragraph(work),
    )


def _detection(results: Results) -> str:
    words = """Members, tight and maximal stretches, zones and spots of ten years of accidents, 25 a kilometre, L =
        300 m, 365 days, default rules. The baseline is one sort of the same accidents by route and measure."""
    parts = []
    for name in SIZES:
        if found := results.get(f"detection {name}"):
            same = "all ways of ATGT give the same arrays" if found["engines_agree"] else "**ATGT's ways differ**"
            title = f"""**{name}: {count(found["n"])} accidents** (inputs {size(found["input_bytes"])};
                {count(found["n_members"])} members, {count(found["n_zones"])} zones, {count(found["n_spots"])} spots;
                {same})"""
            parts += [paragraph(title), table(_HEAD, _rows_of_methods(found))]
    said = _measured(results, *(f"detection {name}" for name in SIZES))
    return section("Detection", paragraph(words), said, *parts) if parts else ""


def _peers(results: Results) -> str:
    """What the other packages of the tables do, and which of them were not installed."""
    measured = [found["absent"] for found in results.values() if isinstance(found, dict) and "absent" in found]
    if not measured:
        return ""
    absent = set().union(*measured)
    told = [f"- {name}: {does}; run up to {count(peers.MOST[name])}." for name, does in peers.DOES.items()]
    told.append(f"- {peers.ALSO}")
    missing = f"Not installed where this was measured: {', '.join(sorted(absent))}." if absent else ""
    words = "Packages beside ATGT in these tables (`pip install -r benchmarks/requirements.txt`):"
    return section("The other packages", words, "\n".join(told), missing)


def _correctness(found: Results | None) -> str:
    if not found:
        return ""
    words = f"""{count(found["n"])} accidents with {count(found["n_groups"])} groups planted that reach a rule, and
        look-alikes that do not: one accident too few, a millimetre too long, a day too late, half on a
        parallel road 15 m away, strings every 45 m, single accidents. Spans are anything up to 300 m and 364
        days, one in five exactly that. Recall: groups found whole in one place. Precision: places found that
        hold a whole group."""
    rows = [[m["name"], f"{m['recall']:.1%}", f"{m['precision']:.1%}", count(m["n_found"])] for m in found["methods"]]
    title = "Right and wrong, on accidents with known answers"
    return section(title, paragraph(words), table(["method", "recall", "precision", "places"], rows))


def _shortcuts(found: Results | None) -> str:
    if not found:
        return ""
    words = f"""{count(found["n"])} invented accidents, default rules, 12 calendar months. What a shortcut finds is
        right; the question is how much it misses. A zone counts as found as soon as one window in it reaches
        a rule."""
    names = list(found["rows"][0]["recall"])
    rows = [
        [f"{row['length_m']} m", count(row["n_zones"]), *(f"{row['recall'][name]:.1%}" for name in names)]
        for row in found["rows"]
    ]
    title = "What the usual shortcuts find of the qualifying zones"
    return section(title, paragraph(words), table(["L", "zones (exact)", *names], rows))


def _chaining(found: list[Results | None] | None) -> str:
    cities = [city for city in found or [] if city]
    if not cities:
        return ""
    counts = ", ".join(f"{city['years']}: {count(city['n'])}" for city in cities)
    words = f"""Accidents of the city police ({counts}; Ajuntament de Barcelona, CC BY 4.0), scikit-learn DBSCAN in
        UTM metres. What a cluster reaches is the diagonal of its bounding box. DBSCAN knows no length, no
        months and no road, so the more years are put in, the more of the city becomes one cluster."""
    rows = [
        [
            city["years"],
            f"{s['eps_m']} m, {s['min']}",
            count(s["n_clusters"]),
            count(s["largest"]),
            f"{s['largest_extent_m']:,.0f} m",
            count(s["longer_than_300_m"]),
            f"{s['accidents_in_longer']:.0%}",
        ]
        for city in cities
        for s in city["settings"]
    ]
    head = [
        "years",
        "eps, min",
        "clusters",
        "largest",
        "it reaches",
        "over 300 m",
        "share of clustered accidents in those",
    ]
    return section("How DBSCAN chains along streets: Barcelona", paragraph(words), table(head, rows))


def _cluster(found: Results | None, measured: str) -> str:
    if not found:
        return ""
    words = f"""{count(found["n"])} accidents in {found["n_partitions"]} partitions on disk ({
        size(found["bytes_on_disk"])
    } of Parquet, the largest partition {count(found["largest_partition"])}
        rows), each read with the accidents within L of its ends: {count(found["n_halo_rows"])} rows are read
        twice, {found["n_halo_rows"] / found["n"]:.4%}. Times are from the files to the answer. Once,
        beforehand: cutting the files into partitions {seconds(found["cutting_s"])} s (peak
        {size(found["cutting_peak_bytes"])}), starting two workers and loading the compiled code
        {seconds(found["starting_s"])} s."""
    base = median(found["methods"][0]["seconds"])
    rows = []
    for method in found["methods"]:
        took = median(method["seconds"])
        workers = f" + {size(found['worker_peak_bytes'])} a worker" if "Dask" in method["name"] else ""
        same = "identical" if method["is_identical"] else "**DIFFERENT**"
        rows.append(
            [method["name"], wording.ratio(took / base), seconds(took), size(method["peak_bytes"]) + workers, same]
        )
    head = ["method", "ratio", "seconds", "peak memory", "answer"]
    return section("Partitions and Dask", paragraph(words), measured, table(head, rows))


def _compiling(found: list[Results] | None, measured: str) -> str:
    if not found:
        return ""
    words = f"""The first call of the compiled path in a process; none of it is in the tables above. Small data never
        takes that path: `engine="auto"` compiles from {count(COMPILED_FROM)} accidents and
        {count(AUTO_POINTS)} points on."""
    rows = [[row["name"], seconds(row["cold_s"]), seconds(row["cached_s"])] for row in found]
    head = ["", "seconds, never compiled before", "seconds, from the cache on disk"]
    return section("Compiling", paragraph(words), measured, table(head, rows))


def _profile(results: Results) -> str:
    found, intake = results.get("profile", {}), results.get("intake_profile", {})
    tables = [_shares(name, found[name]) for name in ("detection", "snapping") if name in found]
    words = """Own time of each function at the largest size, one thread; a compiled loop counts as its outermost
        function."""
    steps = [_shares(f"intake: {name}", rows) for name, rows in intake.items() if name != "n"]
    more = f"""Own time of each module when a sheet of {count(intake.get("n", 0))} rows is taken in; what built-in
        functions take (JSON, hashes; SQLite for `sqlalchemy`) counts for the module that calls them. Watching
        every call makes it take two to three times as long, so only the shares say something."""
    return section(
        "Where the time goes",
        paragraph(words) if tables else "",
        _measured(results, "profile"),
        *tables,
        paragraph(more) if steps else "",
        _measured(results, "intake_profile"),
        *steps,
    )


def _shares(name: str, rows: list[tuple[str, float]]) -> str:
    total = sum(own for _, own in rows)
    return table(
        [name, "seconds", "share"], [[f"`{where}`", seconds(own), f"{own / total:.0%}"] for where, own in rows]
    )
