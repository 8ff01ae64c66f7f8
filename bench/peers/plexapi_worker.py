"""python-plexapi at the work that bench/run times: SERVER TOKEN ROUNDS list|identity COUNT."""

import sys

from plexapi.server import PlexServer

from rounds import report

server, token, rounds, work, count = sys.argv[1:]
plex = PlexServer(server, token)
movies = plex.library.sectionByID(1)


def list_movies():
    return movies.all(container_size=1_000_000)


def identity():
    for _ in range(int(count)):
        plex.query("/identity")
    return range(int(count))


report({"list": list_movies, "identity": identity}[work], int(rounds))
