"""Runs the workers side by side and writes docs/benchmarks.md. See bench/run."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import plots

ROOT = Path(__file__).resolve().parent.parent
RELEASE = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"


class Measurement:
    """What one worker said: its seconds by round, its items and its most memory, or why it has none."""

    def __init__(self, line=None, failure=None):
        self.failure = failure
        self.seconds = line["seconds"] if line else []
        self.items = line["items"] if line else 0
        self.peak_mib = (line["peak_kib"] or 0) / 1024 if line else None
        self.line = line or {}

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def spread(self):
        """Half of the way from the fastest to the slowest round, relative to the median."""
        return (max(self.seconds) - min(self.seconds)) / 2 / self.median


class Bench:
    def __init__(self, places, quick):
        self.places = Path(places)
        self.quick = quick
        self.rounds = 3 if quick else 9

    @contextmanager
    def stand_in(self, **flags):
        """A stand-in that runs while the block does."""
        command = [str(RELEASE / "plex-mock"), "--keep-answers"]
        for name, value in flags.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            place = json.loads(process.stdout.readline())
            yield place["server"], place["token"]
        finally:
            process.terminate()
            process.wait()

    def ours(self, place, *work, rounds=None):
        server, token = place
        command = [str(RELEASE / "plex-bench"), "--server", server, "--token", token]
        command += ["--rounds", str(rounds or self.rounds), *map(str, work)]
        return self.measure(command)

    def peer(self, name, place, work, count=0, rounds=None):
        server, token = place
        arguments = [server, token, str(rounds or self.rounds), work, str(count)]
        python = str(self.places / "python/bin/python")
        peers = ROOT / "bench/peers"
        command = {
            "plexjs": ["node", str(self.places / "node/plexjs.mjs")],
            "plex-api-client": [python, str(peers / "plex_api_client_worker.py")],
            "python-plexapi": [python, str(peers / "plexapi_worker.py")],
            "plex-api 0.0.12": [str(self.places / "peer-target/release/peer")],
        }[name]
        return self.measure(command + arguments)

    def measure(self, command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            complaints = [line for line in done.stderr.splitlines() if "rror" in line]
            return Measurement(failure=(complaints or ["it failed"])[-1].strip()[:200])
        return Measurement(json.loads(done.stdout.splitlines()[-1]))


PEERS = ["plexjs", "plex-api-client", "python-plexapi", "plex-api 0.0.12"]
