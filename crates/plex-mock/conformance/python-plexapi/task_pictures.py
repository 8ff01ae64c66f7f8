"""Posters, backgrounds, logos, square art and themes: choosing, uploading, locking; and pictures that are pictures."""

import hashlib
import io
import struct
import zlib

from harness import expect, refused, same, task

GROUP = "pictures"


def png(width=32, height=48, color=(200, 40, 90)):
    """A picture, made here so that no file is needed."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes(color) * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def size_of(data):
    """Width and height that a PNG or a JPEG says it has."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return struct.unpack(">II", data[16:24])
    expect(data[:2] == b"\xff\xd8", f"no picture: {data[:16]!r}")
    at = 2
    while at < len(data):
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
            return width, height
        at += 2 + length
    expect(False, "a JPEG without a size")


def fetched(world, url):
    answer = world.plex._session.get(url, timeout=30)
    same(answer.status_code, 200, f"status of {url.split('?')[0]}")
    return answer


KINDS = {"Poster": ("posters", "thumb"), "Art": ("arts", "art"), "SquareArt": ("squareArts", "squareArt"), "Logo": ("logos", "clearLogo")}


def _pictures(thing):
    for name, (listed, field) in KINDS.items():
        if not hasattr(thing, listed):
            continue
        found = getattr(thing, listed)()
        if name in ("Poster", "Art") and thing.type in ("movie", "show", "episode", "artist", "album"):
            expect(found, f"{thing.type} has no {listed}")
        for one in found:
            expect(one.key and one.ratingKey and one.thumb and isinstance(one.selected, bool), f"{listed}: attributes")
        if len(found) > 1:
            getattr(thing, f"set{name}")(found[1])
            chosen = getattr(thing, listed)()
            same([one.ratingKey for one in chosen if one.selected], [found[1].ratingKey], f"{listed}: the chosen one")
        data = png(color=(len(name) * 20, 80, 120))
        getattr(thing, f"upload{name}")(filepath=io.BytesIO(data))
        digest = hashlib.sha1(data).hexdigest()
        uploaded = [one for one in getattr(thing, listed)() if one.ratingKey.startswith("upload://") and one.ratingKey.endswith(digest)]
        expect(uploaded and uploaded[0].selected, f"{thing.type} {listed}: the upload is not there or not chosen")
        getattr(thing, f"delete{name}")()
        same([one.ratingKey for one in getattr(thing, listed)() if one.selected], [], f"{listed}: none chosen after the deletion")
        if found:
            getattr(thing, f"set{name}")(found[0])
        getattr(thing, f"unlock{name}")()
        names = lambda: [one.name for one in thing.reload().fields]
        expect(field not in names(), f"{thing.type}: {field} is locked: {names()}")
        getattr(thing, f"lock{name}")()
        expect(field in names(), f"{thing.type}: {field} is not locked: {names()}")
        getattr(thing, f"unlock{name}")()
        expect(field not in names(), f"{thing.type}: {field} is still locked")


for _kind in ("movie", "show", "season", "episode", "artist", "album", "photoalbum"):
    def _pictures_of(world, kind=_kind):
        _pictures(getattr(world, kind))

    task(GROUP, f"choose, upload, delete and lock pictures of a {_kind}")(_pictures_of)


@task(GROUP, "choose and upload pictures of a collection and a playlist")
def of_lists(world):
    _pictures(world.movies.createCollection("Pictured", items=world.movies.all()[:2]))
    _pictures(world.plex.createPlaylist("Pictured", items=world.movies.all()[:2]))


@task(GROUP, "upload a picture by its address")
def by_address(world):
    movie = world.movie
    movie.uploadPoster(url=world.show.thumbUrl)
    expect([one for one in movie.posters() if one.selected], "no poster is chosen")


@task(GROUP, "upload, lock and delete a theme")
def themes(world):
    for thing in (world.movie, world.show, world.artist, world.movies.createCollection("Sung", items=[world.movie])):
        data = b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" + bytes(413)
        thing.uploadTheme(filepath=io.BytesIO(data))
        uploaded = [one for one in thing.themes() if one.ratingKey.startswith("upload://") and one.ratingKey.endswith(hashlib.sha1(data).hexdigest())]
        expect(uploaded, f"{thing.type}: the theme is not there")
        names = lambda: [field.name for field in thing.reload().fields]
        expect("theme" in names(), f"{thing.type}: the theme is not locked")
        thing.unlockTheme()
        expect("theme" not in names(), "the theme is still locked")
        thing.lockTheme()
        expect("theme" in names(), "the theme is not locked again")
        refused(NotImplementedError, lambda: thing.setTheme(thing.themes()[0]), "choosing a theme")
        thing.deleteTheme()
        same([one for one in thing.themes() if one.selected], [], "themes after the deletion")


@task(GROUP, "fetch the pictures of everything: they are pictures")
def real(world):
    for thing in world.of_each_kind():
        for url in (thing.thumbUrl, thing.artUrl):
            if url:
                answer = fetched(world, url)
                expect(answer.headers["Content-Type"].startswith("image/"), "no picture")
                width, height = size_of(answer.content)
                expect(width > 1 and height > 1, "an empty picture")
    section = world.movies
    for path in (section.thumb, section.art, section.composite):
        fetched(world, world.plex.url(path, includeToken=True))
    if world.show.reload().themeUrl:
        expect(fetched(world, world.show.themeUrl).headers["Content-Type"].startswith("audio/"), "no sound")
    chapter = world.movie.reload().chapters[0]
    expect(fetched(world, world.plex.url(chapter.thumb, includeToken=True)).headers["Content-Type"].startswith("image/"), "chapter")


@task(GROUP, "have a picture made smaller, bigger, another format")
def transcoded(world):
    plex, url = world.plex, world.movie.thumbUrl
    box = lambda **more: size_of(fetched(world, plex.transcodeImage(url, height=100, width=500, **more)).content)
    width, height = box(minSize=True)
    expect(width == 500 and height != 100, f"the smaller side fits: {width}x{height}")
    width, height = box(minSize=False, imageFormat="png")
    expect(height == 100 and width != 500, f"the larger side fits: {width}x{height}")
    expect(fetched(world, plex.transcodeImage(url, 50, 50)).content[:2] == b"\xff\xd8", "not a JPEG")
    expect(fetched(world, plex.transcodeImage(url, 50, 50, imageFormat="png")).content[:4] == b"\x89PNG", "not a PNG")
    fetched(world, plex.transcodeImage(url, 50, 50, opacity=50, saturation=0, blur=3, background="#000000", blendColor="ffffff", upscale=False))
    fetched(world, plex.transcodeImage(world.movie.thumb, 50, 50))
