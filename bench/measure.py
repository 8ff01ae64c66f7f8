"""Runs all kinds of work and writes docs/benchmarks.md with its plots. Started by bench/run."""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time
import traceback
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import page
from processes import Worker, take_turns
from report import Row, Section

ROOT = Path(__file__).resolve().parent.parent
RELEASE = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"

# In the order of the page. Each is a module in works/ with `measure(bench) -> Section`.
WORKS = ["listing", "decode", "calls", "stream", "growth", "watch", "builds", "gen"]


class Bench:
    """What the kinds of work share: where everything is, how long to take, and how processes are started."""

    root = ROOT
    release = RELEASE

    def __init__(self, places, quick):
        # A directory that is thrown away; the peers are installed in it.
        self.places = Path(places)
        self.quick = quick
        self.rounds = 3 if quick else 9
        # How long the longest section is, and how many of it come in a page.
        self.many = 100_000 if quick else 1_000_000
        self.page = 500
        self.lasting = ExitStack()
        self.places_of = {}

    @contextmanager
    def mock(self, keep_answers=True, **flags):
        """A plex-mock that runs while the block does: its address and a token."""
        command = [str(RELEASE / "plex-mock")] + ["--keep-answers"] * keep_answers
        for name, value in {"shows": 0, **flags}.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            place = json.loads(process.stdout.readline())
            yield place["server"], place["token"]
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def lasting_mock(self, **flags):
        """The same, for several kinds of work: it runs until the end, and has kept what it was asked before."""
        asked = tuple(sorted(flags.items()))
        if asked not in self.places_of:
            self.places_of[asked] = self.lasting.enter_context(self.mock(**flags))
        return self.places_of[asked]

    def ours(self, name, place, *work):
        """A worker of bench/worker: plex-api or a floor."""
        server, token = place
        command = [str(RELEASE / "plex-bench"), "--server", server, "--token", token, *map(str, work)]
        return Worker(name, command, patience=600)

    def peer(self, name, place, work, *more):
        """A worker of bench/peers."""
        python = str(self.places / "python/bin/python")
        peers = ROOT / "bench/peers"
        command = {
            "plexjs": ["node", str(self.places / "node/plexjs.mjs")],
            "plex-api-client": [python, str(peers / "plex_api_client_worker.py")],
            "python-plexapi": [python, str(peers / "plexapi_worker.py")],
            "plex-api 0.0.12": [str(self.places / "peer-target/release/peer")],
        }[name]
        return Worker(name, [*command, *place, self.movie(place), work, *map(str, more)], patience=120)

    @staticmethod
    def movie(place):
        """The key of some movie."""
        server, token = place
        headers = {"Accept": "application/json", "X-Plex-Token": token, "X-Plex-Container-Size": "1"}
        request = urllib.request.Request(f"{server}/library/sections/1/all", headers=headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["MediaContainer"]["Metadata"][0]["ratingKey"]

    def take_turns(self, workers, rounds=None):
        return take_turns(workers, rounds or self.rounds)


def section_of(bench, work):
    began = time.time()
    print(f"{work} …", end=" ", file=sys.stderr, flush=True)
    try:
        section = importlib.import_module(f"works.{work}").measure(bench)
    except Exception as error:  # One kind of work that fails must not take the others with it.
        traceback.print_exc()
        section = Section(work, "It could not be measured.", [Row(work, "–", f"failed: {error}", False)])
    print(f"{time.time() - began:.0f} s", file=sys.stderr)
    return section


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--places", required=True, help="directory with the peers")
    arguments.add_argument("--quick", action="store_true", help="fewer rounds, smaller libraries; writes to a temporary place")
    arguments.add_argument("--only", nargs="*", choices=WORKS, default=WORKS, help="kinds of work to do")
    arguments.add_argument("--output", type=Path, help="directory to write into; docs/ without --quick")
    arguments = arguments.parse_args()
    bench = Bench(arguments.places, arguments.quick)
    started = time.time()
    with bench.lasting:
        sections = [section_of(bench, work) for work in arguments.only]
    output = arguments.output or (ROOT / "docs" if not arguments.quick else bench.root / "target/bench")
    where = page.write(bench, sections, output, time.time() - started)
    print(f"written: {where}", file=sys.stderr)
    # A kind of work that did not run at all is a fault of the benchmark, not a figure.
    return 1 if any(row.figure.startswith("failed") for section in sections for row in section.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
