"""The server itself: settings, tasks, accounts, devices, statistics, files, notifications, players."""

import os
import time
from datetime import datetime

from harness import BadRequest, NotFound, expect, filled, refused, same, task

GROUP = "server"


@task(GROUP, "read settings of every type, change one and save")
def settings(world):
    plex = world.plex
    all_of = plex.settings.all()
    expect(len(all_of) > 40, f"only {len(all_of)} settings")
    same({setting.type for setting in all_of} >= {"bool", "int", "text"}, True, "types of settings")
    for setting in all_of:
        filled(setting, "id", "type", "group") if setting.group else None
        expect(isinstance(setting.value, {"bool": bool, "int": int, "text": str, "double": float}[setting.type]), f"type of {setting.id}")
    name = plex.settings.get("FriendlyName")
    name.set("Another name")
    plex.settings.save()
    plex._invalidateCachedProperties()
    same(plex.settings.get("friendlyName").value, "Another name", "saved")
    groups = plex.settings.groups()
    expect({"butler", "general", "library", "network", "transcoder"} <= set(groups), f"groups: {sorted(groups)}")
    same(plex.settings.group("general"), groups["general"], "one group")
    refused(NotFound, lambda: plex.settings.get("no-such-setting"), "an unknown setting")
    flag = next(setting for setting in plex.settings.all() if setting.type == "bool" and not setting.hidden)
    before = flag.value
    flag.set(not before)
    plex.settings.save()
    plex._invalidateCachedProperties()
    same(plex.settings.get(flag.id).value, not before, "a flag")
    refused(BadRequest, lambda: flag.set("text"), "a flag that is a text")
    from plexapi.server import PlexServer
    same(PlexServer(world.server, world.token).friendlyName, "Another name", "the name of the server")


@task(GROUP, "allow and forbid the deletion of media")
def media_deletion(world):
    from plexapi.server import PlexServer

    plex = world.plex
    allowed = plex.allowMediaDeletion
    for wanted in (not allowed, bool(allowed)):
        plex._allowMediaDeletion(wanted)
        plex = PlexServer(world.server, world.token)
        same(plex.allowMediaDeletion, True if wanted else None, "allowed")
        refused(BadRequest, lambda: plex._allowMediaDeletion(wanted), "the same again")


@task(GROUP, "list and run the butler's tasks")
def butler(world):
    tasks = world.plex.butlerTasks()
    expect(tasks, "no tasks")
    for one in tasks:
        filled(one, "description", "enabled", "interval", "name", "scheduleRandomized", "title")
    expect("BackupDatabase" in [one.name for one in tasks], "no backup")
    expect(world.plex.runButlerTask("CleanOldBundles"), "not run")
    refused(BadRequest, lambda: world.plex.runButlerTask("NoSuchTask"), "an unknown task")


@task(GROUP, "list the accounts that the server knows")
def accounts(world):
    accounts = world.plex.systemAccounts()
    expect(len(accounts) > 1, "too few accounts")
    account = next(account for account in accounts if account.id == 1)
    filled(account, "defaultAudioLanguage", "id", "key", "name")
    same((account.autoSelectAudio, account.subtitleMode, account.accountID, account.accountKey), (True, 0, 1, account.key), "attributes")
    expect(account.thumb is not None, "no picture, not even an empty one")
    same(world.plex.systemAccount(1).name, account.name, "by id")
    refused(NotFound, lambda: world.plex.systemAccount(123456789), "an unknown account")


@task(GROUP, "list the devices that the server knows")
def devices(world):
    devices = world.plex.systemDevices()
    expect(devices, "no devices")
    device = devices[-1]
    filled(device, "clientIdentifier", "createdAt", "id", "key", "name", "platform")
    same((world.plex.systemDevice(device.id).id, device.key), (device.id, f"/devices/{device.id}"), "by id")
    refused(NotFound, lambda: world.plex.systemDevice(123456789), "an unknown device")


