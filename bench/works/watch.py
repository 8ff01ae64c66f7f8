"""Many servers watched at once."""

import json
import subprocess

from report import Section, Table, at_most, number, seconds

SERVERS = 100
WAYS = {
    "WebSocket": ["--way", "web-socket"],
    "WebSocket, TLS": ["--way", "web-socket", "--tls"],
    "event stream": ["--way", "event-stream"],
    "event stream, TLS": ["--way", "event-stream", "--tls"],
}


def measure(bench):
    quiet = 5 if bench.quick else 60
    section = Section(
        f"{SERVERS} servers watched at once",
        f"{SERVERS} mock servers in one process, and a process of ours that listens to the notifications of each. Memory is what it "
        "holds more with all lines open than with one, a server; so the roots of TLS and the threads, which all share, are not in "
        f"it. CPU is user and system time over {quiet} s in which nothing happens but keep-alives, in hundredths of a second over "
        "all servers; then every server sends 20 messages to each line. Real servers have TLS.",
        notes=["watch"],
    )
    lines = []
    for name, arguments in WAYS.items():
        line = watch(bench.release, SERVERS, SERVERS, quiet, *arguments)
        each, share, event = per_line(line)
        section.rows.append(at_most(f"{SERVERS} servers by {name}, memory a server", each / 1024, 1, " MiB"))
        section.rows.append(at_most(f"{SERVERS} servers by {name}, quiet, share of a core a server", share * 100, 0.1, " %"))
        cpu = f"{share * 100:.4f} %"
        lines.append([name, f"{number(each)} KiB", cpu, seconds(event), f"{number(line['peak_kib'] / 1024)} MiB"])
    section.parts.append(
        Table(["", "memory a server", "CPU a server, quiet", "CPU a message, decoded", "memory of the process"], lines)
    )
    return section


def watch(release, servers, lines, quiet, *more):
    """What plex-watch tells of so many lines to so many servers."""
    command = [release / "plex-watch", "watch", "--servers", servers, "--lines", lines, "--quiet", quiet, *more]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-300:])
    return json.loads(done.stdout)


def per_line(line):
    """KiB of memory and share of a core a line, and seconds of CPU a message."""
    quiet, talk = line["quiet"], line["talk"]
    share = quiet["cpu_seconds"] / quiet["seconds"] / line["lines"]
    return line["grown_kib"] / line["lines"], share, talk["cpu_seconds"] / talk["messages"]
