"""A list too long for one answer."""

from processes import ratio
from report import Row, Section, Table, at_most, number, percent, seconds, short


def measure(bench):
    items = bench.many
    place = bench.lasting_mock(movies=items)
    works = {"stream": "stream", "pages alone": "pages"}
    workers = [bench.ours(name, place, work, "--page-size", bench.page) for name, work in works.items()]
    results = bench.take_turns(workers, 3 if bench.quick else 5)
    stream, alone = results["stream"], results["pages alone"]
    name = f"stream of {short(items)} items"
    section = Section(
        "A stream of items",
        f"All {short(items)} movies of a section through `items()`, in pages of {bench.page}, none kept. *Pages alone* decodes a hundred of "
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
        Row(
            f"{name}, throughput beside pages decoded alone",
            "at most 10 % less",
            f"{percent(abs(lost))} {'less' if lost > 0 else 'more'}",
            lost <= 0.10,
        )
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
