"""Keeping things offline on a device that offers to."""

from harness import BadRequest, expect, refused, same, task
from plexapi.sync import AUDIO_BITRATE_192_KBPS, PHOTO_QUALITY_MEDIUM, VIDEO_QUALITY_3_MBPS_720p, VIDEO_QUALITY_ORIGINAL
from plexapi.utils import createMyPlexDevice

GROUP = "sync"


def _device(world):
    if not hasattr(world, "phone"):
        headers = {"X-Plex-Provides": "sync-target", "X-Plex-Platform": "iOS", "X-Plex-Platform-Version": "11.4.1",
                   "X-Plex-Device": "iPhone", "X-Plex-Device-Name": "A phone", "X-Plex-Client-Identifier": "task-sync-phone"}
        world.phone = createMyPlexDevice(headers, world.account)
    return world.phone


def _ordered(world, order, kind, count):
    """What was ordered is listed, ready, can be fetched, and taken back."""
    device = _device(world)
    item = next(one for one in device.syncItems().items if one.id == order.id)
    same((item.title, item.machineIdentifier), (order.title, world.plex.machineIdentifier), "the order")
    media = item.getMedia()
    same((len(media), {one.type for one in media}), (count, {kind}), "what it brings")
    same((item.status.itemsCount, item.status.itemsReadyCount, item.status.itemsDownloadedCount), (count, count, 0), "status")
    expect(item.status.totalSize > 0, "no size")
    item.markDownloaded(media[0])
    again = next(one for one in device.syncItems().items if one.id == order.id)
    same((again.status.itemsReadyCount, again.status.itemsDownloadedCount), (count - 1, 1), "status after one has come")
    item.delete()
    expect(order.id not in [one.id for one in device.syncItems().items], "it is still there")


@task(GROUP, "movies, shows, seasons and episodes")
def videos(world):
    device, quality = _device(world), VIDEO_QUALITY_3_MBPS_720p
    _ordered(world, world.movie.sync(quality, client=device), "movie", 1)
    _ordered(world, world.movie.sync(VIDEO_QUALITY_ORIGINAL, clientId=device.clientIdentifier), "movie", 1)
    _ordered(world, world.show.sync(quality, client=device, limit=4), "episode", 4)
    _ordered(world, world.season.sync(quality, client=device, title="One season"), "episode", len(world.season.episodes()))
    _ordered(world, world.episode.sync(quality, client=device), "episode", 1)
    show = next(show for show in world.shows.all() if show.viewedLeafCount < show.leafCount)
    left = show.leafCount - show.viewedLeafCount
    _ordered(world, show.sync(quality, client=device, unwatched=True), "episode", left)


@task(GROUP, "music and photos")
def others(world):
    device = _device(world)
    _ordered(world, world.artist.sync(AUDIO_BITRATE_192_KBPS, client=device), "track", len(world.artist.tracks()))
    _ordered(world, world.album.sync(AUDIO_BITRATE_192_KBPS, client=device, limit=2), "track", 2)
    _ordered(world, world.track.sync(AUDIO_BITRATE_192_KBPS, client=device), "track", 1)
    _ordered(world, world.photo.sync(PHOTO_QUALITY_MEDIUM, client=device), "photo", 1)


@task(GROUP, "sections, playlists and collections")
def lists(world):
    device, quality = _device(world), VIDEO_QUALITY_3_MBPS_720p
    _ordered(world, world.movies.sync(quality, client=device, limit=3), "movie", 3)
    _ordered(world, world.shows.sync(quality, client=device, limit=3), "episode", 3)
    _ordered(world, world.music.sync(AUDIO_BITRATE_192_KBPS, client=device, limit=3), "track", 3)
    _ordered(world, world.photos.sync(PHOTO_QUALITY_MEDIUM, client=device, limit=3), "photo", 3)
    playlist = world.plex.createPlaylist("To take along", items=world.album.tracks())
    _ordered(world, playlist.sync(audioBitrate=AUDIO_BITRATE_192_KBPS, client=device), "track", len(world.album.tracks()))
    smart = world.plex.createPlaylist("Some of them", smart=True, section=world.movies, limit=2)
    _ordered(world, smart.sync(videoQuality=quality, client=device), "movie", 2)
    collection = world.movies.createCollection("For the train", items=world.movies.all()[:3])
    _ordered(world, collection.sync(quality, client=device), "movie", 3)


@task(GROUP, "refuse devices that keep nothing offline")
def refusals(world):
    account = world.account
    other = next(device for device in account.devices() if "sync-target" not in device.provides)
    refused(BadRequest, other.syncItems, "a device that keeps nothing")
    refused(BadRequest, lambda: world.movie.sync(VIDEO_QUALITY_3_MBPS_720p, client=other), "an order for it")
    refused(BadRequest, lambda: world.movie.sync(VIDEO_QUALITY_3_MBPS_720p, clientId="no-such-device"), "an unknown device")
    same(account.syncItems(clientId="no-such-device").items, [], "what an unknown device keeps")
