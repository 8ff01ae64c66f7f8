"""Runs python-plexapi's own tests against plex-mock and says how many pass.

    run.py --program PLEX_MOCK --tests DIR [--report FILE] [argument of pytest …]

DIR is the folder `tests` of python-plexapi's repository; no sdist has it. The tests want a server with certain films, series
and songs: `library.yaml` beside this file describes them. They are copied into a throw-away folder, with a picture and a
sound in the place of the ones that they upload, should those be missing.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).parent


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--tests", required=True, type=pathlib.Path)
    options.add_argument("--report", type=pathlib.Path, help="where the outcome is written as lines of JSON")
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
    if options.report:
        options.report.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    sys.exit(any(line["outcome"] == "failed" for line in lines))


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
    command = [sys.executable, "-m", "pytest", "-p", "environment", "-q", "-r", "fEx", "--tb=short", "--junit-xml", place / "outcome.xml"]
    command += ["-o", "junit_logging=no", "tests", *more]
    subprocess.run(command, cwd=place, env=os.environ | settings, check=False)


def outcomes(path):
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        line = {"file": case.get("classname").removeprefix("tests."), "test": case.get("name"), "outcome": "passed", "reason": ""}
        for child in case:
            outcome = {"failure": "failed", "error": "failed", "skipped": "skipped"}.get(child.tag)
            if outcome:
                line["outcome"] = outcome
                line["reason"] = (child.get("message") or "").splitlines()[0] if child.get("message") else ""
                if child.get("type") == "pytest.xfail":
                    line["outcome"] = "expected to fail"
        yield line


if __name__ == "__main__":
    main()
