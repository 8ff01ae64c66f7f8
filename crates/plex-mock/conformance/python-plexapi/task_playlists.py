"""Playlists of videos, music and photos, plain, smart and from files."""

from harness import BadRequest, NotFound, expect, filled, refused, same, task
from plexapi.exceptions import Unsupported

import task_edit

GROUP = "playlists"


def keys(items):
    return [item.ratingKey for item in items]


@task(GROUP, "create a playlist and read every attribute")
def create(world):
    episodes = world.show.episodes()[:3]
    playlist = world.plex.createPlaylist("A new list", items=episodes)
    filled(playlist, "addedAt", "allowSync", "composite", "duration", "guid", "key", "leafCount", "playlistType", "ratingKey",
           "title", "titleSort", "type", "updatedAt")
    same((playlist.leafCount, playlist.playlistType, playlist.smart, playlist.summary, playlist.content, playlist.allowSync,
          playlist.durationInSeconds, playlist.icon), (3, "video", False, "", None, True, None, None), "attributes")
    expect(playlist.guid.startswith("com.plexapp.agents.none://") and playlist.key.startswith("/playlists/"), "guid and key")
    same((playlist.thumb, playlist.metadataType, playlist.isVideo, playlist.isAudio, playlist.isPhoto),
         (playlist.composite, "movie", True, False, False), "kinds")
    same(playlist.duration, sum(episode.duration for episode in episodes), "duration")
    same((playlist.item(episodes[1].title), playlist.get(episodes[1].title)), (episodes[1], episodes[1]), "item by title")
    refused(NotFound, lambda: playlist.item("no such title"), "an unknown title")
    same(world.plex.playlist("A new list"), playlist, "by title")
    refused(NotFound, lambda: world.plex.playlist("no such list"), "an unknown list")
    refused(BadRequest, playlist.section, "the section of a plain one")
    playlist.delete()
    expect("A new list" not in [one.title for one in world.plex.playlists()], "it is still there")


@task(GROUP, "list playlists by kind, section, title and order")
def listed(world):
    plex = world.plex
    video = plex.createPlaylist("List of videos", items=world.movies.all()[:3])
    audio = plex.createPlaylist("List of tracks", items=world.album)
    photo = world.photos.createPlaylist("List of photos", items=world.photoalbum.photos()[:4])
    same((video.playlistType, audio.playlistType, photo.playlistType), ("video", "audio", "photo"), "kinds")
    same((len(audio.items()), audio.isAudio, audio.metadataType), (len(world.album.tracks()), True, "track"), "tracks")
    same((len(photo.items()), photo.isPhoto, photo.metadataType), (4, True, "photo"), "photos")
    expect(video in plex.playlists(playlistType="video") and video not in plex.playlists(playlistType="audio"), "by kind")
    expect(audio in plex.playlists(playlistType="audio") and photo in plex.playlists(playlistType="photo"), "by kind")
    expect(video in world.movies.playlists() and video not in world.music.playlists(), "by section")
    same(world.movies.playlist("List of videos"), video, "of a section by title")
    refused(NotFound, lambda: world.movies.playlist("no such list"), "an unknown list")
    expect(video in world.movies.playlists(title="List of", sort="mediaCount:asc"), "by title and order")
    titles = [one.title.lower() for one in plex.playlists(sort="titleSort:desc")]
    same(titles, sorted(titles, reverse=True), "by title, descending")
    same([one.title for one in plex.playlists(title="List of v")], ["List of videos"], "by a part of the title")


@task(GROUP, "add, move and remove entries")
def change(world):
    episodes = world.show.episodes()
    playlist = world.plex.createPlaylist("Changing", items=episodes[:3])
    first, second, third = episodes[:3]
    items = playlist.items()
    expect(all(item.playlistItemID for item in items), "entries have no number")
    playlist.moveItem(items[1])
    same(keys(playlist.reload().items()), keys([second, first, third]), "moved to the front")
    items = playlist.items()
    playlist.moveItem(items[0], items[1])
    same(keys(playlist.reload().items()), keys([first, second, third]), "moved behind another")
    playlist.addItems(episodes[3])
    playlist.addItems(episodes[4:6])
    same(keys(playlist.reload().items()), keys(episodes[:6]), "added")
    playlist.removeItems(playlist.items()[5])
    playlist.removeItems(playlist.items()[3:5])
    same(keys(playlist.reload().items()), keys(episodes[:3]), "removed")
    same(playlist.leafCount, 3, "count")
    playlist.addItems(first)
    same(keys(playlist.reload().items()), keys([first, second, third, first]), "the same thing twice")
    playlist.addItems(world.season)
    same(len(playlist.reload().items()), 4 + world.season.leafCount, "a whole season")


