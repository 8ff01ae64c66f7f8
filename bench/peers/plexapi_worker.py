"""python-plexapi at the work that bench/run times: SERVER TOKEN MOVIE list|identity|details [COUNT AT_ONCE]."""

import sys
from concurrent.futures import ThreadPoolExecutor

from plexapi.server import PlexServer

from rounds import rounds

server, token, movie, work, *more = sys.argv[1:]
count, at_once = map(int, more or (0, 1))
plex = PlexServer(server, token)
movies = plex.library.sectionByID(1)


def list_movies():
    # It asks for ids elsewhere too unless told not to; the other clients do not.
    return movies.all(container_size=1_000_000, includeGuids=False)


def identity():
    return many(lambda _: plex.query("/identity"))


def details():
    return many(lambda _: plex.fetchItem(int(movie)))


def many(call):
    """It waits for each answer, so calls at once are made in threads."""
    if at_once == 1:
        for number in range(count):
            call(number)
    else:
        with ThreadPoolExecutor(at_once) as threads:
            for _ in threads.map(call, range(count)):
                pass
    return count


rounds({"list": list_movies, "identity": identity, "details": details}[work])
