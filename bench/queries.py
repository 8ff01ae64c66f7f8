"""Measures how long plex-mock takes to start, and for the first and the second answer to each sort of query, and prints
a table of it: the best of some rounds, since whatever else the machine does only adds. Each round has a server of its own
that nobody asked anything before.

    cargo build --release --package plex-mock
    python3 bench/queries.py [PROGRAM] [COUNT …]
"""

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/plex-mock"
PAGE = "X-Plex-Container-Start={}&X-Plex-Container-Size=100"
FIRST, SECTION = PAGE.format(0), "/library/sections/1"
QUERIES = {
    "a page": f"{SECTION}/all?{FIRST}",
    "a page, deep": f"{SECTION}/all?{PAGE.format('{deep}')}",
    "sorted by date": f"{SECTION}/all?sort=addedAt:desc&{FIRST}",
    "filtered by year": f"{SECTION}/all?year=2001&{FIRST}",
    "filtered by genre": f"{SECTION}/all?genre=Drama&{FIRST}",
    "filtered by actor": f"{SECTION}/all?actor=10005&{FIRST}",
    "filtered by what was played": f"{SECTION}/all?unwatched=1&{FIRST}",
    "filtered by resolution": f"{SECTION}/all?resolution=4k&{FIRST}",
    "the genres": f"{SECTION}/genre",
    "first characters": f"{SECTION}/firstCharacter",
    "folders": f"{SECTION}/folder?{FIRST}",
    "search": "/hubs/search?query=harb",
    "search of the library": "/library/search?query=harb&limit=30",
    "search of a section": f"{SECTION}/search?query=harb&{FIRST}",
}


class Server:
    """A program that runs, and how long it took to be ready."""

    def __init__(self, program, count):
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [program, "--port", "0", "--plex-tv-port", "0", "--seed", "7", "--movies", str(count)],
            stdout=subprocess.PIPE,
        )
        self.ready = json.loads(self.process.stdout.readline())
        self.started = time.perf_counter() - begun
        self.connection = http.client.HTTPConnection(self.ready["server"].removeprefix("http://").rstrip("/"))

    def ask(self, path):
        begun = time.perf_counter()
        headers = {"Accept": "application/json", "X-Plex-Token": self.ready["token"]}
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return time.perf_counter() - begun

    def peak(self):
        """The most memory that it ever had, in MiB; nothing where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.connection.close()


def main():
    words = sys.argv[1:]
    counts = [int(word) for word in words if word.isdigit()] or [10_000, 1_000_000]
    program = next((word for word in words if not word.isdigit()), PROGRAM)
    for count in counts:
        # A start of a million is not asked for twice.
        times = 7 if count <= 100_000 else 1
        rows, starts, peaks = [], [], []
        for name, path in QUERIES.items():
            path = path.replace("{deep}", str(count * 9 // 10))
            first, second = [], []
            for _ in range(times):
                with Server(program, count) as server:
                    starts.append(server.started)
                    first.append(server.ask(path))
                    second.append(server.ask(path))
                    peaks.append(server.peak() or 0)
            rows.append(f"| {name} | {min(first) * 1000:.1f} ms | {min(second) * 1000:.1f} ms |")
        print(f"{count:,} movies: ready after {min(starts) * 1000:.0f} ms, at most {max(peaks):.0f} MiB")
        print("\n| asked for | first | again |\n|---|---|---|", *rows, "", sep="\n")


if __name__ == "__main__":
    main()
