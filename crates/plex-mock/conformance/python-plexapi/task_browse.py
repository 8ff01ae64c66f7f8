"""Looking at things of every kind."""

from datetime import datetime

from harness import BadRequest, NotFound, expect, filled, refused, same, task

GROUP = "browse"


@task(GROUP, "connect to a server and read what it says of itself")
def connect(world):
    plex = world.plex
    filled(plex, "friendlyName", "machineIdentifier", "platform", "platformVersion", "version", "myPlexUsername",
           "ownerFeatures", "transcoderVideoBitrates", "transcoderVideoQualities", "transcoderVideoResolutions", "updatedAt")
    same(len(plex.machineIdentifier), 40, "length of the machine identifier")
    same(plex.myPlexSigninState, "ok", "sign-in state")
    same(plex.myPlexMappingState, "mapped", "mapping state")
    expect(plex.myPlex is True and plex.allowSync is True and plex.hubSearch is True, "flags are not read as such")
    expect(isinstance(plex.transcoderActiveVideoSessions, int), "no count of sessions")
    same(plex.identity().machineIdentifier, plex.machineIdentifier, "identity")
    expect(plex.identity().claimed is True, "not claimed")


@task(GROUP, "refuse a wrong token with Unauthorized, an unknown path with NotFound")
def errors(world):
    from plexapi.exceptions import Unauthorized
    from plexapi.server import PlexServer

    refused(Unauthorized, lambda: PlexServer(world.server, "not-a-token"), "a wrong token")
    refused(NotFound, lambda: world.plex.query("/asdf/1234/asdf"), "an unknown path")
    refused(NotFound, lambda: world.plex.fetchItem(123456789), "an unknown key")
    refused(NotFound, lambda: world.plex.library.section("no such section"), "an unknown section")
    refused(NotFound, lambda: world.plex.library.sectionByID(-1), "an unknown section's id")


@task(GROUP, "list the sections with their attributes")
def sections(world):
    library = world.plex.library
    filled(library, "identifier", "mediaTagVersion", "title1")
    found = library.sections()
    expect({"movie", "show", "artist", "photo"} <= {section.type for section in found}, "a kind of section is missing")
    for section in found:
        filled(section, "agent", "art", "composite", "createdAt", "key", "language", "locations", "scanner", "thumb", "title",
               "type", "updatedAt", "uuid")
        expect(section.filters is True and section.refreshing is False and section.allowSync is True, "flags are wrong")
        same(len(section.uuid), 36, "length of the uuid")
        same(library.sectionByID(section.key).uuid, section.uuid, "section by id")
        same(library.section(section.title), section, "section by title")
        expect(section.totalSize >= 1, "nothing in it")


@task(GROUP, "count each level of a section without fetching it")
def counts(world):
    for section, kinds in ((world.movies, ["movie"]), (world.shows, ["show", "season", "episode"]),
                           (world.music, ["artist", "album", "track"]), (world.photos, ["photoalbum", "photo"])):
        same(section.totalViewSize(includeCollections=False), len(section.all()), f"size of {section.title}")
        for kind in kinds:
            expect(section.totalViewSize(libtype=kind) >= 1, f"no {kind} counted")
    before = world.shows.totalViewSize()
    world.show.addCollection("counted")
    same(world.shows.totalViewSize(), before + 1, "a collection is counted with the shows")
    same(world.shows.totalViewSize(includeCollections=False), len(world.shows.all()), "and is left out when asked")
    world.show.removeCollection("counted", locked=False)


@task(GROUP, "tell how long all things of a section last and how big they are")
def duration_and_storage(world):
    expect(world.movies.totalDuration > 0, "no duration")
    expect(world.movies.totalStorage > 0, "no storage")


