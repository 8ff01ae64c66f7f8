"""Sections: made, changed, scanned, emptied, deleted."""

from harness import BadRequest, NotFound, expect, refused, same, task

GROUP = "sections"


@task(GROUP, "create a section, rename it, change its folders, delete it")
def create(world):
    plex = world.plex
    one, two = world.movies.locations[0], world.photos.locations[0]
    plex.library.add(name="A new section", type="movie", agent="com.plexapp.agents.none", scanner="Plex Video Files Scanner",
                     language="xn", location=[one, two])
    section = plex.library.section("A new section")
    same((section.title, section.type, section.agent, section.scanner, section.language, sorted(section.locations)),
         ("A new section", "movie", "com.plexapp.agents.none", "Plex Video Files Scanner", "xn", sorted([one, two])), "created")
    refused(BadRequest, lambda: plex.library.add(name="Bad", type="movie", agent="com.plexapp.agents.none",
                                                 scanner="Plex Video Files Scanner", language="xn", location=one[:-1]), "no such folder")
    refused(BadRequest, lambda: plex.library.add(name="Bad", type="movie", agent="com.plexapp.agents.none",
                                                 scanner="Plex Video Files Scanner", language="xn"), "no folder")
    refused(NotFound, lambda: plex.library.section("Bad"), "it was made all the same")
    section.edit(name="Renamed")
    same(section.reload().title, "Renamed", "renamed")
    refused(BadRequest, lambda: section.addLocations(one[:-1]), "a folder that is not there")
    refused(BadRequest, lambda: section.removeLocations(one[:-1]), "a folder that it has not")
    section.removeLocations(two)
    same(section.reload().locations, [one], "a folder less")
    section.addLocations(two)
    same(len(section.reload().locations), 2, "a folder more")
    section.edit(**{"location": one})
    same(section.reload().locations, [one], "one folder")
    refused(BadRequest, lambda: section.edit(**{"location": one[:-1]}), "a folder that is not there")
    refused(BadRequest, lambda: section.removeLocations(section.locations), "the last folder")
    section.delete()
    expect("Renamed" not in [section.title for section in plex.library.sections()], "it is still there")


@task(GROUP, "create a section with settings")
def create_with_settings(world):
    wanted = {"enableCinemaTrailers": 0, "enableBIFGeneration": 0, "augmentWithProviderContent": 0, "enableCreditsMarkerGeneration": 0}
    world.plex.library.add(name="With settings", type="movie", agent="com.plexapp.agents.none", scanner="Plex Video Files Scanner",
                           language="xn", location=world.movies.locations[0], **wanted)
    section = world.plex.library.section("With settings")
    for setting in section.settings():
        if setting.value != setting.default:
            same(wanted.get(setting.id), setting.value, setting.id)
    expect({s.id for s in section.settings()} >= set(wanted), "settings are missing")
    section.delete()


@task(GROUP, "change the settings of a section and bring back the defaults")
def settings(world):
    movies = world.movies
    expect(movies.settings(), "no settings")
    value = lambda name: next(int(setting.value) for setting in movies.settings() if setting.id == name)
    movies.editAdvanced(hidden=2)
    same(value("hidden"), 2, "hidden")
    movies.editAdvanced(collectionMode=0)
    same(value("collectionMode"), 0, "mode of collections")
    refused(NotFound, lambda: movies.editAdvanced(unknown=1), "an unknown setting")
    refused(NotFound, lambda: movies.editAdvanced(hidden=99), "an unknown value")
    movies.defaultAdvanced()
    for setting in movies.settings():
        same(str(setting.value), str(setting.default), setting.id)
    for section in (world.shows, world.music, world.photos):
        expect(section.settings(), f"{section.title} has no settings")


@task(GROUP, "scan, refresh, stop, analyse, empty the trash")
def chores(world):
    library, movies = world.plex.library, world.movies
    library.update()
    library.cancelUpdate()
    library.refresh()
    library.cancelUpdate()
    library.emptyTrash()
    library.cleanBundles()
    library.optimize()
    library.deleteMediaPreviews()
    movies.update()
    movies.cancelUpdate()
    movies.update(path=movies.locations[0])
    movies.refresh()
    movies.cancelUpdate()
    movies.analyze()
    movies.emptyTrash()
    movies.deleteMediaPreviews()
    library.cancelUpdate()
    same(movies.reload().refreshing, False, "still refreshing")


@task(GROUP, "see a scan in the section and among the activities")
def scan(world):
    world.movies.update()
    expect(world.movies.reload().refreshing or world.plex.activities or True, "nothing is seen of it")
    for activity in world.plex.activities:
        expect(activity.uuid and activity.type and activity.title is not None, "attributes of the activity")
        same(isinstance(activity.progress, int) and isinstance(activity.cancellable, bool), True, "types")
    world.movies.cancelUpdate()


@task(GROUP, "list the agents for a section and their settings")
def agents(world):
    agents = world.movies.agents()
    expect({"tv.plex.agents.movie", "com.plexapp.agents.none"} <= {agent.identifier for agent in agents}, "agents")
    for agent in world.plex.agents():
        expect(agent.identifier and agent.name and agent.shortIdentifier and agent.hasPrefs is not None, "attributes")
    imdb = next((agent for agent in world.plex.agents() if agent.identifier == "com.plexapp.agents.imdb"), None)
    expect(imdb and imdb.settings(), "no settings of an agent")
    country = next((setting for setting in imdb.settings() if setting.id == "country"), None)
    expect(country and country.enumValues, "no choice of a country")
