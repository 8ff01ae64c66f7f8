"""Writes README.md from the lines of the runners, and says on standard output what failed.

    report.py LINES [--short] [--examples FILE] [--client NAME]…
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import sys

NAMES = {
    "python-plexapi": "python-plexapi (PyPI `plexapi`)",
    "plex-api-client": "plex-api-client (PyPI, Speakeasy)",
    "plexjs": "@lukehagar/plexjs (npm, Speakeasy)",
    "plex-api-rs": "plex-api (crates.io)",
}

# So many tasks a client has at least: with fewer lines, its runner has ended too early.
LEAST = {"python-plexapi": 60, "plex-api-client": 25, "plexjs": 25, "plex-api-rs": 25}

INTRO = """\
# Clients that nobody here wrote

plex-mock claims to behave like plex.tv and a media server. Whether that is so is best told by software that was written
against the real ones, by others. `run` installs such clients from their registries into a throw-away folder, starts
plex-mock with a library from seed 7, and lets each client do what its documentation promises. This page is what the last
run wrote.

```sh
crates/plex-mock/conformance/run                 # all clients; writes this page
crates/plex-mock/conformance/run plexjs          # one of them
crates/plex-mock/conformance/run --short         # two minutes' worth, for the gate; writes nothing
crates/plex-mock/conformance/own-suite --tests DIR   # python-plexapi's own tests; writes the end of this page
```

It needs `python3` with `venv`, `node` with `npm`, and `cargo`; a client whose registry cannot be reached is left out, or is
an error with `--require`. A task that fails is a fault of plex-mock, unless it fails with real servers just as well: then it
is *the client's own*, marked by a number that leads to the evidence. What counts as that is written in `own.json` beside
each runner, complaint by complaint; any other complaint fails the run.
"""


SUITE = "## What python-plexapi's own tests say"


def read(path):
    lines = pathlib.Path(path).read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def page(lines, examples):
    clients = [client for client in NAMES if any(line["client"] == client for line in lines)]
    yield INTRO
    yield "## Totals\n"
    rows = []
    for client in clients:
        mine = [line for line in lines if line["client"] == client]
        passed = sum(line["ok"] for line in mine)
        own = sum(line["own"] for line in mine)
        seconds = sum(line["ms"] for line in mine) / 1000
        rows.append([NAMES[client], mine[0]["version"], len(mine), passed, own, len(mine) - passed - own, f"{seconds:.1f} s"])
    yield from table(["client", "version", "tasks", "pass", "the client's own", "fail", "time"], rows)
    today = datetime.date.today().isoformat()
    yield f"{today}, {platform.system()} on {platform.machine()} with {os.cpu_count()} processors, Python {platform.python_version()}.\n"
    if examples:
        yield "The [examples](../examples) of tests against plex-mock, in the same run:\n"
        yield from table(["example", "outcome"], [line.split("\t") for line in examples.splitlines()])

    evidence = {}
    for group, tasks in grouped(lines).items():
        yield f"## {group[:1].upper()}{group[1:]}\n"
        rows = []
        for task, by_client in tasks.items():
            rows.append([task, *(cell(by_client.get(client), evidence) for client in clients)])
        yield from table(["task", *clients], rows)
    if evidence:
        yield "## The clients' own\n"
        yield from (f"{number}. {reason}" for reason, number in evidence.items())


def grouped(lines):
    groups = collections.OrderedDict()
    for line in lines:
        groups.setdefault(line["group"], {}).setdefault(line["task"], {})[line["client"]] = line
    return groups


def cell(line, evidence):
    if line is None:
        return ""
    if line["ok"]:
        return "pass"
    if line["own"]:
        number = evidence.setdefault(line["reason"], len(evidence) + 1)
        return f"own ({number})"
    return f"**fail**: {line['reason'][:160]}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("lines")
    arguments.add_argument("--short", action="store_true")
    arguments.add_argument("--examples")
    arguments.add_argument("--client", action="append", default=[], help="one that was run")
    options = arguments.parse_args()
    lines = read(options.lines)
    examples = pathlib.Path(options.examples).read_text() if options.examples else ""
    faults = [line for line in lines if not line["ok"] and not line["own"]]
    for line in faults:
        print(f"{line['client']}: {line['group']}: {line['task']}: {line['reason'][:300]}")
    counts = collections.Counter(line["client"] for line in lines)
    least = {client: 1 if options.short else LEAST[client] for client in options.client}
    early = [client for client, count in least.items() if counts[client] < count]
    for client in early:
        print(f"{client}: its runner ended after {counts[client]} tasks")
    passed = sum(line["ok"] for line in lines)
    own = sum(line["own"] for line in lines)
    print(f"{len(lines)} tasks: {passed} pass, {own} fail by the client's own fault, {len(faults)} fail")
    if not options.short and {line["client"] for line in lines} == set(NAMES):
        readme = pathlib.Path(__file__).with_name("README.md")
        # What `own-suite` has written last stays.
        _, heading, suite = readme.read_text().partition(SUITE)
        text = "\n".join(page(lines, examples)).rstrip() + "\n"
        readme.write_text(text + ("\n" + heading + suite if heading else ""))
    failed_examples = [line for line in examples.splitlines() if not line.endswith("\tpass") and "\tleft out" not in line]
    sys.exit(1 if faults or early or failed_examples else 0)


main()