@task(GROUP, "read every attribute of a movie")
def movie(world):
    movie = world.movie.reload()
    filled(movie, "addedAt", "art", "audienceRating", "audienceRatingImage", "chapters", "contentRating", "countries",
           "directors", "duration", "genres", "guid", "guids", "images", "key", "librarySectionID", "librarySectionKey",
           "librarySectionTitle", "markers", "media", "originallyAvailableAt", "producers", "rating", "ratingImage",
           "ratingKey", "ratings", "roles", "slug", "studio", "summary", "thumb", "title", "titleSort", "type",
           "ultraBlurColors", "updatedAt", "writers", "year", "locations")
    same((movie.type, movie.listType, movie.TYPE), ("movie", "video", "movie"), "kinds")
    expect(isinstance(movie.rating, float) and isinstance(movie.audienceRating, float), "ratings are no numbers")
    expect(isinstance(movie.originallyAvailableAt, datetime), "no date")
    same(movie.actors, movie.roles, "actors are the roles")
    expect(movie.guid.startswith("plex://movie/"), "guid")
    expect({"imdb", "tmdb"} <= {guid.id.split(":")[0] for guid in movie.guids}, "outer guids")
    role = movie.roles[0]
    filled(role, "filter", "id", "role", "tag", "tagKey", "thumb")
    filled(movie.genres[0], "filter", "id", "tag")
    for marker in movie.markers:
        filled(marker, "end", "id", "start", "type", "version")
    expect(movie.hasCreditsMarker, "no credits marker")
    filled(movie.chapters[0], "end", "filter", "id", "index", "start", "tag", "thumb")
    filled(movie.ultraBlurColors, "bottomLeft", "bottomRight", "topLeft", "topRight")
    filled(movie.images[0], "alt", "type", "url")
    expect("coverPoster" in {image.type for image in movie.images}, "no poster among the images")
    filled(movie.ratings[0], "image", "type", "value")
    same((movie.enableCreditsMarkerGeneration, movie.useOriginalTitle, movie.languageOverride), (-1, -1, None), "settings")
    expect(movie.hasPreviewThumbnails in (True, False) and movie.hasVoiceActivity in (True, False), "flags")


@task(GROUP, "read versions, parts and streams")
def streams(world):
    movie = world.movie.reload()
    media = movie.media[0]
    filled(media, "aspectRatio", "audioChannels", "audioCodec", "bitrate", "container", "duration", "height", "id",
           "videoCodec", "videoFrameRate", "videoProfile", "videoResolution", "width")
    part = media.parts[0]
    filled(part, "container", "duration", "file", "id", "key", "size", "videoProfile", "streams")
    expect(part.size > 100, "the part is empty")
    video, = movie.videoStreams()
    filled(video, "bitDepth", "bitrate", "chromaLocation", "chromaSubsampling", "codec", "codedHeight", "codedWidth", "displayTitle",
           "extendedDisplayTitle", "frameRate", "height", "id", "index", "level", "profile", "refFrames", "scanType", "width")
    same((video.streamType, video.default), (1, True), "the picture")
    audio = movie.audioStreams()[0]
    filled(audio, "audioChannelLayout", "bitrate", "channels", "codec", "displayTitle", "extendedDisplayTitle", "id", "index",
           "language", "languageCode", "languageTag", "samplingRate")
    expect(audio.selected is True, "no sound selected")
    subtitle = movie.subtitleStreams()[0]
    filled(subtitle, "codec", "displayTitle", "id", "language", "languageCode", "languageTag")
    same([stream.streamType for stream in part.streams][:2], [1, 2], "order of the streams")
    track = world.track.reload()
    sound = track.audioStreams()[0]
    filled(sound, "audioChannelLayout", "bitrate", "channels", "codec", "samplingRate", "displayTitle")
    expect(sound.selected is True, "no sound selected in the track")


@task(GROUP, "tell whether the files exist, when asked")
def check_files(world):
    for item in (world.movie, world.episode):
        item.reload()
        same((item.media[0].parts[0].exists, item.media[0].parts[0].accessible), (None, None), "unasked")
        item.reload(checkFiles=True)
        same((item.media[0].parts[0].exists, item.media[0].parts[0].accessible), (True, True), "asked")


@task(GROUP, "read every attribute of a show")
def show(world):
    show = world.show.reload()
    filled(show, "addedAt", "art", "audienceRating", "audienceRatingImage", "childCount", "contentRating", "duration", "genres",
           "guid", "guids", "images", "index", "key", "leafCount", "locations", "originallyAvailableAt", "ratingKey", "ratings",
           "roles", "slug", "studio", "summary", "thumb", "title", "titleSort", "ultraBlurColors", "updatedAt", "year", "theme")
    same(show.seasonCount, show.childCount, "count of seasons")
    same(show.leafCount, len(show.episodes()), "count of episodes")
    expect(isinstance(show.viewedLeafCount, int), "no count of what was seen")
    same((show.episodeSort, show.flattenSeasons, show.enableCreditsMarkerGeneration, show.useOriginalTitle,
          show.subtitleMode, show.audioLanguage, show.subtitleLanguage), (-1, -1, -1, -1, -1, "", ""), "settings")
    expect(show.showOrdering in (None, "", "tmdbAiring", "aired"), "order of the episodes")
    expect(show.theme.startswith("/library/metadata/"), "theme")


