"""What was played: marks, progress, what to go on with, history, sessions."""

from datetime import datetime, timedelta

from harness import expect, filled, refused, same, task

GROUP = "playing"


@task(GROUP, "mark a movie as played and as unplayed")
def movie(world):
    movie = world.unplayed_movie()
    movie.markPlayed()
    movie.reload()
    same((movie.viewCount, movie.isPlayed, movie.isWatched), (1, True, True), "played")
    expect(movie.lastViewedAt > datetime.now() - timedelta(days=400), "no date of the play")
    movie.markUnplayed()
    same((movie.reload().viewCount, movie.isPlayed), (0, False), "unplayed")
    movie.markWatched()
    same(movie.reload().viewCount, 1, "by the older name")
    movie.markUnwatched()
    same(movie.reload().viewCount, 0, "by the older name")


@task(GROUP, "mark shows, seasons and episodes; counts follow")
def show(world):
    show, season, episode = world.show, world.season, world.episode
    show.markUnplayed()
    same((show.reload().viewedLeafCount, show.isPlayed, show.watched()), (0, False, []), "nothing seen")
    episode.markPlayed()
    same([one.ratingKey for one in show.watched()], [episode.ratingKey], "one seen")
    same([one.ratingKey for one in season.watched()], [episode.ratingKey], "one of the season seen")
    same(len(season.unwatched()), season.leafCount - 1, "the rest of the season")
    same(len(show.unwatched()), show.leafCount - 1, "the rest of the show")
    same(len(show.episodes(viewCount=0)), show.leafCount - 1, "the rest by a filter of the client")
    season.markPlayed()
    same((season.reload().isPlayed, season.viewedLeafCount, show.reload().isPlayed), (True, season.leafCount, False), "the season seen")
    show.markPlayed()
    same((show.reload().isPlayed, show.viewedLeafCount), (True, show.leafCount), "all seen")
    show.markUnplayed()
    same(show.reload().viewedLeafCount, 0, "nothing seen again")


@task(GROUP, "mark artists, albums and tracks as played")
def music(world):
    before = world.track.reload().viewCount
    world.track.markPlayed()
    same(world.track.reload().viewCount, before + 1, "plays of the track")
    expect(world.album.reload().viewCount > 0 and world.artist.reload().viewCount > 0, "plays of album and artist")
    world.album.markPlayed()
    world.artist.markPlayed()
    expect(all(track.viewCount for track in world.artist.tracks()), "a track was not played")
    world.artist.markUnplayed()
    same(world.track.reload().viewCount, 0, "plays of the track")


