"""What tasks are made of: the list of them, the server they run against, and how they say what went wrong."""

import functools
import inspect

import requests
from plexapi.exceptions import BadRequest, NotFound
from plexapi.myplex import MyPlexAccount
from plexapi.server import PlexServer

TASKS = []


class Failed(Exception):
    """The server did not do what the client's documentation promises."""


class Task:
    """One promise, and the function that holds the server to it."""

    def __init__(self, group, name, run, own=None):
        self.group, self.name, self.run, self.own = group, name, run, own


def task(group, name, own=None):
    """Adds a function to the tasks. `own` is the evidence that a failure is the client's: it happens with every server."""

    def add(run):
        TASKS.append(Task(group, name, run, own))
        return run

    return add


def long(run):
    """Marks a task that the short form leaves out."""
    run.long = True
    return run


def expect(held, what):
    """Ends the task unless something holds."""
    if not held:
        raise Failed(what)


def same(found, wanted, what):
    """Ends the task unless two things are equal, and tells both."""
    if found != wanted:
        raise Failed(f"{what}: {short(found)} instead of {short(wanted)}")


def refused(error, call, what):
    """Ends the task unless a call raises that error."""
    try:
        call()
    except error:
        return
    raise Failed(f"{what}: was not refused with {error.__name__}")


def filled(thing, *names):
    """Ends the task unless a thing has a value for each name."""
    # Looking by name, so that the client does not fetch the thing again for what is missing.
    missing = []
    for name in names:
        thing._autoReload = False
        value = getattr(thing, name)
        if value is None or value == [] or value == "":
            missing.append(name)
    thing._autoReload = True
    if missing:
        raise Failed(f"{type(thing).__name__} has no {', '.join(missing)}")


def short(value):
    text = repr(value)
    return text if len(text) < 160 else text[:157] + "..."


def to_mock_server(plex_tv):
    """Sends what is meant for plex.tv's hosts to the mock server, for every session in this process.

    python-plexapi holds plex.tv's addresses in class constants and in the middle of functions. Changing where they lead at
    the one door that all of its requests go through leaves the client as it is.
    """
    send = requests.adapters.HTTPAdapter.send

    @functools.wraps(send)
    def elsewhere(self, request, *args, **kwargs):
        parts = requests.compat.urlparse(request.url)
        if parts.hostname == "plex.tv" or (parts.hostname or "").endswith(".plex.tv"):
            request.headers["X-Forwarded-Host"] = parts.hostname
            request.url = plex_tv.rstrip("/") + request.url[request.url.index(parts.netloc) + len(parts.netloc):]
        return send(self, request, *args, **kwargs)

    requests.adapters.HTTPAdapter.send = elsewhere


class World:
    """What is there to try things on. Everything is looked up once and forgotten when the server is reset."""

    def __init__(self, server, plex_tv, token):
        self.server, self.plex_tv, self.token = server.rstrip("/"), plex_tv.rstrip("/"), token

    def control(self, path, method="post", **kwargs):
        answer = requests.request(method, f"{self.server}/__mock/{path}", timeout=20, **kwargs)
        answer.raise_for_status()
        return answer.json()

    def reset(self):
        self.control("reset")
        for name in [name for name in vars(self) if name not in ("server", "plex_tv", "token")]:
            delattr(self, name)

    @functools.cached_property
    def plex(self):
        return PlexServer(self.server, self.token, timeout=60)

    @functools.cached_property
    def account(self):
        return MyPlexAccount(token=self.token)

    def section(self, kind, agent=None):
        for section in self.plex.library.sections():
            if section.type == kind and (agent is None or (section.agent != "com.plexapp.agents.none") == agent):
                return section
        raise Failed(f"no section of type {kind}")

    @functools.cached_property
    def movies(self):
        return self.section("movie", agent=True)

    @functools.cached_property
    def videos(self):
        return self.section("movie", agent=False)

    @functools.cached_property
    def shows(self):
        return self.section("show")

    @functools.cached_property
    def music(self):
        return self.section("artist")

    @functools.cached_property
    def photos(self):
        return self.section("photo")

    # Things with everything on them that tasks look at: some of the library are bare, as in real ones.

    @functools.cached_property
    def movie(self):
        whole = [m for m in self.movies.all() if m.rating and m.audienceRating and m.studio and m.contentRating and m.summary]
        return next((m for m in whole if m.title.isascii() and len(m.title) > 6), whole[0])

    @functools.cached_property
    def show(self):
        return next(show for show in self.shows.all() if show.childCount > 1)

    @functools.cached_property
    def season(self):
        return self.show.season(1)

    @functools.cached_property
    def episode(self):
        return self.season.episode(1)

    @functools.cached_property
    def artist(self):
        return next(artist for artist in self.music.all() if artist.albums())

    @functools.cached_property
    def album(self):
        return self.artist.albums()[0]

    @functools.cached_property
    def track(self):
        return self.album.tracks()[0]

    @functools.cached_property
    def photoalbum(self):
        return self.photos.all()[0]

    @functools.cached_property
    def photo(self):
        return self.photoalbum.photos()[0]

    def of_each_kind(self):
        names = ("movie", "show", "season", "episode", "artist", "album", "track", "photoalbum", "photo")
        return [getattr(self, name) for name in names]

    def unplayed_movie(self):
        return next(movie for movie in self.movies.all() if not movie.viewCount and not movie.viewOffset)


def reason_of(error):
    """The first line of what went wrong, and where in the client or in a task it did."""
    text = f"{type(error).__name__}: {error}" if not isinstance(error, Failed) else str(error)
    if not isinstance(error, Failed):
        frames = inspect.trace()
        inside = [frame for frame in frames if "plexapi" in frame.filename.replace("python-plexapi", "")]
        if inside:
            text += f" (in {inside[-1].function})"
    return " ".join(text.split())[:300]


__all__ = ["BadRequest", "Failed", "NotFound", "TASKS", "World", "expect", "filled", "long", "reason_of", "refused", "same", "task", "to_mock_server"]
