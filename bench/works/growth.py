"""Whether a longer list costs more for each item."""

from pathlib import Path

from report import Plot, Row, Section, Table, at_most, number, percent, seconds
import plots

PAGE = 1000
# So much must be free to keep the longest list, and plex-mock's answers beside it.
NEEDED_GIB = 10


def measure(bench):
    sizes = [1_000, 10_000, 50_000] if bench.quick else [1_000, 10_000, 100_000, 1_000_000]
    section = Section(
        "Growth",
        f"Lists of growing length through `items()` in pages of {PAGE}, every item kept. A round of a short list goes over it "
        "as often as makes 100 000 items. Memory is what the process holds with the list, less what it held before.",
        notes=["growth"],
    )
    if sizes[-1] == 1_000_000 and available_gib() < NEEDED_GIB:
        sizes.pop()
        section.parts.append(f"1 000 000 items are left out: this machine has not {NEEDED_GIB} GiB to spare.")
    measured = {}
    with bench.mock(movies=sizes[-1]) as place:
        workers = [
            bench.ours(
                str(size), place, "collect", "--items", size, "--page-size", PAGE, "--times", max(1, min(sizes[-1], 100_000) // size)
            )
            for size in sizes
        ]
        results = bench.take_turns(workers, 3 if bench.quick else 5)
    for size in sizes:
        result = results[str(size)]
        if result.failure:
            section.rows.append(Row(f"{size} items", "", f"failed: {result.failure}", False))
            return section
        measured[size] = (result.median / result.items, result.last["held_kib"] * 1024 / size, result.spread)
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
        [f"{size:,}".replace(",", " "), f"{seconds(time)} ± {percent(spread)}", f"{number(memory / 1024)} KiB"]
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
    axes.set_ylim(bottom=0)
    right = axes.twinx()
    (memory,) = right.plot(sizes, [measured[size][1] / 1024 for size in sizes], marker="s", color=plots.OTHERS)
    right.set_ylabel("KiB for an item")
    right.set_ylim(bottom=0)
    right.spines["right"].set_visible(True)
    axes.legend([time, memory], ["time", "memory"], loc="lower right", ncols=2)


def short(size):
    return f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size // 1_000} k"


def available_gib():
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 2**20
    return 0
