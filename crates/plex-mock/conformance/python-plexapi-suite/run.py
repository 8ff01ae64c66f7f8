"""Runs python-plexapi's own tests against plex-mock; `own-suite` in the folder above calls it.

    run.py --program PLEX_MOCK --tests DIR [argument of pytest …]

The tests want a server with certain films, series and songs: `library.yaml` beside this file describes them. They are copied
into a throw-away folder, with a picture and a sound in the place of the ones that they upload, should those be missing. What
is known to fail, and why, is in `known.json`; whatever else fails, fails the run. All tests write what came of them into
README.md; a run with arguments for pytest writes nothing.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

import plexapi

HERE = pathlib.Path(__file__).parent
KNOWN = json.loads((HERE / "known.json").read_text())
HEADING = "## What python-plexapi's own tests say"
INTRO = """\
The tests of its repository, which no sdist has, run against plex-mock by `own-suite --tests DIR`, with a library that has
what they ask for. {day}, version {version}, the files {files}. Nearly all of what is skipped is for a server without
an owner, and runs for one with an owner as well; what is expected to fail is so by the repository's own word."""
OUTCOMES = ["passed", "failed", "expected to fail", "skipped"]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--tests", required=True, type=pathlib.Path)
    options, more = options.parse_known_args()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        shutil.copytree(options.tests, place / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        data = place / "tests" / "data"
        data.mkdir(exist_ok=True)
        stubs(data)
        described = (HERE / "library.yaml").read_text()
        (place / "library.yaml").write_text(described.replace("addedAt: 1700000000", f"addedAt: {int(time.time())}"))
        shutil.copy(data / "audio_stub.mp3", place / "theme.mp3")
        command = [options.program.resolve(), "--seed", "7", "--library", place / "library.yaml"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
            try:
                test(place, json.loads(mock.stdout.readline()), more)
            finally:
                mock.terminate()
        lines = list(outcomes(place / "outcome.xml"))
    faults = [line for line in lines if line["outcome"] == "failed" and line["test"] not in KNOWN]
    for line in faults:
        print(f"{line['test']}: {line['reason'][:300]}")
    counts = collections.Counter(line["outcome"] for line in lines)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()))
    if not more:
        write(lines, counts)
    sys.exit(bool(faults))


def write(lines, counts):
    """Puts the outcome at the end of README.md, where `report.py` leaves it."""
    known = [(line["test"], KNOWN.get(line["test"])) for line in lines if line["outcome"] == "failed"]
    files = ", ".join(sorted({f"`{line['test'].split('.py')[0]}`" for line in lines}))
    text = [
        HEADING,
        "",
        INTRO.format(day=datetime.date.today().isoformat(), version=plexapi.VERSION, files=files),
        "",
        "| " + " | ".join(OUTCOMES) + " |",
        "|---" * len(OUTCOMES) + "|",
        "| " + " | ".join(str(counts[outcome]) for outcome in OUTCOMES) + " |",
        "",
        "| failed | whose fault | why |",
        "|---|---|---|",
        *(f"| `{test}` | {one['whose'] if one else '**unknown**'} | {one['why'] if one else ''} |" for test, one in known),
    ]
    page = HERE.parent / "README.md"
    before = page.read_text().split(HEADING)[0].rstrip()
    page.write_text(before + "\n\n" + "\n".join(text) + "\n")


def stubs(data):
    picture, sound = data / "cute_cat.jpg", data / "audio_stub.mp3"
    if not picture.exists():
        from PIL import Image

        Image.linear_gradient("L").convert("RGB").resize((100, 150)).save(picture)
    if not sound.exists():
        # Frames of silence: MPEG 1, layer 3, 128 kbit/s, 44.1 kHz.
        sound.write_bytes((b"\xff\xfb\x90\x00" + bytes(413)) * 40)


def test(place, ready, more):
    settings = {
        "PLEX_TV": ready["plex_tv"],
        "PLEXAPI_CONFIG_PATH": os.devnull,
        "PLEXAPI_AUTH_SERVER_BASEURL": ready["server"],
        "PLEXAPI_AUTH_SERVER_TOKEN": ready["token"],
        "PLEXAPI_AUTH_MYPLEX_USERNAME": "",
        "PLEXAPI_AUTH_MYPLEX_PASSWORD": "",
        "PYTHONPATH": f"{HERE}{os.pathsep}{place}",
        "SHARED_USERNAME": os.environ.get("SHARED_USERNAME", "casimir"),
    }
    # The tests share one library, as they do in the client's repository: a test that leaves something behind does so there, too.
    command = [sys.executable, "-m", "pytest", "-p", "environment", "-q", "-r", "fE", "--tb=short", "-W", "ignore", "--junit-xml", place / "outcome.xml"]
    command += ["-o", "junit_logging=no", "tests", *more]
    subprocess.run(command, cwd=place, env=os.environ | settings, check=False)


def outcomes(path):
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        file = case.get("classname").removeprefix("tests.")
        name = case.get("name").replace("[authenticated]", "")
        line = {"test": f"{file}.py::{name}", "outcome": "passed", "reason": ""}
        for child in case:
            outcome = {"failure": "failed", "error": "failed", "skipped": "skipped"}.get(child.tag)
            if outcome:
                expected = child.get("type") == "pytest.xfail"
                line["outcome"] = "expected to fail" if expected else outcome
                line["reason"] = " ".join((child.get("message") or "").split())
        yield line


if __name__ == "__main__":
    main()
