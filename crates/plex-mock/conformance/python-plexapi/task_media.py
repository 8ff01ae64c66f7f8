"""Bytes: downloads, streams, subtitles, chosen tracks, transcoding."""

import os
from urllib.parse import urljoin

from harness import expect, filled, refused, same, task
from plexapi.exceptions import Unsupported

GROUP = "media"


def _decide(world, url):
    """Asks for the decision that players ask for before they start."""
    answer = world.plex._session.get(url.replace("/start.m3u8", "/decision"), timeout=30)
    same(answer.status_code, 200, "status of the decision")


def _files(album):
    """How many files an album of photos holds, with those of the albums in it."""
    return len(album.photos()) + len(album.clips()) + sum(_files(inner) for inner in album.albums())


def _get(world, url, **kwargs):
    answer = world.plex._session.get(url, timeout=30, **kwargs)
    same(answer.status_code, 200, f"status of {url.split('?')[0]}")
    return answer


@task(GROUP, "download a movie, an episode, a track and a photo")
def download(world):
    for item in (world.movie, world.episode, world.track, world.photo):
        path, = item.download(savepath=f"one {item.type}")[:1]
        same(os.path.getsize(path), item.media[0].parts[0].size, f"length of the {item.type}")
        expect(os.path.basename(path).endswith("." + item.media[0].parts[0].container), "name of the file")
    path, = world.track.download(savepath="named", keep_original_name=True)
    same(os.path.basename(path), os.path.basename(world.track.media[0].parts[0].file), "the original name")


@task(GROUP, "download a season, an album and a photo album")
def download_all(world):
    parts = sum(1 for episode in world.season.episodes() for _ in episode.iterParts())
    for thing, size in ((world.season, parts), (world.album, len(world.album.tracks())),
                        (world.photoalbum, _files(world.photoalbum))):
        same(len(thing.download(savepath=f"all of a {thing.type}")), size, f"files of a {thing.type}")
    outer = next(album for album in world.photos.all() if album.albums())
    inner = outer.albums()[0]
    paths = outer.download(savepath="with folders", subfolders=True)
    expect(any(os.path.join("with folders", inner.title) in path for path in paths), "no folder of the inner album")


@task(GROUP, "the first bytes of a file, and ranges of it")
def ranges(world):
    part = world.movie.reload().media[0].parts[0]
    url = world.plex.url(part.key, includeToken=True)
    whole = _get(world, url)
    same(int(whole.headers["Content-Length"]), part.size, "length")
    some = world.plex._session.get(url, headers={"Range": "bytes=10-19"}, timeout=30)
    same((some.status_code, some.content, some.headers["Content-Range"]), (206, whole.content[10:20], f"bytes 10-19/{part.size}"), "a range")


@task(GROUP, "stream: the playlist, the variant and a segment")
def stream(world):
    for item, kind in ((world.movie, "video"), (world.track, "audio")):
        url = item.getStreamURL(maxVideoBitrate=2000, videoResolution="1280x720", session="task-stream", protocol="hls", directPlay=0)
        expect(f"/{kind}/:/transcode/universal/start.m3u8" in url and world.token in url, "address")
        _decide(world, url)
        playlist = _get(world, url)
        expect(playlist.text.startswith("#EXTM3U"), "no playlist")
        line = next(line for line in playlist.text.splitlines() if line and not line.startswith("#"))
        inner = _get(world, urljoin(playlist.url, line))
        if inner.text.startswith("#EXTM3U"):
            line = next(line for line in inner.text.splitlines() if line and not line.startswith("#"))
            inner = _get(world, urljoin(inner.url, line))
        expect(len(inner.content) > 100, "an empty segment")
    expect(".mpd" in world.movie.getStreamURL(protocol="dash"), "address of DASH")
    refused(Unsupported, lambda: world.photo.getStreamURL(), "a stream of a photo")


@task(GROUP, "see what is being transcoded")
def transcode_sessions(world):
    url = world.movie.getStreamURL(maxVideoBitrate=2000, session="task-transcode", protocol="hls")
    _decide(world, url)
    _get(world, url)
    session = next((one for one in world.plex.transcodeSessions() if "task-transcode" in one.key), None)
    expect(session, "nothing is transcoded")
    filled(session, "audioChannels", "audioCodec", "audioDecision", "container", "context", "duration", "height", "key", "progress",
           "protocol", "sourceAudioCodec", "sourceVideoCodec", "speed", "videoCodec", "videoDecision", "width")
    same((session.protocol, isinstance(session.complete, bool), isinstance(session.throttled, bool)), ("hls", True, True), "types")


@task(GROUP, "download a video as it is transcoded")
def download_transcoded(world):
    path, = world.movie.download(savepath="transcoded", videoResolution="1280x720", maxVideoBitrate=2000)
    expect(os.path.getsize(path) > 0, "nothing came")


