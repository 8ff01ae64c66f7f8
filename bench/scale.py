"""Simulates many lines and writes the measured part of docs/scale.md. Started by bench/scale."""

import datetime
import os
import platform
import resource
import sys
from pathlib import Path

from report import Table, number, seconds
from works.watch import per_line, watch

ROOT = Path(__file__).resolve().parent.parent
RELEASE = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
BEGIN, END = "<!-- measured: written by bench/scale -->", "<!-- end of what bench/scale wrote -->"

SERVERS = 100
# Ways, and how many lines are simulated. The process with the mock servers has one file for each plain line and three with TLS.
SIMULATED = [
    ("WebSocket", ["--way", "web-socket"], [100, 1_000, 5_000, 10_000], 1),
    ("WebSocket, TLS", ["--way", "web-socket", "--tls"], [100, 1_000, 5_000], 3),
    ("event stream, TLS", ["--way", "event-stream", "--tls"], [100, 1_000], 3),
]

# What is reckoned with, besides what is measured.
LINES = 100_000
# Prices of no one in particular, in dollars: a core and a GiB for an hour.
CORE_HOUR, GIB_HOUR = 0.04, 0.005
# A machine is planned half full, so that it can take over a neighbour's lines.
FILLED = 0.5
MESSAGES_A_SECOND = 0.5
PING_EVERY, BYTES_OF_PING = 15, 2 * (52 + 22) + 6 + 2 + 52
RENEWED_EVERY_DAYS, CALLS_OF_RENEWAL = 6, 3


def main():
    quick = "--quick" in sys.argv
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    lines, measured = [], {}
    for name, arguments, counts, files in SIMULATED:
        for count in counts[:2] if quick else counts:
            if count * files + SERVERS * 10 > hard:
                print(f"{name}, {count}: left out, a process may open {hard} files", file=sys.stderr)
                continue
            print(f"{name}, {count} …", file=sys.stderr)
            measured[name] = line = watch(RELEASE, SERVERS, count, 5 if quick else 60, "--storm", *arguments)
            lines.append(row(name, line))
    header = ["", "lines", "memory a line", "memory of the process", "opening, CPU a line", "quiet, CPU of all", "a message, CPU", "all cut: back after", "CPU for that"]
    parts = [
        *machine(quick, soft, hard),
        *text(Table(header, lines)),
        f"Reckoned for {grouped(LINES)} servers from the longest measured row with TLS by WebSocket:",
        "",
        *text(reckoned(measured["WebSocket, TLS"])),
    ]
    page = ROOT / "docs/scale.md"
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    target = ROOT / "target/scale.md" if quick else page
    target.write_text("\n".join([before + BEGIN, "", *parts]) + END + after)
    print(f"written: {target}", file=sys.stderr)


def row(name, line):
    each, _, message = per_line(line)
    quiet, storm, opened = line["quiet"], line["storm"], line["connected"]
    return [
        name,
        grouped(line["lines"]),
        f"{number(each)} KiB",
        f"{number(line['peak_kib'] / 1024)} MiB",
        seconds(opened["cpu_seconds"] / line["lines"]),
        f"{number(quiet['cpu_seconds'] / quiet['seconds'] * 100)} % of a core",
        seconds(message),
        f"{number(storm['seconds'])} s",
        seconds(storm["cpu_seconds"]),
    ]


def reckoned(line):
    each, share, message = per_line(line)
    opening = line["connected"]["cpu_seconds"] / line["lines"]
    memory = each * LINES / 2**20
    quiet, talk = share * LINES, message * LINES * MESSAGES_A_SECOND
    storm = line["storm"]["cpu_seconds"] / line["lines"] * LINES
    cores, gib = (quiet + talk) / FILLED, memory / FILLED
    dollars = (cores * CORE_HOUR + gib * GIB_HOUR) * 24 * 365 / 12
    renewals = LINES * CALLS_OF_RENEWAL / (RENEWED_EVERY_DAYS * 86_400)
    rows = [
        ["memory for the lines", f"{number(memory)} GiB", f"{number(each)} KiB each; the kernel's sockets come on top"],
        ["CPU while nothing happens", f"{number(quiet)} cores", "pings and their timers"],
        ["CPU for messages", f"{number(talk)} cores", f"{MESSAGES_A_SECOND:g} a second and server, decoded: what a household sends while it plays"],
        ["CPU to open all lines", f"{number(opening * LINES)} s", "TLS handshakes; spread over as long as one likes"],
        ["CPU when all lines break at once", f"{number(storm)} s", "the same, but the servers choose the moment"],
        ["traffic while nothing happens", f"{number(LINES * BYTES_OF_PING / PING_EVERY / 1e6)} MB/s", f"{BYTES_OF_PING} bytes of packets every {PING_EVERY} s"],
        ["calls to plex.tv", f"{number(renewals)} a second", f"{CALLS_OF_RENEWAL} an account every {RENEWED_EVERY_DAYS} days, if they are spread evenly"],
        ["machines for the lines", f"{number(cores)} cores, {number(gib)} GiB", f"planned to be {FILLED:.0%} full"],
        ["price of these", f"{number(dollars)} $ a month", f"at {CORE_HOUR:g} $ a core and {GIB_HOUR:g} $ a GiB an hour"],
    ]
    return Table(["what", f"{grouped(LINES)} servers", "how"], rows)


def machine(quick, soft, hard):
    def kernel(name):
        path = Path("/proc/sys") / name.replace(".", "/")
        return " ".join(path.read_text().split()) if path.exists() else "–"

    processor = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "–")
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    settings = ["net.ipv4.ip_local_port_range", "net.netfilter.nf_conntrack_max", "net.core.somaxconn", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]
    return [
        f"Measured on {datetime.date.today().isoformat()} by `bench/scale{' --quick' if quick else ''}` on {processor}, {os.cpu_count()} cores, {gib:.0f} GiB, "
        f"{platform.system()} {platform.release()}. The mock servers run in another process on the same cores. Files that a process may open: "
        f"{soft} without asking, {hard} at most. " + "; ".join(f"`{name}` = {kernel(name)}" for name in settings) + ".",
        "",
    ]


def text(table):
    def line(cells):
        return "| " + " | ".join(cells) + " |"

    return [line(table.header), "|" + "---|" * len(table.header), *map(line, table.lines), ""]


def grouped(count):
    return f"{count:,}".replace(",", " ")


if __name__ == "__main__":
    main()
