"""Runs the tasks against a server and prints one line of JSON for each.

    run.py --server URL --plex-tv URL --token T [--short] [--only TEXT]
"""

import argparse
import itertools
import json
import os
import sys
import tempfile
import time

# The client reads its configuration when it is imported: no file of the person who runs this may change what is tested.
os.environ["PLEXAPI_CONFIG_PATH"] = os.devnull

import plexapi  # noqa: E402

import harness  # noqa: E402
import tasks  # noqa: E402,F401


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--server", required=True)
    options.add_argument("--plex-tv", required=True)
    options.add_argument("--token", required=True)
    options.add_argument("--short", action="store_true", help="leave out what takes long")
    options.add_argument("--only", default="", help="only tasks with this text in group or name")
    options = options.parse_args()

    harness.to_mock_server(options.plex_tv)
    world = harness.World(options.server, options.plex_tv, options.token)
    chosen = [one for one in harness.TASKS if options.only in f"{one.group}: {one.name}"]
    if options.short:
        chosen = [one for one in chosen if not getattr(one.run, "long", False)]
    failures = 0
    # Downloads go where the program stands.
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for _, group in itertools.groupby(chosen, key=lambda one: one.group):
            world.reset()
            for one in group:
                failures += not report(one, world)
    sys.exit(1 if failures else 0)


def report(one, world):
    began = time.monotonic()
    try:
        one.run(world)
        ok, reason = True, ""
    except Exception as error:  # noqa: BLE001: whatever goes wrong is a line of the table
        ok, reason = False, harness.reason_of(error)
    own = bool(not ok and one.own)
    line = {
        "client": "python-plexapi",
        "version": plexapi.VERSION,
        "group": one.group,
        "task": one.name,
        "ok": ok,
        "reason": f"{reason} [{one.own}]" if own else reason,
        "own": own,
        "ms": round((time.monotonic() - began) * 1000),
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return ok or own


if __name__ == "__main__":
    main()
