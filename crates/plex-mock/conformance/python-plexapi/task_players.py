"""Players: on the local network, and Sonos through the cloud."""

import time

from harness import NotFound, expect, filled, long, refused, same, task
from plexapi.client import PlexClient
from plexapi.playqueue import PlayQueue

GROUP = "players"


def _now(client):
    """The client itself asks a player anew only when its last answer is older than a second."""
    time.sleep(1.01)
    return client.timeline


@task(GROUP, "press every key of the remote control")
def keys(world):
    client = world.plex.clients()[0]
    for name in ("contextMenu", "goBack", "goToHome", "goToMusic", "moveDown", "moveLeft", "moveRight", "moveUp", "nextLetter",
                 "pageDown", "pageUp", "previousLetter", "select", "toggleOSD"):
        getattr(client, name)()
    client.goToMedia(world.show)
    refused(NotFound, lambda: client.sendCommand("playback/unheardOf"), "an unknown command")


@task(GROUP, "play an album, skip in it, shuffle and repeat it")
@long
def album(world):
    client, tracks = world.plex.clients()[0], world.album.tracks()
    client.playMedia(world.album)
    timeline = _now(client)
    same((timeline.state, timeline.type, timeline.ratingKey), ("playing", "music", tracks[0].ratingKey), "at the beginning")
    filled(timeline, "address", "containerKey", "duration", "key", "machineIdentifier", "playQueueID", "port", "protocol",
           "providerIdentifier", "seekRange", "time", "volume")
    client.skipNext("music")
    same(_now(client).ratingKey, tracks[1].ratingKey, "the next")
    client.skipPrevious("music")
    client.skipTo(tracks[2].key, "music")
    client.stepForward("music")
    timeline = _now(client)
    same(timeline.ratingKey, tracks[2].ratingKey, "one by its key")
    expect(timeline.time >= 30_000, "it did not step forward")
    client.stepBack("music")
    client.setParameters(volume=40, repeat=1, shuffle=0, mtype="music")
    timeline = _now(client)
    same((timeline.volume, timeline.repeat, timeline.shuffle), (40, 1, False), "several at once")
    same({one.type for one in client.timelines()}, {"music", "photo", "video"}, "a timeline of each type")
    client.setRepeat(2, "music")
    client.setShuffle(1, "music")
    timeline = _now(client)
    same((timeline.repeat, timeline.shuffle), (2, True), "repeat and shuffle")
    client.refreshPlayQueue(timeline.playQueueID)
    client.stop("music")
    same(_now(client), None, "after the end")


@task(GROUP, "have a player make a queue, begin in the middle, choose streams")
def queue(world):
    client, movie = world.plex.clients()[0], world.movie.reload()
    client.createPlayQueue(world.plex, [movie, world.episode], offset=90_000, paused=True)
    timeline = _now(client)
    same((timeline.state, timeline.time, timeline.ratingKey), ("paused", 90_000, movie.ratingKey), "where it is")
    sound, picture = movie.audioStreams()[-1], movie.videoStreams()[0]
    client.setAudioStream(sound.id)
    client.setSubtitleStream(0)
    client.setVideoStream(picture.id)
    client.setStreams(audioStreamID=sound.id, subtitleStreamID=0)
    same(_now(client).audioStreamId, sound.id, "the sound")
    client.skipNext()
    same(_now(client).ratingKey, world.episode.ratingKey, "the second of the queue")
    client.stop()


@task(GROUP, "play a playlist, a queue, a photo, and what an item can play itself")
@long
def others(world):
    client = world.plex.clients()[0]
    playlist = world.plex.createPlaylist("For the player", items=[world.movie, world.episode])
    for media, kind in ((playlist, "video"), (PlayQueue.create(world.plex, [world.episode]), "video"), (world.photo, "photo"),
                        (world.track, "music")):
        client.playMedia(media)
        same(_now(client).type, kind, f"of a {media.TYPE}")
    world.movie.play(client)
    session = next(one for one in world.plex.sessions() if one.ratingKey == world.movie.ratingKey)
    same((session.player.machineIdentifier, session.user.title, session.source()), (client.machineIdentifier, world.account.title, world.movie), "session")
    session.stop("That is enough")
    for _ in range(100):
        if not world.plex.sessions():
            break
        time.sleep(0.05)
    same(world.plex.sessions(), [], "after it was stopped")


@task(GROUP, "connect to a player by its address and identifier")
def address(world):
    known = world.plex.clients()[0]
    client = PlexClient(world.plex, baseurl=known._baseurl, identifier=known.machineIdentifier)
    same((client.title, client.reload().product), (known.title, known.product), "the player")
    refused(NotFound, lambda: PlexClient(world.plex, baseurl=known._baseurl, identifier="no-such-player"), "another identifier")


@task(GROUP, "find Sonos speakers and play on one")
@long
def sonos(world):
    speakers = world.account.sonos_speakers()
    expect(speakers, "no speakers")
    speaker = speakers[0]
    filled(speaker, "deviceClass", "machineIdentifier", "product", "platform", "platformVersion", "protocol", "protocolCapabilities",
           "title", "lanIP")
    same(world.account.sonos_speaker_by_id(speaker.machineIdentifier[:8]), speaker, "by its identifier")
    same(world.account.sonos_speaker(speaker.title.split("+")[0].strip()), speaker, "by its name")
    speaker.playMedia(world.album)
    same(_now(speaker).state, "playing", "state")
    speaker.setVolume(25)
    speaker.pause("music")
    timeline = _now(speaker)
    same((timeline.state, timeline.volume), ("paused", 25), "state")
    speaker.stop("music")