@task(GROUP, "read how much was sent to whom")
def bandwidth(world):
    found = world.plex.bandwidth()
    expect(found, "nothing was sent")
    one = found[0]
    filled(one, "accountID", "at", "bytes", "deviceID", "lan", "timespan")
    same(one.timespan, 6, "seconds")
    expect(one.account().id == one.accountID and one.device().id == one.deviceID, "whose it is")
    at = datetime(2021, 1, 1)
    for name, number in (("hours", 4), ("days", 3), ("weeks", 2), ("months", 1)):
        filtered = world.plex.bandwidth(timespan=name, **{"at>": at, "bytes>": 1, "lan": True, "accountID": 1})
        expect(filtered, f"nothing in {name}")
        for one in filtered:
            same((one.accountID, one.lan, one.timespan), (1, True, number), name)
            expect(one.at >= at and one.bytes >= 1, "filters")
    refused(BadRequest, lambda: world.plex.bandwidth(timespan="n/a"), "an unknown timespan")


@task(GROUP, "read how busy the machine is")
def resources(world):
    found = world.plex.resources()
    expect(found, "nothing is known")
    filled(found[0], "at", "hostCpuUtilization", "hostMemoryUtilization", "processCpuUtilization", "processMemoryUtilization", "timespan")


@task(GROUP, "browse and walk the folders of the machine")
def browse(world):
    plex, place = world.plex, world.movies.locations[0]
    roots = plex.browse()
    expect(roots, "no folders at the top")
    for root in roots:
        filled(root, "key", "path", "title")
    expect(plex.isBrowsable(place) and not plex.isBrowsable(place[:-1]), "which can be browsed")
    inside = plex.browse(place)
    expect(inside, "nothing in the folder of the movies")
    same([one for one in plex.browse(place, includeFiles=False) if one.TAG == "File"], [], "files that were not asked for")
    seen = 0
    for path, paths, files in plex.walk(place):
        expect(path.startswith(place) and (paths or files), f"nothing in {path}")
        seen += len(files)
        if seen > 5:
            break
    expect(seen, "no files")


@task(GROUP, "download logs and databases")
def downloads(world):
    for name in ("downloadLogs", "downloadDatabases"):
        os.makedirs(name, exist_ok=True)
        getattr(world.plex, name)(savepath=name, unpack=True)
        expect(len(os.listdir(name)) > 1, f"{name}: nothing in the archive")


@task(GROUP, "look for an update and say whether one can be installed")
def updates(world):
    release = world.plex.checkForUpdate(force=True, download=False)
    same(world.plex.isLatest(), release is None, "the newest")
    expect(world.plex.canInstallUpdate() in (True, False), "can be installed")
    if release:
        filled(release, "added", "fixed", "state", "version", "download_key")


@task(GROUP, "give a delegation token to somebody else")
def token(world):
    from plexapi.server import PlexServer

    token = world.plex.createToken()
    expect(token and token != world.token, "no token")
    same(PlexServer(world.server, token).machineIdentifier, world.plex.machineIdentifier, "it opens the server")


@task(GROUP, "read the server's own account; give it up and claim again")
def account(world):
    account = world.plex.account()
    same((account.signInState, account.mappingState, account.mappingErrorMessage), ("ok", "mapped", None), "state")
    filled(account, "privateAddress", "privatePort", "publicAddress", "publicPort", "subscriptionFeatures", "username")
    same((account.subscriptionActive, account.subscriptionState), (True, "Active"), "subscription")
    same(world.plex.unclaim().signInState, "none", "given up")
    same(world.plex.claim(world.account).signInState, "ok", "claimed again")


@task(GROUP, "hear what happens: scans, playing, settings")
def alerts(world):
    heard = []
    listener = world.plex.startAlertListener(heard.append)
    try:
        kinds = lambda: {message["type"] for message in heard}

        def wait(kind):
            for _ in range(100):
                if kind in kinds():
                    return
                time.sleep(0.05)
            expect(False, f"no {kind} among {sorted(kinds())}")

        for _ in range(40):
            # The listener connects in a thread of its own and does not say when it has.
            world.movies.update()
            if "activity" in kinds():
                break
            time.sleep(0.1)
        wait("activity")
        world.movie.updateTimeline(30_000, state="playing")
        wait("playing")
        playing = next(m["PlaySessionStateNotification"][0] for m in heard if m["type"] == "playing")
        same((playing["ratingKey"], playing["state"], playing["viewOffset"]), (str(world.movie.ratingKey), "playing", 30_000), "playing")
        world.movie.updateTimeline(40_000, state="stopped")
        world.movie.editTitle(world.movie.title + "!")
        wait("timeline")
        entry = next(m["TimelineEntry"][0] for m in heard if m["type"] == "timeline")
        expect({"identifier", "itemID", "sectionID", "state", "type", "title", "updatedAt"} <= set(entry), f"entry: {entry}")
        world.plex.settings.get("logDebug").set(not world.plex.settings.get("logDebug").value)
        world.plex.settings.save()
        wait("preference")
        same(all(message["size"] >= 1 for message in heard), True, "sizes")
    finally:
        listener.stop()


