"""The processes that are measured: workers that wait for their turn, and the server that they ask."""

import json
import re
import statistics
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, field


# How the line begins that says what went wrong: `Error: …`, `module.SomeError: …`.
ERROR = re.compile(r"[\w.]*(Error|Exception)\b.*:")


class Failed(Exception):
    """A worker that cannot do its work; the text is its own."""


@dataclass
class Result:
    """What one worker did: a list of seconds, one for each round, or why there is none."""

    name: str
    seconds: list[float] = field(default_factory=list)
    items: int = 0
    peak_mib: float | None = None
    failure: str | None = None
    # What else the worker told of its last round.
    last: dict = field(default_factory=dict)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def spread(self):
        """Half of the way from the first to the third quartile, relative to the median."""
        if len(self.seconds) < 3:
            return (max(self.seconds) - min(self.seconds)) / 2 / self.median
        first, _, third = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return (third - first) / 2 / self.median


def ratio(these, those):
    """The median of the ratios in each round: what slows down a whole round does not move it."""
    pairs = zip(these.seconds, those.seconds)
    return statistics.median(this / that for this, that in pairs)


class Worker:
    """A process that does one round of its work for every line that it is sent, and answers each with a line of JSON."""

    def __init__(self, name, command, patience):
        self.result = Result(name)
        self.patience = patience
        self.complaints = []
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        # Whoever complains a lot must not wait for us to listen.
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self):
        for line in self.process.stderr:
            if len(self.complaints) < 1000:
                self.complaints.append(line.rstrip())

    def turn(self, counts=True):
        """One round. After a failure there is no other."""
        if self.result.failure:
            return
        alarm = threading.Timer(self.patience, self.process.kill)
        alarm.start()
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if not answer:
                raise Failed(self._why())
            line = json.loads(answer)
        except (Failed, OSError, ValueError) as error:
            self.result.failure = str(error) if isinstance(error, Failed) else self._why()
            return
        finally:
            alarm.cancel()
        self.result.items = line["items"]
        self.result.last = line
        if line.get("peak_kib"):
            self.result.peak_mib = line["peak_kib"] / 1024
        if counts:
            self.result.seconds.append(line["seconds"])

    def _why(self):
        code = self.process.wait()
        self.listener.join(timeout=5)
        if code == -9:
            return f"no answer within {self.patience} seconds"
        lines = [line.strip() for line in self.complaints if line.strip()]
        first = next((place for place, line in enumerate(lines) if ERROR.match(line)), len(lines) - 1)
        said = " ".join(lines[first : first + 3]) if lines else f"it ended with code {code}"
        return said.replace("`", "'")[:240]

    def end(self):
        self.process.kill()
        self.process.wait()
        # What a dead worker has not read is nobody's.
        with suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()


def take_turns(workers, rounds):
    """All workers do a round that does not count, then `rounds` that do: A, B, C, A, B, C and so on. Ends them."""
    try:
        for number in range(rounds + 1):
            for worker in workers:
                worker.turn(counts=number > 0)
    finally:
        for worker in workers:
            worker.end()
    return {worker.result.name: worker.result for worker in workers}
