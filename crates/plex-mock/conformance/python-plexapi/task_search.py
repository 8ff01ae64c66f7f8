"""Filters, operators and sorts of sections, and search over everything."""

from collections import namedtuple
from datetime import datetime, timedelta

from harness import BadRequest, NotFound, expect, filled, long, refused, same, task

GROUP = "search"


@task(GROUP, "list filters, sorts, fields and operators of every type")
def languages(world):
    for section, kinds in ((world.movies, ["movie", "folder", "collection"]),
                           (world.shows, ["show", "season", "episode", "folder", "collection"]),
                           (world.music, ["artist", "album", "track", "folder", "collection"]),
                           (world.photos, ["photo", "photoalbum"])):
        types = {kind.type: kind for kind in section.filterTypes()}
        expect(set(kinds) <= set(types), f"types of {section.title}: {sorted(types)}")
        for kind in types.values():
            filled(kind, "key", "title", "type")
            if kind.type == "folder":
                continue
            expect(kind.sorts and kind.fields, f"no sorts or fields of {kind.type}")
            for one in kind.filters:
                filled(one, "filter", "filterType", "key", "title", "type")
            for one in kind.sorts:
                filled(one, "defaultDirection", "descKey", "key", "title")
            for one in kind.fields:
                filled(one, "key", "title", "type")
                expect(section.listOperators(one.type) or one.type == "guid", f"no operators of {one.type}")
    expect([kind for kind in world.movies.filterTypes() if kind.active], "no type is active")
    same({field.type for field in world.movies.fieldTypes()} >= {"tag", "integer", "string", "boolean", "date", "resolution",
         "subtitleLanguage", "audioLanguage"}, True, "types of fields")
    refused(NotFound, lambda: world.movies.getFilterType("show"), "a type of another section")
    refused(NotFound, lambda: world.movies.getFieldType("unknown"), "an unknown type of field")


@task(GROUP, "list the choices of every filter, and everything behind a choice")
@long
def choices(world):
    for section, kinds in ((world.movies, ["movie"]), (world.shows, ["show", "season", "episode"]),
                           (world.music, ["artist", "album", "track"]), (world.photos, ["photo"])):
        for kind in kinds:
            for one in section.listFilters(kind):
                if one.filterType == "boolean":
                    continue
                field = next(field for field in section.listFields(kind) if field.key.split(".")[-1] == one.filter)
                for choice in section.listFilterChoices(one.filter, kind)[:3]:
                    filled(choice, "key", "title")
                    # Only of what is chosen from a list the client takes the choice itself.
                    value = {"integer": choice.key, "string": choice.title}.get(field.type, choice)
                    found = section.search(libtype=kind, filters={f"{kind}.{one.filter}": value})
                    expect(found, f"nothing has {kind}.{one.filter} {choice.title}")
    choice = world.movies.listFilterChoices("genre")[0]
    filled(choice, "fastKey", "type")
    same(choice.items(), world.movies.search(genre=choice), "items of the choice")


