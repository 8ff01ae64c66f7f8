"""Hubs: the rows of the home page, of sections and of things."""

from harness import expect, filled, same, task

GROUP = "hubs"


def _whole(hub):
    filled(hub, "context", "hubIdentifier", "key", "size", "title", "type")
    same((len(hub), isinstance(hub.more, bool), isinstance(hub.random, bool)), (hub.size, True, True), "attributes")
    same(len(hub._partialItems), hub.size, f"items of {hub.hubIdentifier}")


@task(GROUP, "read the hubs of the server, of chosen sections, of chosen names")
def home(world):
    hubs = world.plex.library.hubs()
    expect(hubs, "no hubs")
    for hub in hubs:
        _whole(hub)
    only = world.plex.library.hubs(sectionID=world.movies.key)
    expect(only and {item.librarySectionID for hub in only for item in hub._partialItems} <= {world.movies.key}, "of one section")
    only = world.plex.library.hubs(identifier=hubs[0].hubIdentifier)
    same({hub.hubIdentifier for hub in only}, {hubs[0].hubIdentifier}, "of one name")
    expect("home.continue" in [hub.hubIdentifier for hub in hubs], "nothing to continue")


@task(GROUP, "read the hubs of every section and load what does not fit into the row")
def sections(world):
    for section in (world.movies, world.shows, world.music, world.photos, world.videos):
        hubs = section.hubs()
        expect(hubs, f"no hubs of {section.title}")
        for hub in hubs:
            _whole(hub)
            same(hub.section(), section, "section of the hub")
    hub = next(hub for hub in world.movies.hubs() if hub.more)
    size = hub.size
    items = hub.items()
    expect(len(items) >= size and hub.more is False and hub.size == len(items), "all items")
    hub = world.movies.hubs()[0]
    identifier = hub.hubIdentifier
    hub.reload()
    same(hub.hubIdentifier, identifier, "reloaded")
    same(len(world.movies.hubs(count=2)[-1]._partialItems) <= 2, True, "at most two items")


@task(GROUP, "read what is like a thing")
def related(world):
    for thing in (world.movie, world.show, world.artist):
        hubs = thing.hubs()
        expect(hubs, f"nothing like a {thing.type}")
        for hub in hubs:
            _whole(hub)
            expect(thing not in hub._partialItems, "it is like itself")
            hub.reload()
            same(len(hub.items()), hub.size, "items of the hub")


@task(GROUP, "order and hide the hubs of a section, and bring them back")
def managed(world):
    movies = world.movies
    hubs = movies.managedHubs()
    expect(len(hubs) > 2, "too few")
    for hub in hubs:
        filled(hub, "identifier", "title", "homeVisibility", "recommendationsVisibility")
        same(hub.deletable, False, "a hub of the server's own can be deleted")
    first, last = hubs[0], hubs[-1]
    first.promoteRecommended().promoteHome().promoteShared()
    same((first.promotedToRecommended, first.promotedToOwnHome, first.promotedToSharedHome), (True, True, True), "shown")
    first.demoteRecommended().demoteHome().demoteShared()
    same((first.promotedToRecommended, first.promotedToOwnHome, first.promotedToSharedHome), (False, False, False), "hidden")
    last.move()
    order = [hub.identifier for hub in movies.managedHubs()]
    same(order[:2], [last.identifier, first.identifier], "moved to the front")
    last.move(after=first)
    order = [hub.identifier for hub in movies.managedHubs()]
    same(order[:2], [first.identifier, last.identifier], "moved behind the first")
    movies.resetManagedHubs()
    same([hub.identifier for hub in movies.managedHubs()], [hub.identifier for hub in hubs], "as at the start")