@task(GROUP, "list players, find one, command it")
def clients(world):
    from plexapi.exceptions import NotFound

    refused(NotFound, lambda: world.plex.client("no such player"), "an unknown player")
    clients = world.plex.clients()
    expect(clients, "no players")
    client = world.plex.client(clients[0].title)
    filled(client, "deviceClass", "machineIdentifier", "product", "protocol", "protocolCapabilities", "protocolVersion", "title", "version")
    client.connect()
    client.playMedia(world.movie)
    expect(client.isPlayingMedia(includePaused=True), "it does not play")
    client.pause("video")
    client.seekTo(60_000, "video")
    client.setVolume(40, "video")
    timeline = _now(client).timeline
    same((timeline.state, timeline.time, timeline.volume), ("paused", 60_000, 40), "timeline")
    same(timeline.ratingKey, world.movie.ratingKey, "what plays")
    client.play("video")
    same(_now(client).timeline.state, "playing", "state")
    client.stop("video")
    expect(not _now(client).isPlayingMedia(), "it still plays")


def _now(client):
    """The client itself asks a player anew only when its last answer is older than a second."""
    time.sleep(1.01)
    return client


@task(GROUP, "command a player through the server")
def proxied(world):
    client = world.plex.clients()[0]
    client.proxyThroughServer()
    client.playMedia(world.episode)
    client.pause("video")
    client.stop("video")
    for command in ("goBack", "goToHome", "moveDown", "moveLeft", "moveRight", "moveUp", "select", "contextMenu"):
        getattr(client, command)()


@task(GROUP, "optimise a video, list and remove what is being optimised")
def optimise(world):
    from plexapi.sync import VIDEO_QUALITY_3_MBPS_720p

    plex = world.plex
    plex.optimizedItems(removeAll=True)
    world.movie.optimize(target="mobile")
    item, = plex.optimizedItems()
    filled(item, "id", "title", "targetTagID")
    expect(world.movie in item.items(), "the movie is not in it")
    item.rename("Another name")
    same(plex.optimizedItems()[0].title, "Another name", "its name")
    plex.conversions(pause=True)
    same(plex.conversions(), [], "conversions")
    world.show.optimize(deviceProfile="Universal TV", videoQuality=VIDEO_QUALITY_3_MBPS_720p, limit=1, unwatched=True,
                        locationID=world.shows._locations()[0].id)
    same(len(plex.optimizedItems()), 2, "two")
    conversion, = plex.conversions()
    filled(conversion, "addedAt", "generatorID", "generatorType", "key", "librarySectionID", "playQueueItemID", "playlistID",
           "ratingKey", "target", "title", "type", "userID")
    conversion.remove()
    same(plex.conversions(), [], "conversions without it")
    plex.optimizedItems()[1].reprocess(conversion.ratingKey)
    same([one.ratingKey for one in plex.conversions()], [conversion.ratingKey], "conversions with it again")
    world.movie.optimize(target="tv")
    first, second = plex.conversions()
    second.move("-1")
    same([one.ratingKey for one in plex.conversions()], [second.ratingKey, first.ratingKey], "moved to the front")
    plex.conversions(pause=False)
    same(plex.conversions(), [], "conversions when they are not paused")
    refused(BadRequest, lambda: world.movie.optimize(), "without a target")
    refused(BadRequest, lambda: world.movie.optimize(target="mobile", locationID=-100), "an unknown place")
    plex.optimizedItems(removeAll=True)
    same(plex.optimizedItems(), [], "none left")
    plex.currentBackgroundProcess()


@task(GROUP, "refresh what devices are to sync")
def sync(world):
    world.plex.refreshSync()
