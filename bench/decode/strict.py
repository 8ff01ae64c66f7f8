#!/usr/bin/env python3
"""Writes src/strict/*.rs: serde's derive of exactly the fields that plex-mock's bodies have.

    bench/decode/strict.py target/release/plex-mock

The floor under our types must read the same fields as they do, no more and no less, so its own types are drawn from the
bodies: one type for each value, nothing kept that is not named.
"""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
KINDS = {
    "listing": "/library/sections/1/all?type=1",
    "details": "/library/metadata/{movie}",
    "hubs": "/hubs",
    "sessions": "/status/sessions",
}
# What XML calls the things that are all `Metadata` in JSON.
ELEMENTS = ["Video", "Directory", "Track", "Photo"]


def main():
    mock = subprocess.Popen([sys.argv[1], "--movies", "300"], stdout=subprocess.PIPE, text=True)
    try:
        place = json.loads(mock.stdout.readline())
        ask = lambda path, **headers: fetch(place, path, headers)
        movie = json.loads(ask("/library/sections/1/all"))["MediaContainer"]["Metadata"][0]["ratingKey"]
        for person in range(3):
            play = f"/:/timeline?ratingKey={movie}&state=playing&time=1000&duration=5000000"
            ask(play, **{"X-Plex-Session-Identifier": f"plex-bench-{person}"})
        for kind, path in KINDS.items():
            body = json.loads(ask(path.format(movie=movie)))
            (HERE / f"src/strict/{kind}.rs").write_text(module(kind, body["MediaContainer"]))
    finally:
        mock.kill()


def fetch(place, path, headers):
    headers = {"Accept": "application/json", "X-Plex-Client-Identifier": "plex-bench", **headers}
    headers["X-Plex-Token"] = place["token"]
    with urllib.request.urlopen(urllib.request.Request(place["server"] + path, headers=headers)) as answer:
        return answer.read()


def module(kind, container):
    types = {}
    define(types, "MediaContainer", [container])
    lines = [f"//! The fields of {kind}. Written by `bench/decode/strict.py`.", "", "use serde::Deserialize;", ""]
    lines += [
        "#[derive(Deserialize)]",
        "#[allow(dead_code)]",
        "pub struct Answer {",
        '    #[serde(rename = "MediaContainer")]',
        "    pub media_container: MediaContainer,",
        "}",
    ]
    for text in types.values():
        lines += ["", text]
    return "\n".join(lines) + "\n"


def define(types, name, values):
    """A struct of all members that any of the values has."""
    while name in types:
        name += "Too"
    types[name] = None
    members = {}
    for value in values:
        for member, content in value.items():
            members.setdefault(member, []).append(content)
    lines = ["#[derive(Deserialize)]", "#[allow(dead_code)]", f"pub struct {name} {{"]
    taken = set()
    for member, contents in sorted(members.items()):
        field = snake(member)
        # `guid` and `Guid`, `rating` and `Rating` are two members.
        while field in taken:
            field += "_too"
        taken.add(field)
        is_children = isinstance(contents[0], (list, dict))
        names = [member, *(ELEMENTS if member == "Metadata" else [])] if is_children else [f"@{member}", member]
        attributes = [f'rename = "{names[0]}"', *[f'alias = "{other}"' for other in names[1:]]]
        if isinstance(contents[0], list):
            items = [item for content in contents for item in content]
            inner = scalar(items) or define(types, member[0].upper() + member[1:], items)
            kind = f"Vec<{inner}>"
            attributes.append("default")
        elif isinstance(contents[0], dict):
            kind = f"Option<{define(types, member[0].upper() + member[1:], contents)}>"
        else:
            kind = f"Option<{scalar(contents)}>"
        visible = "pub " if member == "Metadata" else ""
        lines += [f"    #[serde({', '.join(attributes)})]", f"    {visible}{field}: {kind},"]
    types[name] = "\n".join([*lines, "}"])
    return name


def scalar(values):
    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return "bool"
    if kinds <= {int}:
        return "i64"
    if kinds <= {int, float}:
        return "f64"
    if kinds <= {str}:
        return "String"
    return None if kinds == {dict} else "serde::de::IgnoredAny"


def snake(name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return {"type": "kind", "key": "key", "loop": "repeats", "ref": "reference"}.get(name, re.sub(r"\W", "_", name))


if __name__ == "__main__":
    main()
