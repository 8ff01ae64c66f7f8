"""Bodies to typed values, without a network."""

from processes import ratio
from report import Section, Table, at_most, number, percent, seconds

KINDS = ["listing", "details", "hubs", "sessions"]
CLIENTS = {"plex-api": "ours", "strict": "strict", "skip": "skip"}
# Other parsers, of JSON alone.
PARSERS = ["strict-sonic-rs", "strict-simd-json", "ours-sonic-rs"]


def measure(bench):
    section = Section(
        "Decoding alone",
        "The same bodies from memory to typed values. *strict* is serde's derive of the same fields, with serde_json or "
        "quick-xml; *skip* reads the same bytes and keeps nothing. Other parsers of JSON read into the same strict types, and into "
        "ours by way of serde; simd-json changes the text that it reads, so making a copy of it is in its time.",
        notes=["decode"],
    )
    lines, others = [], []
    with bench.mock(movies=1_000 if bench.quick else 10_000, shows=12) as place:
        for format_ in ["json", "xml"]:
            for kind in KINDS:
                readers = {**CLIENTS, **{name: name for name in PARSERS if format_ == "json"}}
                workers = [bench.ours(name, place, "decode", kind, format_, reader) for name, reader in readers.items()]
                results = bench.take_turns(workers, 5 if bench.quick else 15)
                ours, strict, skip = (results[name] for name in CLIENTS)
                name = f"{kind} as {format_.upper()}"
                failure = ours.failure or strict.failure
                if failure:
                    section.parts.append(f"{name}: `{failure}`")
                times = None if failure else ratio(ours, strict)
                section.rows.append(at_most(f"decode {name}, beside strict serde", times, 1.15, " ×"))
                if not failure:
                    lines.append(line(name, ours, strict, skip))
                    if format_ == "json":
                        others.append([kind, *[beside(results[parser], ours) for parser in PARSERS]])
    header = ["body", "size", "plex-api", "strict", "skip", "beside strict", "beside skip"]
    section.parts.insert(0, Table(header, lines))
    section.parts.insert(1, Table(["JSON by another parser, beside plex-api", *PARSERS], others))
    return section


def line(name, ours, strict, skip):
    return [
        name,
        f"{number(ours.last['bytes'] / 1e3)} kB",
        *[f"{seconds(one.median / one.last['times'])} ± {percent(one.spread)}" for one in (ours, strict, skip)],
        f"{number(ratio(ours, strict))} ×",
        f"{number(ratio(ours, skip))} ×",
    ]


def beside(result, ours):
    return "–" if result.failure else f"{number(ratio(result, ours))} ×"
