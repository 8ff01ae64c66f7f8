"""Writes the page: the table that matters first, then the method, then each kind of work."""

import datetime
import json
import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

import plots
from report import Plot, Table

VERDICT = {True: "met", False: "**not met**", None: ""}


def write(bench, sections, output, took):
    """Writes benchmarks.md and its plots into the directory `output`; gives the page's path."""
    pictures = Path(output) / "benchmarks"
    pictures.mkdir(parents=True, exist_ok=True)
    for stale in pictures.glob("*.svg"):
        stale.unlink()
    lines = [
        "# Benchmarks",
        "",
        "plex-api beside its peers and beside the floors under it, all against the same [plex-mock](../crates/plex-mock).",
        "`bench/run` measured everything and wrote this page; no figure here is typed by hand.",
        "",
    ]
    if bench.quick:
        lines += ["> Written by `bench/run --quick`: few rounds and small libraries. The figures only show that it runs.", ""]
    lines += table(
        Table(
            ["work", "at least", "measured", ""],
            [[row.work, row.target, row.figure, VERDICT[row.met]] for section in sections for row in section.rows],
        )
    )
    lines += method(bench, took)
    for section in sections:
        lines += [f"## {section.title}", "", section.method, ""]
        for part in section.parts:
            lines += show(part, pictures)
        if section.misses:
            for note in section.notes:
                text = bench.root / f"bench/notes/{note}.md"
                if text.exists():
                    lines += [text.read_text().strip(), ""]
    path = Path(output) / "benchmarks.md"
    path.write_text("\n".join(lines).rstrip() + "\n")
    return path


def show(part, pictures):
    if isinstance(part, Table):
        return table(part)
    if isinstance(part, Plot):
        plots.save(part, pictures / f"{part.name}.svg")
        return [f"![{part.caption}](benchmarks/{part.name}.svg)", ""]
    return [part, ""]


def table(content):
    """A table in Markdown; columns after the first are set to the right if they are figures."""
    def line(cells):
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(content.header), "|" + "---|" * len(content.header), *map(line, content.lines), ""]


def method(bench, took):
    today = datetime.date.today().isoformat()
    quick = " --quick" if bench.quick else ""
    machine = [
        ["date", today],
        ["command", f"`bench/run{quick}` at commit `{said(['git', 'rev-parse', '--short', 'HEAD'], bench.root)}`, {took / 60:.0f} minutes"],
        ["machine", f"{processor()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB"],
        ["system", f"{platform.system()} {platform.release()}"],
        ["toolchains", f"{said(['rustc', '--version'])}; node {said(['node', '--version'])}; Python {platform.python_version()}"],
        *[[name, version] for name, version in peers(bench)],
    ]
    return [
        "## How it was measured",
        "",
        "Every client is a process of its own that does one round of its work when it is told to. They take turns: each does",
        "one round that does not count, then the first round of all, then the second, so that what else the machine does",
        f"meets all of them. There are {bench.rounds} rounds unless a section says otherwise. Figures are medians; ± is half the",
        "distance of the quartiles. A ratio of two clients is the median of their ratios within each round. plex-mock runs with",
        "`--keep-answers`: it sends bytes that it has in memory, so that its own work does not hide the difference between",
        "clients. Memory is the most that the process ever had (`VmHWM`). Letting go of a result is not timed.",
        "",
        *table(Table(["", ""], machine)),
    ]


def peers(bench):
    package = bench.places / "node/node_modules/@lukehagar/plexjs/package.json"
    if package.exists():
        yield "plexjs", f"`@lukehagar/plexjs` {json.loads(package.read_text())['version']}"
    for distribution in ["plex-api-client", "plexapi"]:
        try:
            yield {"plexapi": "python-plexapi"}.get(distribution, distribution), f"`{distribution}` {metadata.version(distribution)}"
        except metadata.PackageNotFoundError:
            pass
    lock = bench.root / "bench/peers/plex-api-rs/Cargo.lock"
    versions = lock.read_text().split('name = "plex-api"\nversion = "')
    if len(versions) > 1:
        version = versions[1].split('"')[0]
        yield f"plex-api {version}", f"the crate of that name on crates.io, {version}"


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def said(command, where=None):
    """What a program says, or a dash where there is none."""
    try:
        return subprocess.run(command, cwd=where, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "–"
