"""The generator, as people run it."""

import filecmp
import os
import resource
import shutil
import statistics
import subprocess
import time

from report import Row, Section, Table, percent, seconds

LIMIT = 3
# What the generator writes, and nothing else lies there.
GENERATED = [
    "crates/plex-models/src/generated",
    "crates/plex-api/src/generated",
    "crates/plex-mock/src/generated",
    "crates/plex-mock/tests/generated",
    "docs/sdks",
    "docs/models",
]


def measure(bench):
    copy = bench.places / "gen"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bench.root, copy, ignore=shutil.ignore_patterns("target", ".git"))
    section = Section(
        "The generator",
        "`cargo xtask gen` with all generated files gone, and `cargo xtask gen --check`, in a copy of the repository where xtask "
        "has been built the way cargo builds it when nobody says otherwise. The files are compared with those of the repository.",
        notes=["gen"],
    )
    xtask(copy, "--check")
    lines = []
    for name, arguments, before in [("gen from nothing", [], erase), ("gen --check", ["--check"], lambda _: None)]:
        times = []
        for _ in range(bench.rounds):
            before(copy)
            times.append(xtask(copy, *arguments))
        walls, cpus = zip(*times)
        wall = statistics.median(walls)
        section.rows.append(Row(f"`{name}`", f"< {LIMIT} s", seconds(wall), wall < LIMIT))
        spread = (max(walls) - min(walls)) / 2 / wall
        lines.append([f"`{name}`", f"{seconds(wall)} ± {percent(spread)}", seconds(statistics.median(cpus))])
    same = all(alike(filecmp.dircmp(bench.root / folder, copy / folder)) for folder in GENERATED)
    if not same:
        section.rows.append(Row("`gen`, byte for byte", "as committed", "differs", False))
    section.parts.append(Table(["", "time", "CPU"], lines))
    shutil.rmtree(copy)
    return section


def erase(copy):
    for folder in GENERATED:
        shutil.rmtree(copy / folder)


def xtask(copy, *arguments):
    """Seconds on the clock, and seconds of processors."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(copy / "target")}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(["cargo", "xtask", "gen", *arguments], cwd=copy, env=environment, check=True, stdout=subprocess.DEVNULL)
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def alike(compared):
    if compared.left_only or compared.right_only or compared.diff_files or compared.funny_files:
        return False
    return all(alike(folder) for folder in compared.subdirs.values())
