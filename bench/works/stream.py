"""A list too long for one answer."""

from processes import ratio
from report import Row, Section, Table, at_most, number, percent, seconds

PAGE = 1000


def measure(bench):
    items = 50_000 if bench.quick else 1_000_000
    with bench.mock(movies=items) as place:
        workers = [
            bench.ours("stream", place, "stream", "--page-size", PAGE),
            bench.ours("pages alone", place, "pages", "--page-size", PAGE),
        ]
        results = bench.take_turns(workers, 3 if bench.quick else 5)
    return section_of(items, results["stream"], results["pages alone"])


def section_of(items, stream, alone):
    name = f"stream of {items:,} items".replace(",", " ")
    section = Section(
        "A stream of items",
        f"All {items} movies of a section through `items()`, in pages of {PAGE}, none kept. *Pages alone* decodes a hundred of "
        "the same pages from memory, over and over until it is as many items. No peer streams: each gives a page at a time to "
        "whoever asks for it.",
        notes=["stream"],
    )
    if stream.failure or alone.failure:
        section.rows.append(Row(name, "", f"failed: {stream.failure or alone.failure}", False))
        return section
    section.rows.append(at_most(f"{name}, memory of the process", stream.peak_mib, 64, " MiB", target="< 64 MiB"))
    # Both in time for an item, in each round.
    lost = 1 - 1 / (ratio(stream, alone) * alone.items / stream.items)
    section.rows.append(
        Row(f"{name}, throughput beside pages decoded alone", "within 10 %", f"{lost * 100:+.0f} % time lost" if lost < 0 else f"{lost * 100:.0f} % less", lost <= 0.10)
    )
    lines = [
        [
            one.name,
            f"{seconds(one.median)} ± {percent(one.spread)}",
            number(one.items / one.median),
            seconds(one.median / one.items),
            f"{number(one.peak_mib)} MiB",
        ]
        for one in (stream, alone)
    ]
    section.parts.append(Table(["", "time", "items a second", "an item", "memory"], lines))
    return section
