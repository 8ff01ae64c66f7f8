"""Play queues."""

from harness import BadRequest, expect, filled, refused, same, task
from plexapi.playqueue import PlayQueue

GROUP = "play queues"


def keys(items):
    return [item.ratingKey for item in items]


@task(GROUP, "create a queue, add, move, remove, clear")
def create(world):
    episodes = world.show.episodes()
    queue = world.plex.createPlayQueue(episodes[:3])
    filled(queue, "identifier", "playQueueID", "playQueueSelectedItemID", "playQueueSelectedMetadataItemID", "playQueueSourceURI",
           "playQueueTotalCount", "playQueueVersion", "size", "selectedItem", "items", "mediaTagPrefix", "mediaTagVersion")
    same((len(queue), keys(queue.items), queue.playQueueLastAddedItemID, queue.playQueueShuffled),
         (3, keys(episodes[:3]), None, False), "created")
    same((queue.playQueueSelectedMetadataItemID, queue.selectedItem, queue.playQueueSelectedItemOffset),
         (episodes[0].ratingKey, episodes[0], 0), "what is played")
    queue.moveItem(queue.items[1])
    same(keys(queue.items), keys([episodes[1], episodes[0], episodes[2]]), "moved to the front")
    same(queue.playQueueSelectedMetadataItemID, episodes[0].ratingKey, "what is played is the same")
    queue.moveItem(queue.items[0], after=queue.items[1])
    same(keys(queue.items), keys(episodes[:3]), "moved behind another")
    queue.addItem(episodes[3])
    same((queue.playQueueLastAddedItemID, len(queue)), (next(i for i in queue.items if i == episodes[3]).playQueueItemID, 4), "added")
    queue.addItem(episodes[4], playNext=True)
    same(queue.items[1], episodes[4], "added as the next")
    queue.addItem(episodes[5])
    same([keys(queue.items).index(episodes[n].ratingKey) for n in (0, 4, 3, 5)], [0, 1, 3, 4], "added behind what was added")
    gone = queue.items[3]
    queue.removeItem(gone)
    expect(gone not in queue and len(queue) == 5, "removed")
    same(queue.getQueueItem(episodes[4]).ratingKey, episodes[4].ratingKey, "entry of a thing")
    queue.clear()
    same((keys(queue.items), len(queue), queue.playQueueSelectedMetadataItemID), (keys(episodes[:1]), 1, episodes[0].ratingKey), "cleared")
    queue.addItem(episodes[7])
    same((keys(queue.items), queue.playQueueLastAddedItemID), (keys([episodes[0], episodes[7]]), queue.items[1].playQueueItemID), "added again")


@task(GROUP, "look a queue up again, and a window of it")
def look_up(world):
    queue = PlayQueue.create(world.plex, world.movie)
    again = PlayQueue.get(world.plex, queue.playQueueID)
    same((again.playQueueID, again.items, len(again)), (queue.playQueueID, queue.items, 1), "the same")
    episodes = world.show.episodes()[:9]
    queue = PlayQueue.create(world.plex, episodes)
    middle = queue.items[len(episodes) // 2]
    window = PlayQueue.get(world.plex, queue.playQueueID, center=middle.playQueueItemID, window=1)
    same(keys(window.items), keys(episodes[len(episodes) // 2 - 1:len(episodes) // 2 + 2]), "the window")
    same((window.playQueueTotalCount, window.size), (len(episodes), 3), "counts")
    window = PlayQueue.get(world.plex, queue.playQueueID, center=middle.playQueueItemID, window=2, includeBefore=False)
    same(keys(window.items), keys(episodes[len(episodes) // 2:len(episodes) // 2 + 3]), "only what comes")
    queue.refresh()
    same(len(queue), len(episodes), "refreshed")


@task(GROUP, "start where one wants, shuffled, repeated, with everything that follows")
def options(world):
    episodes = world.show.episodes()
    queue = world.plex.createPlayQueue(episodes[:3], startItem=episodes[1])
    same((queue.playQueueSelectedMetadataItemID, queue.items[1].ratingKey), (episodes[1].ratingKey, episodes[1].ratingKey), "start")
    queue = world.plex.createPlayQueue(world.season, shuffle=1, repeat=1)
    expect(queue.playQueueShuffled and set(keys(queue.items)) == set(keys(world.season.episodes())), "shuffled")
    queue = world.plex.createPlayQueue(episodes[2], continuous=1)
    expect(len(queue) > 1 and queue.selectedItem.ratingKey == episodes[2].ratingKey, "what follows")


@task(GROUP, "queues of shows, albums, artists, photos, playlists and collections")
def sources(world):
    for thing, count in ((world.show, world.show.leafCount), (world.season, world.season.leafCount), (world.artist, len(world.artist.tracks())),
                         (world.album, len(world.album.tracks())), (world.track, 1), (world.photoalbum, len(world.photoalbum.photos()))):
        same(len(thing.playQueue()), count, f"queue of a {thing.type}")
    playlist = world.plex.createPlaylist("Queued", items=world.album)
    queue = playlist.playQueue(shuffle=1)
    same((queue.playQueueShuffled, len(queue)), (True, len(playlist)), "of a playlist")
    queue.addItem(playlist)
    same(len(queue), 2 * len(playlist), "a playlist added")
    collection = world.music.createCollection("Queued", items=world.album)
    queue = collection.playQueue()
    same(len(queue), len(world.album.tracks()), "of a collection")
    queue.addItem(world.track)
    same(len(queue), len(world.album.tracks()) + 1, "a track added")


@task(GROUP, "change a queue by things of the library; refuse what is not clear")
def library_items(world):
    episodes = world.show.episodes()
    queue = world.plex.createPlayQueue(episodes[:3])
    queue.moveItem(episodes[1], after=episodes[2])
    same(keys(queue.items), keys([episodes[0], episodes[2], episodes[1]]), "moved")
    queue.addItem(episodes[0])
    queue.addItem(episodes[0])
    refused(BadRequest, lambda: queue.moveItem(episodes[2], after=episodes[0]), "one of several")
    refused(BadRequest, lambda: queue.moveItem(episodes[9], after=episodes[0]), "what is not in it")
    refused(BadRequest, lambda: queue.removeItem(episodes[9]), "what is not in it")


@task(GROUP, "a queue from a radio station")
def stations(world):
    station = world.artist.station()
    expect(station is not None, "the artist has no station")
    queue = PlayQueue.fromStationKey(world.plex, station.key)
    expect(len(queue) >= 1 and queue.items[0].type == "track", "nothing to hear")
    expect(world.music.stations(), "the section has no stations")