@task(GROUP, "walk from a show to its seasons and episodes, and back")
def show_walk(world):
    show = world.show
    seasons = show.seasons()
    same(len(seasons), show.childCount, "seasons")
    same([season.title for season in seasons][:2], ["Season 1", "Season 2"], "titles of seasons")
    same(show.season("Season 1"), seasons[0], "season by title")
    same(show.season(1).index, 1, "season by number")
    episode = show.episode(season=1, episode=1)
    same(episode, seasons[0].episode(1), "the first episode")
    same(show.episode(episode.title), episode, "episode by title")
    same(show.get(episode.title), episode, "the same by get()")
    same(seasons[0].get(title=episode.title), episode, "the same by get() of the season")
    same((episode.season(), episode.show(), seasons[0].show()), (seasons[0], show, show), "the way back")
    same(episode.section(), world.shows, "section of the episode")
    refused(NotFound, lambda: show.episode(season=1337, episode=1337), "an episode that is not there")
    refused(BadRequest, lambda: show.episode(), "no number at all")
    some = show.episodes(maxresults=2)
    same((some.size, some.offset, some.totalSize, len(some)), (2, 0, show.leafCount, 2), "a page of episodes")


@task(GROUP, "read every attribute of a season")
def season(world):
    season = world.season.reload()
    filled(season, "addedAt", "art", "guid", "guids", "index", "key", "leafCount", "parentGuid", "parentIndex", "parentKey",
           "parentRatingKey", "parentSlug", "parentStudio", "parentTheme", "parentThumb", "parentTitle", "ratingKey", "thumb",
           "title", "titleSort", "updatedAt", "ultraBlurColors", "images", "librarySectionID")
    same((season.seasonNumber, season.parentIndex), (1, 1), "numbers")
    same((season.audioLanguage, season.subtitleLanguage, season.subtitleMode), ("", "", -1), "settings")
    expect(season.guid.startswith("plex://season/"), "guid")
    expect(season.summary is not None, "no summary, not even an empty one")


@task(GROUP, "read every attribute of an episode")
def episode(world):
    episode = world.episode.reload()
    filled(episode, "addedAt", "art", "audienceRating", "audienceRatingImage", "chapters", "contentRating", "directors",
           "duration", "grandparentArt", "grandparentGuid", "grandparentKey", "grandparentRatingKey", "grandparentSlug",
           "grandparentTheme", "grandparentThumb", "grandparentTitle", "guid", "guids", "index", "key", "markers", "media",
           "originallyAvailableAt", "parentGuid", "parentIndex", "parentKey", "parentRatingKey", "parentThumb", "parentTitle",
           "ratings", "roles", "summary", "thumb", "title", "titleSort", "updatedAt", "writers", "year", "locations", "images",
           "ultraBlurColors")
    same(episode.seasonEpisode, "s01e01", "season and episode")
    same((episode.episodeNumber, episode.seasonNumber, episode.skipParent, episode.viewOffset), (1, 1, False, episode.viewOffset), "numbers")
    expect(episode.hasIntroMarker and episode.hasCreditsMarker and not episode.hasCommercialMarker, "markers")
    expect(episode.guid.startswith("plex://episode/") and episode.parentGuid.startswith("plex://season/"), "guids")


@task(GROUP, "hide the season of an episode by a setting of its show")
def hidden_season(world):
    episode = world.episode
    world.show.editAdvanced(flattenSeasons=1)
    episode.reload()
    same(episode.skipParent, True, "the season is hidden")
    expect(episode.parentRatingKey and episode.parentKey and episode.seasonNumber == 1, "the season is still known")
    world.show.defaultAdvanced()
    same(episode.reload().skipParent, False, "the season is shown again")