def _tries(section, thing):
    """Searches for a thing by each field that it has a value of, with each operator."""
    And = namedtuple("And", ["key", "title"])
    missed = []
    for field in section.listFields(thing.type if thing.type != "photo" or hasattr(thing, "media") else "photoalbum"):
        name = field.key.split(".")[-1]
        if name in ("unmatched", "group", "having"):
            continue
        operators = list(section.listOperators(field.type))
        if field.type in ("tag", "string"):
            operators.append(And("&=", "and"))
        for operator in operators:
            value = getattr(thing, name, None)
            if name in ("rating", "audienceRating", "userRating") and operator.key in ("=", "!="):
                continue
            if field.type == "boolean" and value is None:
                value = name.startswith("unwatched") and not getattr(thing, "isPlayed", False)
            if field.type == "tag" and isinstance(value, list) and value and operator.title != "and":
                value = value[0]
            if value is None or value == []:
                continue
            wanted = {
                "begins with": lambda: value[:3], "ends with": lambda: value[-3:],
                "contains": lambda: value.split(" ")[0], "does not contain": lambda: value.split(" ")[0],
                "is less than": lambda: value + 1, "is greater than": lambda: max(value - 1, 1),
                "is before": lambda: value + timedelta(days=1), "is after": lambda: value - timedelta(days=1),
            }.get(operator.title, lambda: value)()
            tries = [wanted]
            if field.type == "tag" and name != "contentRating":
                tries.append([one.tag if hasattr(one, "tag") else str(one) for one in (wanted if isinstance(wanted, list) else [wanted])])
            if field.type == "date" and isinstance(wanted, datetime):
                tries.append(wanted.strftime("%Y-%m-%d"))
            for one in tries:
                # A number of which nothing is less, so that nothing of it is greater either.
                is_out = operator.key.startswith("!") or (operator.key == ">>=" and isinstance(value, (int, float)) and one >= value)
                where = {field.key + operator.key[:-1]: one}
                if operator.key == "=0":
                    where = {field.key + "!": one}
                found = section.search(libtype=thing.type if thing.type != "photo" or hasattr(thing, "media") else "photoalbum", filters=where)
                is_in = thing in found
                if operator.key == "=0":
                    continue
                if is_in == is_out:
                    missed.append(f"{field.key}{operator.key}{one!r}")
    expect(not missed, f"{thing.type}: wrong for {len(missed)}: {missed[:6]}")


def _tagged(thing):
    for name in ("Label", "Collection", "Genre", "Mood", "Style", "Tag"):
        add = getattr(thing, f"add{name}", None)
        if add:
            add("Found by this")
    return thing.reload()


for _kind in ("movie", "show", "season", "episode", "artist", "album", "track", "photo"):
    def _search(world, kind=_kind):
        thing = _tagged(getattr(world, kind))
        _tries(thing.section(), thing)

    task(GROUP, f"find a {_kind} by every field with every operator")(long(_search))


@task(GROUP, "find a collection by every field with every operator")
def collection(world):
    collection = world.movies.createCollection("Found by everything", items=world.movies.all()[:3])
    collection.addLabel("Found by this")
    _tries(world.movies, collection.reload())


