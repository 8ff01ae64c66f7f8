"""A program that lists unwatched movies, tested against plex-mock. Run with: pytest"""

import json
import os
import subprocess
import urllib.error
import urllib.request

import pytest


@pytest.fixture
def plex():
    """A fresh server with 30 movies; PLEX_MOCK says where the program is, unless it is on the path."""
    command = [os.environ.get("PLEX_MOCK", "plex-mock"), "--movies", "30", "--shows", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def ask(plex, path, method="GET", body=None):
    headers = {"Accept": "application/json", "X-Plex-Token": plex["token"]}
    request = urllib.request.Request(plex["server"] + path, method=method, headers=headers, data=body)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def unwatched(plex):
    """What is to be tested: in place of your own program."""
    movies = ask(plex, "/library/sections/1/unwatched")["MediaContainer"]["Metadata"]
    return [movie["ratingKey"] for movie in movies]


def test_what_was_watched_is_not_listed(plex):
    first, *others = unwatched(plex)
    ask(plex, f"/:/scrobble?identifier=com.plexapp.plugins.library&key={first}")
    assert unwatched(plex) == others


def test_a_server_that_starts_is_an_error(plex):
    ask(plex, "/__mock/fault", "POST", b'{"path": "/library/sections/*/unwatched", "status": 503}')
    with pytest.raises(urllib.error.HTTPError, match="503"):
        unwatched(plex)
    assert unwatched(plex), "it happens once"


def test_the_token_goes_along(plex):
    unwatched(plex)
    [request] = ask(plex, "/__mock/requests")
    assert ["x-plex-token", plex["token"]] in request["headers"]