@task(GROUP, "read every attribute of an artist, an album and a track")
def music(world):
    artist = world.artist.reload()
    filled(artist, "addedAt", "art", "countries", "genres", "guid", "guids", "images", "index", "key", "librarySectionID",
           "locations", "ratingKey", "thumb", "title", "titleSort", "updatedAt", "styles", "moods", "similar")
    same((artist.listType, artist.albumSort), ("audio", -1), "kind and setting")
    album = world.album.reload()
    filled(album, "addedAt", "genres", "guid", "guids", "index", "key", "leafCount", "originallyAvailableAt", "parentGuid",
           "parentKey", "parentRatingKey", "parentThumb", "parentTitle", "studio", "thumb", "title", "titleSort", "updatedAt",
           "year", "formats", "subformats", "styles")
    expect(album.loudnessAnalysisVersion is None or isinstance(album.loudnessAnalysisVersion, int), "analysis")
    track = world.track.reload()
    filled(track, "addedAt", "duration", "grandparentGuid", "grandparentKey", "grandparentRatingKey", "grandparentThumb",
           "grandparentTitle", "guid", "guids", "index", "key", "media", "parentGuid", "parentIndex", "parentKey",
           "parentRatingKey", "parentThumb", "parentTitle", "ratingKey", "thumb", "title", "titleSort", "locations",
           "ratingCount")
    same(track.trackNumber, track.index, "number of the track")
    expect(isinstance(track.hasSonicAnalysis, bool), "analysis of the track")


@task(GROUP, "walk from an artist to albums and tracks, and back")
def music_walk(world):
    artist, album, track = world.artist, world.album, world.track
    same(artist.album(album.title), album, "album by title")
    same(artist.track(title=track.title).title, track.title, "track by title")
    same(artist.track(album=album.title, track=1), track, "track by album and number")
    same(artist.get(title=track.title, album=album.title), track, "the same by get()")
    same((album.track(1), album.track(track.title), album.get(track.title)), (track, track, track), "track of the album")
    same((album.artist(), track.album(), track.artist()), (artist, album, artist), "the way back")
    same(len(artist.tracks()), sum(len(album.tracks()) for album in artist.albums()), "all tracks of the artist")
    expect(len(world.music.albums()) >= len(artist.albums()), "albums of the section")
    refused(BadRequest, lambda: artist.track(), "no title at all")
    popular = artist.popularTracks()
    expect(popular and popular[0].grandparentTitle == artist.title, "popular tracks")


@task(GROUP, "read photo albums, photos and clips")
def photos(world):
    album = world.photoalbum.reload()
    filled(album, "addedAt", "art", "composite", "guid", "index", "key", "librarySectionID", "ratingKey", "thumb", "title",
           "titleSort", "updatedAt")
    same(album.listType, "photo", "kind")
    photo = world.photo.reload()
    filled(photo, "addedAt", "createdAtAccuracy", "createdAtTZOffset", "guid", "index", "key", "media", "originallyAvailableAt",
           "parentGuid", "parentIndex", "parentKey", "parentRatingKey", "parentThumb", "parentTitle", "thumb", "title",
           "titleSort", "updatedAt", "year", "locations")
    media = photo.media[0]
    filled(media, "aperture", "aspectRatio", "container", "exposure", "height", "id", "iso", "lens", "make", "model", "width")
    same(photo.photoalbum(), album, "album of the photo")
    same(photo.section(), world.photos, "section of the photo")
    same(album.photo(photo.title), photo, "photo by title")
    expect(isinstance(album.albums(), list) and isinstance(album.clips(), list), "albums and clips within")
    same(world.photos.searchAlbums(title=album.title)[0], album, "album by search")
    expect(photo in world.photos.searchPhotos(title=photo.title), "photo by search")


@task(GROUP, "go through albums of photos within albums, and the videos among the photos")
def nested_albums(world):
    photos = world.photos
    inner = next(album for album in photos.searchAlbums() if album._data.attrib.get("parentRatingKey"))
    outer = world.plex.fetchItem(int(inner._data.attrib["parentRatingKey"]))
    expect(inner in outer.albums() and outer not in inner.albums(), "an album within an album")
    same(outer.album(inner.title), inner, "by its title")
    expect(inner.photos() and not set(inner.photos()) & set(outer.photos()), "photos of the inner one")
    for album in (outer, inner):
        expect(all(photo.photoalbum() == album for photo in album.photos()[:2]), "album of the photos")
    clip = outer.clips()[0]
    filled(clip, "addedAt", "duration", "guid", "index", "key", "media", "originallyAvailableAt", "ratingKey", "thumb", "title",
           "type", "updatedAt", "year", "locations", "librarySectionID")
    same((clip.type, clip.listType, outer.clip(clip.title), clip.section()), ("clip", "video", clip, photos), "a video")
    expect(clip.reload().videoStreams() and clip.audioStreams(), "it has no streams")
    expect(clip not in photos.searchPhotos(), "it is no photo")
    same(photos.totalViewSize(libtype="photo"), len(photos.searchPhotos()), "photos one by one")
    clip.markPlayed()
    same(clip.reload().viewCount, 1, "played")
    clip.markUnplayed()
    playlist = photos.createPlaylist("Both", items=[outer.photos()[0]])
    same(playlist.isPhoto, True, "a playlist of photos")


