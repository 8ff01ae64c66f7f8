"""A long list in one call, from the call to typed values."""

from processes import ratio
from report import Plot, Row, Section, Table, at_least, at_most, number, percent, seconds, short
import plots

# What is asked of us: how many times as fast as each peer.
FASTER = {"plexjs": 20, "plex-api-client": 30, "python-plexapi": 45, "plex-api 0.0.12": None}
FLOORS = {
    "strict": "reqwest and serde's derive of the same fields",
    "skip": "reqwest and `serde::de::IgnoredAny`",
    "socket": "the bytes from the socket, unread",
}
# The machine read 10,000 movies with `skip` in this time, and asked 70 ms of us.
SKIP_THERE, OURS_THERE = 12.6e-3, 70e-3


def measure(bench):
    movies = 1_000 if bench.quick else 10_000
    with bench.mock(movies=movies) as place:
        workers = [bench.ours("plex-api", place, "list", "plex-api")]
        workers += [bench.ours("plex-api, packed", place, "list", "packed")]
        workers += [bench.peer(name, place, "list") for name in FASTER]
        workers += [bench.ours(name, place, "list", name) for name in FLOORS]
        results = bench.take_turns(workers)
        alone = [bench.ours("skip", place, "decode", "listing", "json", "skip")]
        alone = bench.take_turns(alone)["skip"]
    ours = results["plex-api"]
    work = f"list {short(movies)} movies in one call"
    section = Section(
        "A long list in one call",
        f"All {short(movies)} movies of a section with their media, {results['skip'].last['bytes'] / 1e6:.1f} MB of JSON, from the call to typed "
        "values: over the loopback, in one answer. plex-api does not ask its own machine for gzip, and the floors do not either; *packed* does, as "
        "plex-api does over a network. The peers ask for gzip or not as they do by themselves.",
        notes=["listing"],
    )
    for name, times in FASTER.items():
        peer = results[name]
        faster = None if peer.failure else ratio(peer, ours)
        if times:
            section.rows.append(at_least(f"{work}, beside {name}", faster, times, " × as fast"))
    peers = [results[name] for name in FASTER if not results[name].failure]
    if peers:
        best = min(peers, key=lambda peer: peer.peak_mib)
        section.rows.append(
            at_most(f"{work}, memory beside {best.name}, the best peer", ours.peak_mib / best.peak_mib, 0.25, target="≤ ¼")
        )
    # On another machine than the issue's, the limit moves as the floor does.
    skip_here = alone.median / alone.last["times"]
    limit = OURS_THERE * skip_here / SKIP_THERE
    section.rows.append(
        Row(
            f"{work}, time",
            f"≤ {seconds(limit)} (70 ms where skip alone takes 12.6 ms; here it takes {seconds(skip_here)})",
            seconds(ours.median),
            ours.median <= limit,
        )
    )
    lines = []
    for name, result in results.items():
        what = f"{name}: {FLOORS[name]}" if name in FLOORS else name
        if result.failure:
            lines.append([what, "–", "–", "–", "–"])
            continue
        lines.append(
            [
                what,
                f"{seconds(result.median)} ± {percent(result.spread)}",
                f"{number(ratio(result, ours))} ×",
                seconds(result.median / movies),
                f"{number(result.peak_mib)} MiB",
            ]
        )
    section.parts.append(Table(["client", "time", "beside plex-api", "a movie", "memory"], lines))
    section.parts += [told for result in results.values() if (told := remark(result, movies))]
    good = {name: result.median for name, result in results.items() if not result.failure}
    section.parts.append(
        Plot("listing", f"Time to list {movies} movies", lambda axes: plots.bars(axes, good, seconds))
    )
    memory = {name: result.peak_mib for name, result in results.items() if not result.failure}
    section.parts.append(
        Plot(
            "listing-memory",
            f"Memory of the process that lists {movies} movies",
            lambda axes: plots.bars(axes, memory, lambda mib: f"{number(mib)} MiB"),
        )
    )
    return section


def remark(result, movies):
    """What the table does not show of a client."""
    if result.failure:
        return f"{result.name} cannot do it: `{result.failure}`"
    if result.items not in (0, movies):
        return f"{result.name} gave {result.items} of {movies} items."
    return None