@task(GROUP, "choose sound and subtitles of a part")
def choose(world):
    movie = world.movie.reload()
    part = movie.media[0].parts[0]
    other = next(stream for stream in part.audioStreams() if not stream.selected)
    part.setSelectedAudioStream(other)
    same([s.id for s in movie.reload().audioStreams() if s.selected], [other.id], "sound")
    subtitle = movie.subtitleStreams()[0]
    subtitle.setSelected()
    same([s.id for s in movie.reload().subtitleStreams() if s.selected], [subtitle.id], "subtitle")
    movie.media[0].parts[0].resetSelectedSubtitleStream()
    same([s.id for s in movie.reload().subtitleStreams() if s.selected], [], "no subtitle")
    part = movie.media[0].parts[0]
    part.setSelectedSubtitleStream(subtitle.id)
    same([s.id for s in movie.reload().subtitleStreams() if s.selected], [subtitle.id], "subtitle by its number")
    part.resetSelectedSubtitleStream()
    movie.audioStreams()[0].setSelected()
    same(movie.reload().audioStreams()[0].selected, True, "sound by the stream")


@task(GROUP, "upload, choose and remove a subtitle")
def subtitles(world):
    with open("mine.srt", "w", encoding="utf-8") as file:
        file.write("1\n00:00:01,000 --> 00:00:02,000\nHello\n")
    movie = world.movie
    movie.uploadSubtitles("mine.srt")
    mine = next((s for s in movie.reload().subtitleStreams() if s.title and "mine" in s.title), None)
    expect(mine, f"it is not there: {[s.title for s in movie.subtitleStreams()]}")
    expect(mine.key, "it has no address")
    expect("Hello" in _get(world, world.plex.url(mine.key, includeToken=True)).text, "it cannot be read")
    mine.setSelected()
    same(next(s.selected for s in movie.reload().subtitleStreams() if s.id == mine.id), True, "chosen")
    movie.removeSubtitles(streamTitle=mine.title)
    expect(mine.id not in [s.id for s in movie.reload().subtitleStreams()], "it is still there")


@task(GROUP, "search for a subtitle, have it fetched, remove it")
def search_subtitles(world):
    import time

    movie = world.movie
    found = movie.searchSubtitles()
    expect(found, "nothing found")
    filled(found[0], "key", "language", "languageCode", "providerTitle", "score", "sourceKey", "codec", "displayTitle")
    movie.downloadSubtitles(found[0])
    for _ in range(50):
        got = next((s for s in movie.reload().subtitleStreams() if s.sourceKey == found[0].sourceKey), None)
        if got:
            break
        time.sleep(0.1)
    expect(got, "it was not fetched")
    movie.removeSubtitles(subtitleStream=got)
    expect(got.sourceKey not in [s.sourceKey for s in movie.reload().subtitleStreams()], "it is still there")


@task(GROUP, "lyrics, loudness and what sounds alike")
def sound(world):
    lyric = next((track for track in world.music.searchTracks(maxresults=200) if track.lyricStreams()), None)
    expect(lyric, "no track has lyrics")
    stream = lyric.lyricStreams()[0]
    filled(stream, "codec", "format", "key", "provider")
    _get(world, world.plex.url(stream.key, includeToken=True))
    analysed = next((track for track in world.music.searchTracks(maxresults=50) if track.hasSonicAnalysis), None)
    expect(analysed, "no track is analysed")
    audio = analysed.reload().audioStreams()[0]
    filled(audio, "albumGain", "albumPeak", "albumRange", "gain", "loudness", "lra", "peak")
    # The client has no class for the elements that it asks for with `levels()`: its list is always empty.
    same(audio.levels(subSample=32), [], "levels, as the client reads them")
    levels = world.plex.query(f"/library/streams/{audio.id}/levels?subsample=32")
    same((levels.tag, len(levels), float(levels[0].get("v")) < 0), ("MediaContainer", 32, True), "levels")
    similar = analysed.sonicallySimilar(limit=3)
    expect(1 <= len(similar) <= 3 and all(track.type == "track" and track.distance is not None for track in similar), "what sounds alike")
    expect(all(track.distance <= 0.2 for track in analysed.sonicallySimilar(maxDistance=0.2)), "distance")
    for thing in (analysed.artist(), analysed.album()):
        expect(thing.hasSonicAnalysis, f"the {thing.type} is not analysed")
        expect(all(other.type == thing.type and other != thing for other in thing.sonicallySimilar()), f"what sounds like the {thing.type}")
    tracks = world.music.searchTracks()
    path = world.music.sonicAdventure(tracks[0], tracks[-1].ratingKey)
    same((path[0], path[-1], len(set(path))), (tracks[0], tracks[-1], len(path)), "ends of the way")
    expect(all(track.type == "track" for track in tracks[0].sonicAdventure(tracks[-1])), "a way from one to the other")