@task(GROUP, "look at videos that no agent knows")
def other_videos(world):
    video = world.videos.all()[0].reload()
    filled(video, "guid", "key", "media", "title", "duration", "addedAt", "thumb")
    expect("none" in video.guid or video.guid.startswith("local://"), "guid of an agent")
    same((video.section(), world.videos.agent), (world.videos, "com.plexapp.agents.none"), "section")


@task(GROUP, "fetch several things at once, in pages and with filters of the client")
def fetch(world):
    items = world.movies.all()
    keys = [item.ratingKey for item in items]
    same(world.plex.fetchItems(keys, container_size=7), items, "several keys in pages")
    key = f"/library/sections/{world.movies.key}/all"
    first = items[0]
    same(len(world.movies.fetchItems(key, title__ne=first.title)), len([m for m in items if m.title != first.title]), "title__ne")
    for found in world.movies.fetchItems(key, year__gte=2000, Media__container__in=["mkv"]):
        expect(found.year >= 2000 and "mkv" in {media.container for media in found.media}, "year and container")
    genre = first.genres[0].tag
    expect(first in world.movies.fetchItems(key, Genre__tag=genre), "tag of a genre")
    expect(first in world.movies.fetchItems(key, Media__Part__file__startswith="/"), "file of a part")
    expect(first in world.movies.fetchItems(key, guid__regex=r"plex://movie/"), "guid by pattern")
    same(world.movies.fetchItem(first.key), first, "one by its path")
    same(len(world.movies.all(container_start=2, maxresults=3)), 3, "a part of the list")
    same(world.movies.all(container_start=9999, container_size=1), [], "past the end")


@task(GROUP, "tell a whole thing from a part of one, and reload with and without switches")
def reload(world):
    movie = world.movies.get(world.movie.title)
    same(movie.isFullObject(), False, "out of a list")
    expect(len(movie.roles) <= 3, "a line of a list names three actors at most")
    movie.reload(includeChapters=False)
    same((movie.isFullObject(), movie.isPartialObject()), (False, True), "without chapters")
    movie._autoReload = False
    same(movie.chapters, [], "chapters were left out")
    movie._autoReload = True
    movie.reload()
    same(movie.isFullObject(), True, "with everything")
    expect(movie.chapters and len(movie.roles) > 3, "with chapters and all actors")
    movie.reload(includeFields=False, **movie._EXCLUDES)
    movie._autoReload = False
    same((movie.media, movie.summary), ([], None), "without what is excluded")


@task(GROUP, "leave the outer guids out of a list, when asked")
def guids(world):
    import plexapi.base

    plexapi.base.USER_DONT_RELOAD_FOR_KEYS.add("guids")
    try:
        same(world.movies.all(includeGuids=False)[0].guids, [], "left out")
        expect(world.movies.all()[0].guids, "there")
    finally:
        plexapi.base.USER_DONT_RELOAD_FOR_KEYS.remove("guids")


@task(GROUP, "find a thing by its guid, the catalogue's or an outer one")
def by_guid(world):
    movie = world.movie
    same(world.movies.getGuid(movie.guid), movie, "the catalogue's")
    for guid in movie.guids:
        same(world.movies.getGuid(guid.id), movie, guid.id)
    refused(NotFound, lambda: world.movies.getGuid("plex://movie/abcdefg"), "an unknown guid")
    refused(NotFound, lambda: world.movies.getGuid("imdb://tt00000000"), "an unknown outer guid")


@task(GROUP, "read reviews, extras and editions of a movie")
def reviews_and_extras(world):
    reviewed = next((movie for movie in world.movies.all() if movie.reviews()), None)
    expect(reviewed, "no movie has a review")
    review = reviewed.reviews()[0]
    filled(review, "filter", "id", "image", "link", "source", "tag", "text")
    with_extras = next((movie for movie in world.movies.all() if movie.extras()), None)
    expect(with_extras, "no movie has extras")
    extra = with_extras.extras()[0]
    same(extra.type, "clip", "kind of the extra")
    filled(extra, "title", "subtype", "extraType", "duration", "media", "key", "thumb")
    same(extra.section(), world.movies, "section of the extra")
    same(world.movie.editions(), [], "no other editions")


