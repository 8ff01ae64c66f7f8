"""Times one piece of work a few times and prints the line that all peers print."""

import json
import resource
import time


def report(work, rounds):
    seconds = []
    for number in range(rounds + 1):
        start = time.perf_counter()
        done = work()
        took = time.perf_counter() - start
        # The first round only warms up.
        if number:
            seconds.append(took)
        items = len(done)
        del done
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"items": items, "seconds": seconds, "peak_kib": peak}))
