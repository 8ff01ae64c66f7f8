"""Whether a longer list costs more for each item."""

from contextlib import ExitStack
from pathlib import Path

from report import Plot, Row, Section, Table, at_most, number, percent, seconds, short
import plots

# A round has these many items, or the clock would count more than the work.
AT_LEAST = 100_000
# So much must be free to keep the longest list, and plex-mock's answers beside it.
NEEDED_GIB = 12


def measure(bench):
    sizes = [size for size in [1_000, 10_000, 100_000, 1_000_000] if size <= bench.many]
    section = Section(
        "Growth",
        f"Sections of growing length through `items()`, in pages of {bench.page}, every item kept. A round of a "
        f"short list reads and keeps as many of them as make {short(AT_LEAST)} items. Memory is what the process holds with "
        "the lists, less what it held before.",
        notes=["growth"],
    )
    if bench.many in sizes and not bench.quick and available_gib() < NEEDED_GIB:
        sizes.remove(bench.many)
        section.parts.append(f"{short(bench.many)} items are left out: this machine has not {NEEDED_GIB} GiB to spare.")
    measured = {}
    with ExitStack() as mocks:
        workers = []
        for size in sizes:
            # The longest section is that of the stream.
            place = bench.lasting_mock(movies=size) if size == bench.many else mocks.enter_context(bench.mock(movies=size))
            work = ["collect", "--page-size", bench.page, "--times", max(1, AT_LEAST // size)]
            workers.append(bench.ours(str(size), place, *work))
        results = bench.take_turns(workers, 3 if bench.quick else 5)
    for size in sizes:
        result = results[str(size)]
        if result.failure:
            section.rows.append(Row(f"{size} items", "", f"failed: {result.failure}", False))
            return section
        measured[size] = (result.median / result.items, result.last["held_kib"] * 1024 / result.items, result.spread)
    for name, place in [("time", 0), ("memory", 1)]:
        values = [entry[place] for entry in measured.values()]
        section.rows.append(
            at_most(
                f"growth from {short(sizes[0])} to {short(sizes[-1])} items, {name} for an item: worst / best",
                max(values) / min(values),
                1.2,
            )
        )
    lines = [
        [short(size), f"{seconds(time)} ± {percent(spread)}", f"{number(memory / 1024)} KiB"]
        for size, (time, memory, spread) in measured.items()
    ]
    section.parts.append(Table(["items", "time for an item", "memory for an item"], lines))
    section.parts.append(Plot("growth", "Time and memory for an item, by the length of the list", lambda axes: draw(axes, measured)))
    return section


def draw(axes, measured):
    sizes = list(measured)
    axes.set_xscale("log")
    axes.set_xlabel("items in the list")
    axes.set_xticks(sizes, [short(size) for size in sizes])
    axes.minorticks_off()
    (time,) = axes.plot(sizes, [measured[size][0] * 1e6 for size in sizes], marker="o", color=plots.OURS)
    axes.set_ylabel("µs for an item")
    axes.set_ylim(0, 1.3 * max(entry[0] for entry in measured.values()) * 1e6)
    right = axes.twinx()
    (memory,) = right.plot(sizes, [measured[size][1] / 1024 for size in sizes], marker="s", color=plots.OTHERS)
    right.set_ylabel("KiB for an item")
    right.set_ylim(0, 1.3 * max(entry[1] for entry in measured.values()) / 1024)
    right.spines["right"].set_visible(True)
    axes.legend([time, memory], ["time", "memory"], loc="lower right", ncols=2)


def available_gib():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 2**20
    return 0