@task(GROUP, "read what parents want to know")
def common_sense(world):
    rated = next((show for show in world.shows.all() if show.reload().commonSenseMedia), None)
    expect(rated, "no show has it")
    filled(rated.commonSenseMedia, "id", "oneLiner", "ageRatings")
    filled(rated.commonSenseMedia.ageRatings[0], "age", "rating", "type")


@task(GROUP, "read recently added of every kind")
def recently_added(world):
    dated = [item.addedAt for item in world.movies.recentlyAdded()]
    same(dated, sorted(dated, reverse=True), "order")
    expect(world.plex.library.recentlyAdded(), "of the whole library")
    for found, kind in ((world.movies.recentlyAddedMovies(), "movie"), (world.shows.recentlyAddedShows(), "show"),
                        (world.shows.recentlyAddedSeasons(), "season"), (world.shows.recentlyAddedEpisodes(), "episode"),
                        (world.music.recentlyAddedArtists(), "artist"), (world.music.recentlyAddedAlbums(), "album"),
                        (world.music.recentlyAddedTracks(), "track"), (world.photos.recentlyAddedAlbums(), "photo")):
        same({item.type for item in found}, {kind}, "kind")


@task(GROUP, "go through the first letters of a section")
def letters(world):
    letters = world.movies.firstCharacter()
    same(sum(int(letter.size) for letter in letters), len(world.movies.all()), "all movies have a letter")
    for letter in letters:
        filled(letter, "key", "size", "title")


@task(GROUP, "go through the folders of a section")
def folders(world):
    folders = world.movies.folders()
    expect(folders, "no folders")
    found, todo = [], list(folders)
    while todo and len(found) < 200:
        here = todo.pop()
        filled(here, "key", "title")
        if here.key.startswith("/library/metadata"):
            found.append(here)
        else:
            todo += here.subfolders()
    same(len(found), len(world.movies.all()), "movies in the folders")
    expect(world.music.folders() and world.photos.folders(), "folders of music and photos")
    folders[0].allSubfolders()


@task(GROUP, "read the tags of the whole library")
def tags(world):
    genre = world.movie.reload().genres[0]
    found = next((tag for tag in world.plex.library.tags("genre") if tag.tag == genre.tag), None)
    expect(found, "the genre is not among the tags")
    filled(found, "filter", "id", "tag", "tagType")
    expect(world.plex.library.tags("director") and world.plex.library.tags("role"), "no people")
    expect(world.plex.library.tags("mediaProcessingTarget"), "no targets for optimising")
    refused(NotFound, lambda: world.plex.library.tags("unknown"), "an unknown tag")


@task(GROUP, "follow a tag to everything that has it")
def tag_items(world):
    movie = world.movie.reload()
    for tags in (movie.genres, movie.directors, movie.roles, movie.writers, movie.countries, movie.producers):
        expect(movie in tags[0].items(), f"the movie does not have {tags[0].tag}")
    album = world.album.reload()
    expect(album in album.genres[0].items(), "the album does not have its genre")


@task(GROUP, "read the history of a section's timeline")
def timeline(world):
    timeline = world.movies.timeline()
    filled(timeline, "size", "art", "content", "identifier", "latestEntryTime", "mediaTagPrefix", "mediaTagVersion", "thumb",
           "title1", "viewGroup")
    same((timeline.allowSync, timeline.content, timeline.viewGroup, timeline.title1),
         (False, "secondary", "secondary", world.movies.title), "of the container")
    expect(isinstance(timeline.updateQueueSize, int), "no length of the queue")


@task(GROUP, "compare several things by what they have in common")
def common(world):
    items = world.movies.all()[:3]
    common = world.movies.common(items)
    same((common.commonType, common.ratingKeys), ("movie", [item.ratingKey for item in items]), "what is common")
    same(common.items(), items, "the things themselves")
    expect("title" in common.mixedFields, "titles differ")


@task(GROUP, "make addresses for the web client")
def web_urls(world):
    for item in (world.movie, world.show, world.artist, world.photoalbum):
        url = item.getWebURL()
        expect(world.plex.machineIdentifier in url and url.startswith("https://app.plex.tv/desktop"), "address")
    expect("pageType=hub" in world.plex.getWebURL(), "address of the server")
    expect(f"source={world.movies.key}" in world.movies.getWebURL(tab="library"), "address of a section")
