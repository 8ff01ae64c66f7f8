"""Many small calls."""

from processes import ratio
from report import Plot, Section, Table, at_most, number, percent, seconds, short
import plots

# Peers take long for a call; they make fewer, and the time of one is what counts.
CALLS, CALLS_OF_PEERS = 10_000, 500
PEERS = ["plexjs", "plex-api-client", "python-plexapi", "plex-api 0.0.12"]


def measure(bench):
    calls = CALLS // 10 if bench.quick else CALLS
    of_peers = CALLS_OF_PEERS // 5 if bench.quick else CALLS_OF_PEERS
    section = Section(
        "Many small calls",
        f"{short(calls)} calls of each kind over connections that stay open: who the server is (`identity`), and everything about one "
        f"movie (`details`). *reqwest* is the bare client with serde's derive of the same fields and no time limits. plex-api may "
        f"have 64 calls under way (`PlexBuilder::concurrency`); by itself it spares servers with 8. The peers make {of_peers} "
        "calls in a round; times are those of one call. python-plexapi waits for every answer, so it makes calls at once in "
        "threads.",
        notes=["calls"],
    )
    lines, drawn, failures = [], {}, {}
    with bench.mock(movies=100) as place:
        for what in ["identity", "details"]:
            for at_once in [1, 64]:
                workers = [
                    bench.ours(name, place, "calls", client, what, "--count", calls, "--at-once", at_once)
                    for name, client in [("plex-api", "plex-api"), ("reqwest", "strict")]
                ]
                workers += [bench.peer(name, place, what, of_peers, at_once) for name in PEERS]
                results = bench.take_turns(workers)
                ours, floor = results["plex-api"], results["reqwest"]
                where = f"{what}, {at_once} at once"
                section.rows.append(at_most(f"{short(calls)} calls: {where}, beside reqwest", ratio(ours, floor), 1.10, " ×"))
                for name, result in results.items():
                    if result.failure:
                        lines.append([where, name, "–", "–", "–"])
                        failures[f"{name} cannot do {what}"] = result.failure
                        continue
                    each = result.median / result.items
                    scale = result.items / ours.items
                    lines.append(
                        [
                            where,
                            name,
                            f"{seconds(each)} ± {percent(result.spread)}",
                            f"{number(1 / each)}",
                            f"{number(ratio(result, ours) / scale)} ×",
                        ]
                    )
                    if what == "details" and at_once == 64:
                        drawn[name] = each
    section.parts.append(Table(["calls", "client", "a call", "calls a second", "beside plex-api"], lines))
    section.parts += [f"{what}: `{why}`" for what, why in failures.items()]
    section.parts.append(
        Plot("calls", "Time of one call for details, 64 at once", lambda axes: plots.bars(axes, drawn, seconds))
    )
    return section