@task(GROUP, "filter by several values, by tags of every form and by years")
def filters(world):
    movie, movies = world.movie.reload(), world.movies
    expect(movie in movies.search(actor=movie.actors[0], sort="titleSort"), "actor as a tag")
    expect(movie in movies.search(actor=movie.actors[0].tag), "actor by name")
    expect(movie in movies.search(actor=movie.actors[0].id), "actor by id")
    expect(movie in movies.search(director=movie.directors[0]), "director")
    expect(movie in movies.search(year=[movie.year, 1801]), "one of two years")
    expect(movie not in movies.search(year=1801), "another year")
    expect(movie in movies.search(decade=movie.year // 10 * 10), "decade")
    expect(movie in movies.search(resolution=movie.media[0].videoResolution), "resolution")
    genres = [genre.tag for genre in movie.genres]
    expect(movie in movies.search(filters={"genre&": genres}), "all genres at once")
    expect(movie not in movies.search(filters={"genre!": genres[0]}), "not of its genre")
    expect(movie in movies.search(contentRating=movie.contentRating), "content rating")
    expect(movie in movies.search(studio=movie.studio), "studio")
    expect(movie in movies.search(title=[movie.title[:5], "no such title"]), "one of two titles")
    same(movies.get(None, filters={"title": movie.title, "year": movie.year}), movie, "title and year")
    same(movies.get(movie.title), movie, "get by title")
    refused(NotFound, lambda: movies.get("no such title at all"), "an unknown title")
    for played in (True, False):
        expect(all(bool(m.viewCount) != played for m in movies.search(unwatched=played)), "seen or not")


@task(GROUP, "filter one level by another")
def levels(world):
    show, episode = world.show, world.episode
    expect(show in world.shows.search(filters={"episode.title": episode.title}), "shows by the title of an episode")
    expect(episode in world.shows.search(libtype="episode", filters={"show.title": show.title}), "episodes by their show")
    same(world.shows.search(title=episode.title, libtype="episode"), world.shows.searchEpisodes(title=episode.title), "two ways")
    expect(world.shows.searchSeasons(**{"show.title": show.title}), "seasons by their show")
    for found in world.shows.search(unwatched=True):
        expect(found.leafCount > found.viewedLeafCount, "a show without an unseen episode")
    genre = world.artist.reload().genres[0].tag
    expect(world.album in world.music.search(libtype="album", filters={"artist.genre": genre}), "albums by the artist's genre")
    expect(world.artist in world.music.search(filters={"album.year": world.album.year}), "artists by the year of an album")
    expect(world.track in world.music.searchTracks(filters={"album.title": world.album.title}), "tracks by their album")


@task(GROUP, "combine filters with and, or and parentheses")
def advanced(world):
    movie, movies = world.movie, world.movies
    filters = {"and": [{"or": [{"title": movie.title[:6]}, {"title": "no such title"}]}, {"year>>": movie.year - 1},
                       {"or": [{"unwatched": True}, {"unwatched!": True}]}]}
    found = movies.search(filters=filters)
    expect(movie in found, "it is not found")
    expect(all(one.year > movie.year - 1 for one in found), "one is too old")
    both = movies.search(filters={"or": [{"year": movie.year}, {"year>>": 2015}]})
    same({m.ratingKey for m in both}, {m.ratingKey for m in movies.all() if m.year == movie.year or m.year > 2015}, "or")
    expect(not movies.search(filters={"and": [{"year>>": 2015}, {"year<<": 2000}]}), "and")
    same(len(movies.search(limit=2)), 2, "limit")


@task(GROUP, "filter by dates, relative and absolute")
def dates(world):
    movie, movies = world.movie, world.movies
    expect(movie in movies.search(filters={"addedAt>>": movie.addedAt - timedelta(days=2)}), "after")
    expect(movie not in movies.search(filters={"addedAt<<": movie.addedAt - timedelta(days=2)}), "before")
    expect(movie in movies.search(filters={"addedAt>>": "30y"}), "within thirty years")
    expect(movie in movies.search(filters={"originallyAvailableAt<<": "1d"}), "before yesterday")
    for unit in ("s", "m", "h", "d", "w", "mon", "y"):
        movies.search(filters={"addedAt>>": f"3{unit}"})


@task(GROUP, "sort by one field, by several and by fields of other levels")
def sorts(world):
    movies = world.movies
    for direction in (False, True):
        found = [movie.titleSort.lower() for movie in movies.search(sort="titleSort:desc" if direction else "titleSort")]
        same(found, sorted(found, reverse=direction), f"titles, descending: {direction}")
    for field in ("guid", "summary", "updatedAt", "tagline", "year", "addedAt", "duration"):
        found = [getattr(movie, field) for movie in movies.search(sort=f"{field}:asc") if getattr(movie, field)]
        keyed = [one.lower() if isinstance(one, str) else one for one in found]
        same(keyed, sorted(keyed), field)
    several = [(movie.year, movie.titleSort.lower()) for movie in movies.search(sort="year:asc,titleSort:asc")]
    same(several, sorted(several), "year and title")
    several = [(movie.year, movie.titleSort.lower()) for movie in movies.search(sort=["year:desc", "titleSort:desc"])]
    same(several, sorted(several, reverse=True), "both descending")
    by_year = next(one for one in movies.listSorts() if one.key == "year")
    years = [movie.year for movie in movies.search(sort=by_year)]
    same(years, sorted(years, reverse=True), "the sort itself")
    shown = world.shows.search(sort="show.titleSort,season.index:nullsLast,episode.index:nullsLast", libtype="episode")
    titles = {show.ratingKey: show.titleSort.lower() for show in world.shows.all()}
    order = [(titles[e.grandparentRatingKey], e.parentIndex, e.index) for e in shown]
    same(order, sorted(order), "episodes by show, season and number")
    seasons = [(titles[s.parentRatingKey], s.index) for s in world.shows.search(sort="show.titleSort,index", libtype="season")]
    same(seasons, sorted(seasons), "seasons by show and number")
    artists = {artist.ratingKey: artist.titleSort.lower() for artist in world.music.all()}
    albums = world.music.search(sort="artist.titleSort,album.titleSort,album.index,album.id,album.originallyAvailableAt", libtype="album")
    order = [(artists[album.parentRatingKey], album.titleSort.lower()) for album in albums]
    same(order, sorted(order), "albums by artist and title")
    world.music.search(sort="artist.titleSort,album.titleSort,album.year,track.absoluteIndex,track.index,track.titleSort,track.id", libtype="track")
    expect(movies.search(sort="random"), "by chance")


@task(GROUP, "take every sort that is offered, both ways")
@long
def every_sort(world):
    for section in (world.movies, world.shows, world.music, world.photos):
        for kind in section.filterTypes():
            if kind.type in ("folder", "collection"):
                continue
            size = len(section.search(libtype=kind.type))
            for one in kind.sorts:
                for direction in ("asc", "desc"):
                    found = section.search(libtype=kind.type, sort=f"{one.key}:{direction}")
                    same(len(found), size, f"{kind.type} by {one.key}:{direction}")


@task(GROUP, "refuse what cannot be asked")
def exceptions(world):
    movies = world.movies
    refused(BadRequest, lambda: movies.search(year="123abc"), "a year that is none")
    refused(BadRequest, lambda: movies.search(filters=[]), "filters that are no dictionary")
    refused(BadRequest, lambda: movies.search(filters={"and": {"title": "test"}}), "an 'and' without a list")
    refused(NotFound, lambda: movies.search(unknown="unknown"), "an unknown field")
    refused(NotFound, lambda: movies.search(**{"title<>!=": "unknown"}), "an unknown operator")
    refused(NotFound, lambda: movies.search(sort="unknown"), "an unknown sort")
    refused(NotFound, lambda: movies.search(sort="titleSort:bad"), "an unknown direction")
    refused(NotFound, lambda: movies.listFilterChoices(field="unknown"), "an unknown filter")


@task(GROUP, "page through a search")
def pages(world):
    movies, count = world.movies, len(world.movies.all())
    same(len(movies.search(container_start=2, maxresults=1)), 1, "one from the third on")
    same(len(movies.search(container_size=1 + count // 3)), count, "in pages")
    same(len(movies.search(container_start=count - 2, container_size=1)), 2, "the last two")
    same(movies.search(container_start=9999, container_size=1), [], "past the end")
    same([m.ratingKey for m in movies.search(container_size=3)], [m.ratingKey for m in movies.all()], "order")


@task(GROUP, "search the whole server, and one section")
def server_search(world):
    movie, plex = world.movie, world.plex
    same(plex.search(movie.title, mediatype="movie")[0], movie, "a movie")
    expect(movie in plex.search(movie.title), "among everything")
    expect(world.show in plex.search(world.show.title), "a show")
    expect(world.episode in plex.search(world.episode.title, limit=50), "an episode")
    expect(world.artist in plex.search(world.artist.title), "an artist")
    expect(world.album in plex.search(world.album.title, limit=50), "an album")
    expect(movie in world.movies.hubSearch(movie.title), "in its section")
    expect(movie not in world.shows.hubSearch(movie.title), "in another section")
    same(plex.library.search(movie.title)[0], world.movies.search(movie.title)[0], "two ways")
    expect(plex.library.search(libtype="episode"), "all episodes")
    expect(plex.library.all(title__iexact=world.show.title), "all, filtered by the client")


@task(GROUP, "search for people and genres, and follow what is found")
def tag_search(world):
    movie, plex = world.movie.reload(), world.plex
    genre = movie.genres[0]
    hit = next(iter(plex.search(genre.tag, mediatype="genre")), None)
    expect(hit, "the genre is not found")
    filled(hit, "count", "filter", "id", "key", "librarySectionID", "librarySectionKey", "librarySectionTitle",
           "librarySectionType", "reason", "reasonID", "reasonTitle", "score", "type", "tag", "tagType")
    same((hit.filter, hit.type, hit.reason, hit.reasonID), (f"genre={hit.id}", "tag", "section", hit.librarySectionID), "of the hit")
    expect(any(movie in one.items() for one in plex.search(genre.tag, mediatype="genre")), "the movie is not behind it")
    expect(plex.search(movie.directors[0].tag, mediatype="director"), "a director")
    role = plex.search(movie.roles[0].tag, mediatype="actor")
    expect(role and role[0].tagKey, "an actor")
