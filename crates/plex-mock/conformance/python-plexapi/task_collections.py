"""Collections, plain and smart."""

from harness import BadRequest, NotFound, expect, filled, refused, same, task

import task_edit

GROUP = "collections"


@task(GROUP, "create a collection and read every attribute")
def create(world):
    movies = world.movies.all()[:3]
    collection = world.plex.createCollection("A new one", section=world.movies, items=movies)
    filled(collection, "addedAt", "childCount", "guid", "index", "key", "librarySectionID", "librarySectionKey",
           "librarySectionTitle", "maxYear", "minYear", "ratingCount", "ratingKey", "subtype", "thumb", "title", "titleSort",
           "updatedAt")
    same((collection.childCount, collection.collectionMode, collection.collectionSort, collection.smart, collection.subtype,
          collection.collectionFilterBasedOnUser, collection.collectionPublished, collection.content, collection.summary),
         (3, -1, 0, False, "movie", 0, False, None, ""), "attributes")
    expect(collection.guid.startswith("collection://") and collection.key.startswith("/library/collections/"), "guid and key")
    same((collection.listType, collection.metadataType, collection.isVideo, collection.isAudio, collection.isPhoto),
         ("video", "movie", True, False, False), "kinds")
    same({item.ratingKey for item in collection.items()}, {movie.ratingKey for movie in movies}, "items")
    same(collection.section(), world.movies, "section")
    same((collection.item(movies[0].title), collection.get(movies[0].title)), (movies[0], movies[0]), "item by title")
    refused(NotFound, lambda: collection.item("no such title"), "an unknown title")
    expect(collection in world.movies.collections() and world.movies.collection("A new one") == collection, "in its section")
    refused(NotFound, lambda: world.movies.collection("no such collection"), "an unknown collection")
    tag = next(tag for tag in movies[0].reload().collections if tag.tag == "A new one")
    same(tag.collection(), collection, "from the tag of an item")
    collection.delete()
    expect(collection not in world.movies.collections(), "it is still there")
    expect("A new one" not in [tag.tag for tag in movies[0].reload().collections], "the tag is still there")


@task(GROUP, "collections of every kind of thing")
def of_kinds(world):
    for section, items in ((world.shows, world.shows.all()[:2]), (world.shows, world.show.seasons()[:2]),
                           (world.shows, world.show.episodes()[:2]), (world.music, world.music.all()[:2]),
                           (world.music, [world.album]), (world.music, world.artist.tracks()[:2])):
        collection = section.createCollection(f"Of {items[0].type}s", items=items)
        same((collection.subtype, collection.childCount), (items[0].type, len(items)), "kind and count")
        same({item.ratingKey for item in collection.items()}, {item.ratingKey for item in items}, f"{items[0].type}s")
        expect(collection in section.collections(), "in its section")


@task(GROUP, "add, move and remove items")
def change(world):
    first, second, third = world.movies.all()[:3]
    collection = world.movies.createCollection("Changing", items=[first, second])
    collection.addItems(third)
    expect(third in collection.reload(), "added")
    collection.sortUpdate("custom")
    items = collection.reload().items()
    collection.moveItem(items[2])
    same([one.ratingKey for one in collection.reload().items()], [items[2].ratingKey, items[0].ratingKey, items[1].ratingKey], "moved to the front")
    collection.moveItem(items[2], after=items[0])
    same([one.ratingKey for one in collection.reload().items()], [items[0].ratingKey, items[2].ratingKey, items[1].ratingKey], "moved behind another")
    collection.removeItems([second, third])
    same([one.ratingKey for one in collection.reload().items()], [first.ratingKey], "removed")
    same(collection.childCount, 1, "count")


@task(GROUP, "change mode, sort and whose filter counts")
def modes(world):
    movies = sorted(world.movies.all()[:6], key=lambda movie: movie.titleSort.lower())
    collection = world.movies.createCollection("Modes", items=movies)
    for mode, number in {"default": -1, "hide": 0, "hideItems": 1, "showItems": 2}.items():
        collection.modeUpdate(mode=mode)
        same(collection.reload().collectionMode, number, mode)
    refused(BadRequest, lambda: collection.modeUpdate(mode="bad-mode"), "an unknown mode")
    for sort, number in {"release": 0, "alpha": 1, "custom": 2}.items():
        collection.sortUpdate(sort=sort)
        same(collection.reload().collectionSort, number, sort)
    collection.sortUpdate("alpha")
    same([one.title for one in collection.reload().items()], [movie.title for movie in movies], "by title")
    collection.sortUpdate("release")
    dates = [one.originallyAvailableAt for one in collection.reload().items()]
    same(dates, sorted(dates), "by release")
    smart = world.movies.createCollection("Smart modes", smart=True, filters={"year>>": 1990})
    for user, number in {"user": 1, "admin": 0}.items():
        smart.filterUserUpdate(user=user)
        same(smart.reload().collectionFilterBasedOnUser, number, user)
    refused(BadRequest, lambda: collection.filterUserUpdate("user"), "of a plain one")