@task(GROUP, "edit title, sort title and summary of a playlist")
def edit(world):
    playlist = world.plex.createPlaylist("To be edited", items=world.movie)
    playlist.editTitle("Edited & new").editSummary("What it is")
    playlist.reload()
    same((playlist.title, playlist.summary), ("Edited & new", "What it is"), "edited")
    task_edit._edit_fields(playlist)


@task(GROUP, "make a smart playlist, read its filters and change them")
def smart(world):
    movie = world.movie
    playlist = world.plex.createPlaylist("Smart", smart=True, limit=2, section=world.movies, sort="titleSort:desc", **{"year>>": 1960})
    items = playlist.items()
    same((playlist.smart, len(items), playlist.leafCount), (True, 2, 2), "smart")
    titles = [one.titleSort.lower() for one in items]
    same(titles, sorted(titles, reverse=True), "order")
    same((playlist.section(), playlist.radio), (world.movies, False), "section")
    playlist.content = ""
    same(playlist.section(), world.movies, "section by its items")
    playlist.updateFilters(limit=1, year=movie.year, title=movie.title)
    playlist.reload()
    same((len(playlist.items()), movie in playlist), (1, True), "after the change")
    for call in (lambda: playlist.addItems(movie), lambda: playlist.removeItems(movie), lambda: playlist.moveItem(movie)):
        refused(BadRequest, call, "changing what a query gathers")
    playlist.updateFilters(year=1801)
    playlist.reload()
    playlist.content = ""
    refused(Unsupported, playlist.section, "section of an empty one")


@task(GROUP, "keep nested filters of a smart playlist as they were")
def nested(world):
    shows = world.shows
    title = world.show.title[:4]
    for filters in (
        {"or": [{"show.title": title}, {"show.title": "zzz"}]},
        {"and": [{"or": [{"and": [{"show.title": title}, {"or": [{"show.year>>": "1950"}, {"show.viewCount<<": "3"}]}]},
                         {"show.title": "zzz"}]},
                 {"or": [{"show.contentRating": "PG"}, {"show.addedAt>>": "-30y"}]}, {"episode.hdr!": "1"}]},
    ):
        playlist = world.plex.createPlaylist("Nested", smart=True, section=shows, limit=5, libtype="show",
                                             sort=["season.index:nullsLast", "episode.index:nullsLast", "show.titleSort"], filters=filters)
        found = playlist.filters()
        same(found["filters"], filters, "filters read back")
        found["libtype"] = shows.METADATA_TYPE
        same(keys(shows.search(**found)), keys(playlist.items()), "the same by search")
        expect(playlist.items(), "nothing found")
        playlist.delete()


@task(GROUP, "refuse what no playlist can hold")
def exceptions(world):
    plex, movie, artist = world.plex, world.movie, world.artist
    playlist = plex.createPlaylist("Exceptions", items=movie)
    refused(BadRequest, playlist.updateFilters, "filters of a plain one")
    refused(BadRequest, lambda: playlist.addItems(artist), "another kind")
    refused(NotFound, lambda: playlist.removeItems(artist), "removing what is not in it")
    refused(NotFound, lambda: playlist.moveItem(artist), "moving what is not in it")
    refused(NotFound, lambda: playlist.moveItem(item=movie, after=artist), "moving behind what is not in it")
    refused(BadRequest, lambda: plex.createPlaylist("Bad", items=[]), "nothing")
    refused(BadRequest, lambda: plex.createPlaylist("Bad", items=[movie, artist]), "two kinds")


@task(GROUP, "make a playlist from an m3u file on the server")
def m3u(world):
    track = world.track.reload()
    path = track.media[0].parts[0].file.rsplit("/", 1)[0] + "/playlist.m3u"
    playlist = world.plex.createPlaylist("From a file", section=world.music.title, m3ufilepath=path)
    same((playlist.title, playlist.playlistType), ("From a file", "audio"), "the list")
    refused(BadRequest, lambda: world.plex.createPlaylist("Bad", section=world.music, m3ufilepath="does_not_exist.m3u"), "no such file")
    refused(BadRequest, lambda: world.plex.createPlaylist("Bad", section=world.shows, m3ufilepath=path), "a section without music")


@task(GROUP, "copy a playlist to another user")
def copy(world):
    from plexapi.server import PlexServer

    playlist = world.plex.createPlaylist("For somebody else", items=world.movies.all()[:2])
    user = next(user for user in world.account.users() if user.servers)
    playlist.copyToUser(user.title)
    theirs = PlexServer(world.server, user.get_token(world.plex.machineIdentifier))
    expect("For somebody else" in [one.title for one in theirs.playlists()], "it is not there")
    as_user = world.plex.switchUser(user.title)
    expect("For somebody else" in [one.title for one in as_user.playlists()], "not there for whom one switched to")