@task(GROUP, "go on where one stopped: progress, on deck, continue watching")
def progress(world):
    movie = world.unplayed_movie()
    movie.updateProgress(movie.duration // 4)
    same(movie.reload().viewOffset, movie.duration // 4, "progress")
    for name, found in (("library", world.plex.library.onDeck()), ("section", world.movies.onDeck()),
                        ("server's continue watching", world.plex.continueWatching()),
                        ("section's continue watching", world.movies.continueWatching())):
        expect(movie in found, f"on deck of the {name}")
    expect(movie in world.movies.search(inProgress=True), "in progress")
    movie.removeFromContinueWatching()
    expect(movie not in world.plex.continueWatching(), "it was taken off")
    movie.updateProgress(90000)
    expect(movie in world.plex.continueWatching(), "it is back")
    movie.markUnplayed()
    expect(movie not in world.plex.continueWatching() and movie not in world.movies.continueWatching(), "unplayed, yet there")
    same(movie.reload().viewOffset, 0, "progress of what was not played")


@task(GROUP, "find the next episode of a show and of a season")
def next_episode(world):
    show = world.show
    show.markUnplayed()
    episodes = show.episodes()
    episodes[0].markPlayed()
    same(show.onDeck(), episodes[1], "next of the show")
    same(world.season.onDeck(), episodes[1], "next of the season")
    expect(episodes[1] in world.plex.continueWatching(), "next in continue watching")
    episodes[1].updateProgress(90000)
    expect(episodes[1] in world.shows.onDeck(), "what was begun")
    episodes[1].removeFromContinueWatching()
    expect(episodes[1] not in world.plex.continueWatching(), "it was taken off")


@task(GROUP, "report playing: the session with its player, and what the server knows of it")
def sessions(world):
    plex, movie = world.plex, world.movie
    same(plex.sessions(), [], "nobody plays")
    movie.updateTimeline(60_000, state="playing", duration=movie.duration)
    session, = plex.sessions()
    same((session.ratingKey, session.viewOffset, session.type), (movie.ratingKey, 60_000, "movie"), "what is played")
    filled(session, "sessionKey", "usernames", "media", "player", "session", "title")
    same(session.live, False, "live")
    filled(session.player, "address", "device", "machineIdentifier", "platform", "product", "state", "title", "userID", "version")
    same((session.player.state, session.player.local), ("playing", True), "player")
    filled(session.session, "bandwidth", "id", "location")
    same((session.players, session.sessions), ([session.player], [session.session]), "by the older names")
    same(session.source(), movie, "source")
    movie.updateTimeline(90_000, state="paused", duration=movie.duration)
    session.reload()
    same((session.viewOffset, session.player.state), (90_000, "paused"), "paused")
    movie.updateTimeline(120_000, state="stopped", duration=movie.duration)
    same(plex.sessions(), [], "stopped")
    same(movie.reload().viewOffset, 120_000, "progress that is kept")


@task(GROUP, "sessions of episodes and tracks; whose they are")
def session_user(world):
    for item in (world.episode, world.track):
        item.updateTimeline(10_000, state="playing")
        session, = world.plex.sessions()
        same((session.ratingKey, session.TYPE), (item.ratingKey, item.TYPE), "what is played")
        same(session.user.id, world.account.id, "who plays")
        item.updateTimeline(11_000, state="stopped")


@task(GROUP, "end somebody's session with a word about why")
def terminate(world):
    movie = world.movie
    movie.updateTimeline(60_000, state="playing")
    session, = world.plex.sessions()
    session.stop(reason="It is late")
    same(world.plex.sessions(), [], "the session goes on")


@task(GROUP, "read the history of the server, a section, a thing; delete an entry")
def history(world):
    movie, plex = world.unplayed_movie(), world.plex
    for item in (movie, world.episode, world.track):
        item.updateTimeline(item.duration - 1000, state="playing", duration=item.duration)
        item.updateTimeline(item.duration - 500, state="stopped", duration=item.duration)
    entry = next(iter(movie.history()), None)
    expect(entry, "what was played to its end is not in the history")
    filled(entry, "accountID", "deviceID", "historyKey", "viewedAt", "ratingKey", "title")
    same((entry.ratingKey, entry.accountID, entry.source()), (movie.ratingKey, 1, movie), "entry")
    everything = plex.history()
    expect(entry.historyKey in [one.historyKey for one in everything], "in the server's history")
    dates = [one.viewedAt for one in everything]
    same(dates, sorted(dates, reverse=True), "the latest first")
    same(len(plex.history(maxresults=1)), 1, "at most one")
    expect(world.movies.history() and all(one.type == "movie" for one in world.movies.history()), "history of the section")
    expect(world.show.history() and world.artist.history(), "history of what is above")
    same(plex.history(mindate=datetime.now() + timedelta(days=800)), [], "of the future")
    expect(plex.history(accountID=1) and not plex.history(accountID=987654), "of an account")
    expect(plex.history(ratingKey=movie.ratingKey) and plex.history(librarySectionID=world.movies.key), "by thing and section")
    expect(plex.library.history(), "history of the library")
    size = len(plex.history())
    entry.delete()
    same(len(plex.history()), size - 1, "entries after the deletion")


@task(GROUP, "let the server count a play at nine tenths")
def scrobbled(world):
    movie = world.unplayed_movie()
    movie.updateTimeline(int(movie.duration * 0.5), state="stopped", duration=movie.duration)
    same((movie.reload().viewCount, movie.viewOffset), (0, int(movie.duration * 0.5)), "half")
    movie.updateTimeline(int(movie.duration * 0.97), state="playing", duration=movie.duration)
    movie.updateTimeline(int(movie.duration * 0.97), state="stopped", duration=movie.duration)
    same((movie.reload().viewCount, movie.viewOffset), (1, 0), "the end")
