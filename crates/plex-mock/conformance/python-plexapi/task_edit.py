"""Changing what is told of things: fields, tags, locks, many at once, settings, matches."""

from datetime import datetime

from harness import BadRequest, NotFound, expect, refused, same, task

GROUP = "edits"

# A tag with everything in its name that has a meaning in addresses.
ODD_TAG = "Test Tag !@#$%^&*()-_=+[];:'\"/?,."

FIELDS = {
    "AddedAt": ("addedAt", datetime(1999, 1, 1)),
    "AudienceRating": ("audienceRating", 7.7),
    "ContentRating": ("contentRating", "Test Rating"),
    "CriticRating": ("rating", 8.8),
    "EditionTitle": ("editionTitle", "Test Edition"),
    "OriginallyAvailable": ("originallyAvailableAt", datetime(1999, 1, 1)),
    "OriginalTitle": ("originalTitle", "Test Original"),
    "SortTitle": ("titleSort", "Test Sort"),
    "Studio": ("studio", "Test Studio"),
    "Summary": ("summary", "Test Summary: with & and <angles>, \"quotes\"\nand lines"),
    "Tagline": ("tagline", "Test Tagline"),
    "Title": ("title", "Test Title & more"),
    "TrackArtist": ("originalTitle", "Test Artist"),
    "TrackNumber": ("index", 77),
    "DiscNumber": ("parentIndex", 3),
    "CapturedTime": ("originallyAvailableAt", datetime(1999, 1, 1)),
    "UserRating": ("userRating", 10.0),
}

TAGS = {
    "Collection": "collections", "Country": "countries", "Director": "directors", "Genre": "genres", "Label": "labels",
    "Mood": "moods", "Producer": "producers", "SimilarArtist": "similar", "Style": "styles", "Tag": "tags", "Writer": "writers",
}


def _locked(thing, name):
    return [field.locked for field in thing.fields if field.name == name]


def _edit_fields(thing):
    for method, (name, wanted) in FIELDS.items():
        edit = getattr(thing, f"edit{method}", None)
        if edit is None:
            continue
        before = getattr(thing, name)
        edit(wanted)
        thing.reload()
        same(getattr(thing, name), wanted, f"{thing.type}.{name} after the edit")
        same(_locked(thing, name), [True], f"lock of {name}")
        expect(thing.isLocked(name), f"isLocked({name})")
        edit("" if before is None else before, locked=False)
        thing.reload()
        same(getattr(thing, name), before, f"{thing.type}.{name} after it was taken back")
        same(_locked(thing, name), [], f"lock of {name} after it was taken back")


def _edit_tags(thing):
    for method, name in TAGS.items():
        add, remove = getattr(thing, f"add{method}", None), getattr(thing, f"remove{method}", None)
        if add is None:
            continue
        field = thing._tagSingular(name)
        tags = lambda: [tag.tag for tag in getattr(thing, name)]
        before = tags()
        add(ODD_TAG)
        thing.reload()
        expect(ODD_TAG in tags(), f"{thing.type}: {name} has no new tag: {tags()}")
        same(sorted(tags()), sorted(before + [ODD_TAG]), f"{thing.type}: {name}")
        same(_locked(thing, field), [True], f"{thing.type}: lock of {field}")
        tag = next(tag for tag in getattr(thing, name) if tag.tag == ODD_TAG)
        remove(tag)
        same(sorted(tags_after := [t.tag for t in getattr(thing.reload(), name)]), sorted(before), f"{thing.type}: {name} without it")
        add(tag)
        expect(ODD_TAG in [t.tag for t in getattr(thing.reload(), name)], f"{thing.type}: {name} has it again")
        remove(ODD_TAG, locked=False)
        thing.reload()
        same(sorted(tags()), sorted(before), f"{thing.type}: {name} as before")
        same(_locked(thing, field), [], f"{thing.type}: lock of {field} is gone")


for _kind in ("movie", "show", "season", "episode", "artist", "album", "track", "photoalbum", "photo"):
    def _fields_of(world, kind=_kind):
        _edit_fields(getattr(world, kind).reload())

    def _tags_of(world, kind=_kind):
        _edit_tags(getattr(world, kind).reload())

    task(GROUP, f"edit every field of a {_kind}, lock it, take it back")(_fields_of)
    if _kind != "photoalbum":
        task(GROUP, f"add and remove every tag of a {_kind}")(_tags_of)


@task(GROUP, "edit several fields in one request")
def batch(world):
    movie = world.movie
    before = movie.title, movie.summary, movie.tagline, movie.studio
    movie.batchEdits().editTitle("New").editSummary("Newer").editTagline("Newest").editStudio("New & Sons").addGenre("Newness").saveEdits()
    movie.reload()
    same((movie.title, movie.summary, movie.tagline, movie.studio), ("New", "Newer", "Newest", "New & Sons"), "edited")
    expect("Newness" in [genre.tag for genre in movie.genres], "tag")
    movie.batchEdits().editTitle(before[0], locked=False).editSummary(before[1], locked=False) \
        .editTagline(before[2] or "", locked=False).editStudio(before[3], locked=False).removeGenre("Newness", locked=False).saveEdits()
    movie.reload()
    same((movie.title, movie.summary, movie.tagline, movie.studio), before, "taken back")
    same(movie.fields, [], "no lock is left")
    refused(BadRequest, movie.saveEdits, "saving without a batch")