@task(GROUP, "edit and lock every field and tag of a collection")
def edit(world):
    collection = world.movies.createCollection("To be edited", items=world.movies.all()[:3])
    collection.reload()
    collection.edit(title="New Title", titleSort="New Sort", contentRating="New Rating", summary="New Summary")
    collection.reload()
    same((collection.title, collection.titleSort, collection.contentRating, collection.summary),
         ("New Title", "New Sort", "New Rating", "New Summary"), "edited by the old way")
    for name in ("title", "titleSort", "contentRating", "summary"):
        expect(collection.isLocked(name), f"{name} is not locked")
    collection.edit(title="To be edited", titleSort="To be edited", contentRating="", summary="",
                    **{f"{name}.locked": 0 for name in ("title", "titleSort", "contentRating", "summary")})
    same((collection.reload().fields, collection.contentRating), ([], None), "locks")
    task_edit._edit_fields(collection)
    task_edit._edit_tags(collection)
    collection.rate(8.0)
    same(collection.reload().userRating, 8.0, "rating")


@task(GROUP, "make a smart collection, read its filters and change them")
def smart(world):
    show = world.show
    collection = world.plex.createCollection("Smart", section=world.shows, smart=True, limit=3, libtype="episode",
                                             sort="episode.index:desc", filters={"show.title": show.title})
    same((collection.smart, len(collection.items()), collection.subtype), (True, 3, "episode"), "smart")
    expect(all(one.grandparentTitle == show.title for one in collection.items()), "of another show")
    numbers = [one.index for one in collection.items()]
    same(numbers, sorted(numbers, reverse=True), "order")
    expect(collection.content, "no query")
    found = collection.filters()
    same((found["libtype"], found["limit"], found["sort"], found["filters"]),
         ("episode", 3, ["episode.index:desc"], {"show.title": show.title}), "filters read back")
    collection.updateFilters(limit=5, libtype="episode", filters={"show.title": show.title})
    same(len(collection.reload().items()), 5, "after the change")
    same(world.shows.search(**collection.filters()), collection.items(), "the same by search")
    for call in (lambda: collection.addItems(world.show), lambda: collection.removeItems(world.show), lambda: collection.moveItem(world.show)):
        refused(BadRequest, call, "changing what a query gathers")


@task(GROUP, "keep nested filters of a smart collection as they were")
def nested(world):
    title = world.movie.title[:5]
    for number, filters in enumerate((
        {"and": [{"or": [{"title": title}, {"title=": "Another"}]}, {"year>>": "1950"}, {"unwatched": "1"}]},
        {"or": [{"and": [{"title": title}, {"year>>": "1950"}]}, {"and": [{"year>>": "2010"}, {"unwatched": "1"}]}]},
    )):
        collection = world.plex.createCollection(f"Nested {number}", section=world.movies, smart=True, limit=5, sort="year", filters=filters)
        same(collection.filters()["filters"], filters, "filters read back")
        same(world.movies.search(**collection.filters()), collection.items(), "the same by search")


@task(GROUP, "refuse what no collection can hold")
def exceptions(world):
    plex, movie, artist = world.plex, world.movie, world.artist
    refused(BadRequest, lambda: plex.createCollection("Bad", section=world.movies, items=[]), "nothing")
    refused(BadRequest, lambda: plex.createCollection("Bad", section=world.movies, items=[movie, artist]), "two kinds")
    collection = plex.createCollection("Good", section=world.movies.title, items=movie)
    refused(BadRequest, collection.updateFilters, "filters of a plain one")
    refused(BadRequest, lambda: collection.addItems(artist), "another kind")


@task(GROUP, "promote a collection on the home page and in its library")
def visibility(world):
    collection = world.movies.createCollection("Promoted", items=world.movies.all()[:3])
    hub = collection.visibility()
    refused(BadRequest, hub.move, "moving what is not promoted")
    refused(BadRequest, hub.remove, "removing what is not promoted")
    hub.updateVisibility(recommended=True, home=True, shared=True)
    same((hub.promotedToRecommended, hub.promotedToOwnHome, hub.promotedToSharedHome), (True, True, True), "promoted")
    expect("Promoted" in [hub.title for hub in world.movies.hubs()], "it is not among the section's hubs")
    hub.updateVisibility(recommended=False, home=False, shared=False)
    same((hub.promotedToRecommended, hub.promotedToOwnHome, hub.promotedToSharedHome), (False, False, False), "not promoted")
    hub.move()
    hub.remove()
    refused(NotFound, lambda: collection.visibility().remove() if collection.visibility()._promoted else hub.remove(), "removing twice")


@task(GROUP, "add and remove things by the tag of a collection")
def by_tag(world):
    movie = world.movie
    movie.addCollection("By tag")
    collection = world.movies.collection("By tag")
    same([one.ratingKey for one in collection.items()], [movie.ratingKey], "made by the tag")
    same(world.movies.search(collection="By tag"), [movie], "search by collection")
    choice = next(one for one in world.movies.listFilterChoices("collection") if one.title == "By tag")
    same(choice.items(), [movie], "choice of the filter")
    movie.removeCollection("By tag", locked=False)
    expect("By tag" not in [one.title for one in world.movies.collections()], "an empty collection is left")