@task(GROUP, "edit several things in one request")
def multi(world):
    one, two = world.movies.all()[:2]
    titles = one.title, two.title
    world.movies.multiEdit([one, two], **{"title.value": "Both"})
    same((one.reload().title, two.reload().title), ("Both", "Both"), "both")
    one.editTitle(titles[0], locked=False)
    two.editTitle(titles[1], locked=False)
    first, second = world.shows.all()[:2]
    world.shows.batchMultiEdits([first, second]).addGenre("Of Both").saveMultiEdits()
    for show in (first, second):
        expect("Of Both" in [genre.tag for genre in show.reload().genres], "no new genre")
    world.shows.batchMultiEdits([first, second]).removeGenre("Of Both", locked=False).saveMultiEdits()
    for show in (first, second):
        expect("Of Both" not in [genre.tag for genre in show.reload().genres], "the genre is still there")
    refused(BadRequest, lambda: world.music.multiEdit([world.artist, world.album]), "things of two kinds")


@task(GROUP, "edit by the raw names of fields, and lock without changing")
def raw(world):
    movie = world.movie
    movie.edit(**{"titleSort.value": "New Sort", "titleSort.locked": 1})
    same((movie.reload().titleSort, movie.isLocked("titleSort")), ("New Sort", True), "edited")
    movie.edit(**{"titleSort.value": "Newer", "titleSort.locked": 0})
    same((movie.reload().titleSort, movie.isLocked("titleSort")), ("Newer", False), "unlocked")
    movie.edit(**{"summary.locked": 1})
    expect(movie.reload().isLocked("summary"), "only locked")


@task(GROUP, "lock a field of all things of a section")
def lock_all(world):
    world.movies.lockAllField("thumb")
    for movie in world.movies.all()[:5]:
        expect("thumb" in [field.name for field in movie.fields], "not locked")
    world.movies.unlockAllField("thumb")
    for movie in world.movies.all()[:5]:
        expect("thumb" not in [field.name for field in movie.fields], "still locked")


@task(GROUP, "change the settings of a thing and bring back the defaults")
def preferences(world):
    for thing in (world.movie, world.show, world.artist):
        expect(thing.preferences(), f"{thing.type} has no settings")
        for setting in thing.preferences():
            wanted = next(value for value in setting.enumValues if value != setting.value)
            thing.editAdvanced(**{setting.id: wanted})
            same(thing.reload().preference(setting.id).value, wanted, f"{thing.type}.{setting.id}")
        refused(NotFound, lambda: thing.preference("bad-pref"), "an unknown setting")
        thing.defaultAdvanced()
        for setting in thing.reload().preferences():
            same(setting.value, setting.default, f"default of {setting.id}")


@task(GROUP, "rate things and take the rating back")
def rate(world):
    for thing in world.of_each_kind():
        thing.rate(10.0)
        thing.reload()
        same(thing.userRating, 10.0, f"rating of a {thing.type}")
        expect(getattr(thing, "lastRatedAt", True), f"{thing.type}: no date of the rating")
        thing.rate()
        same(thing.reload().userRating, None, f"rating of a {thing.type} taken back")
    refused(BadRequest, lambda: world.movie.rate("bad"), "a rating that is no number")
    refused(BadRequest, lambda: world.movie.rate(100), "a rating that is too high")


@task(GROUP, "look for matches, unmatch, and match again")
def matches(world):
    movie = world.movie
    found = movie.matches()
    expect(found, "no matches")
    for name in ("guid", "name", "score", "year"):
        expect(getattr(found[0], name) is not None, f"a match has no {name}")
    expect(isinstance(movie.matches(title="", year=""), list), "without a title")
    movie.unmatch()
    expect(movie.reload().guid.startswith("local://") or "none" in movie.guid, f"still matched: {movie.guid}")
    movie.fixMatch(auto=True)
    expect(movie.reload().guid.startswith("plex://movie/"), "not matched again")
    movie.fixMatch(searchResult=found[-1])
    same(movie.reload().guid, found[-1].guid, "matched with what was chosen")
    expect(world.show.matches(), "no matches of a show")


@task(GROUP, "merge two things into one and split them again")
def merge(world):
    one, two = world.movies.all()[:2]
    size, versions = len(world.movies.all()), len(one.media) + len(two.media)
    one.merge(two.ratingKey)
    same(len(world.movies.all()), size - 1, "merged")
    same(len(one.reload().media), versions, "versions of both")
    one.split()
    same(len(world.movies.all()), size, "split")


@task(GROUP, "delete a thing and a version of one")
def delete(world):
    movie = world.movies.all()[-1]
    size = len(world.movies.all())
    movie.delete()
    same(len(world.movies.all()), size - 1, "deleted")
    refused(NotFound, lambda: world.plex.fetchItem(movie.ratingKey), "looking at what was deleted")
    twice = next((movie for movie in world.movies.all() if len(movie.media) > 1), None)
    if twice:
        versions = len(twice.media)
        twice.media[-1].delete()
        same(len(twice.reload().media), versions - 1, "versions")


@task(GROUP, "refresh and analyse things")
def refresh(world):
    for thing in (world.movie, world.show, world.season, world.episode, world.artist, world.album, world.track):
        thing.refresh()
        thing.analyze()
