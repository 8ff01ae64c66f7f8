"""The account at plex.tv: signing in, devices, people, sharing, the watchlist."""

import threading

import requests
from harness import BadRequest, NotFound, expect, filled, refused, same, task
from plexapi.exceptions import TwoFactorRequired, Unauthorized  # noqa: F401
from plexapi.myplex import MyPlexAccount, MyPlexPinLogin

GROUP = "account"


@task(GROUP, "sign in with a token and read the account")
def token(world):
    account = world.account
    filled(account, "authToken", "email", "id", "title", "username", "uuid", "locale" if account.locale else "uuid", "thumb")
    same((account.authenticationToken, account.confirmed, account.home), (world.token, True, True), "attributes")
    expect(account.subscriptionActive and account.subscriptionStatus == "Active", "no subscription")
    expect(account.subscriptionFeatures and isinstance(account.entitlements, list) and isinstance(account.roles, list), "features")
    expect(account.ping(), "no pong")
    refused(Unauthorized, lambda: MyPlexAccount(token="not-a-token"), "a wrong token")


@task(GROUP, "sign in with name and password")
def password(world):
    account = MyPlexAccount(username="mirabel", password="mirabel's password")
    same(account.username, "mirabel", "who signed in")
    refused(Unauthorized, lambda: MyPlexAccount(username="mirabel", password="wrong"), "a wrong password")
    account.signout()
    refused(Unauthorized, account.ping, "the token after signing out")


@task(GROUP, "sign in with a PIN that is typed at the link page")
def pin(world):
    login = MyPlexPinLogin(oauth=False)
    code = login.pin
    expect(len(code) == 4, f"a code of {len(code)} letters")
    expect(not login.checkLogin(), "signed in before it was claimed")
    world.control("claim", params={"code": code})
    expect(login.checkLogin() and login.token, "not signed in")
    same(MyPlexAccount(token=login.token).username, world.account.username, "who signed in")


@task(GROUP, "sign in in the browser, waiting in the background")
def oauth(world):
    login = MyPlexPinLogin(oauth=True)
    url = login.oauthUrl(forwardUrl="https://example.org/")
    expect(url.startswith("https://app.plex.tv/auth") and login._code in url, "address")
    login.POLLINTERVAL = 0.1
    login.run(timeout=20)
    threading.Timer(0.3, lambda: world.control("claim", params={"code": login._code})).start()
    expect(login.waitForLogin() and login.token, "not signed in")
    login.stop()


@task(GROUP, "link a device by the code that it shows")
def link(world):
    login = MyPlexPinLogin(oauth=False)
    world.account.link(login.pin)
    expect(login.checkLogin() and login.token, "not signed in")


@task(GROUP, "register a device's key and get tokens by it")
def jwt(world):
    from plexapi.myplex import MyPlexJWTLogin

    # The token that is traded is not good any more, so it must not be the one that all the others use.
    lasting = MyPlexAccount(username="mirabel", password="mirabel's password").authenticationToken
    login = MyPlexJWTLogin(token=lasting, scopes=["username", "email", "friendly_name"])
    login.generateKeypair(keyfiles=("private.key", "public.key"))
    login.registerDevice()
    token = login.refreshJWT()
    expect(token and login.verifyJWT(), "the token is not good")
    expect(login.decodePlexJWT()["user"]["username"], "no name in it")
    same(MyPlexAccount(token=token).username, "mirabel", "who signed in")


@task(GROUP, "find servers and connect to one")
def resources(world):
    resources = world.account.resources()
    server = next(resource for resource in resources if "server" in resource.provides)
    filled(server, "accessToken", "clientIdentifier", "connections", "createdAt", "device", "lastSeenAt", "name", "platform",
           "platformVersion", "product", "productVersion")
    same((server.owned, server.presence), (True, True), "flags")
    for connection in server.connections:
        filled(connection, "address", "port", "protocol", "uri")
    same(world.account.resource(server.name).clientIdentifier, server.clientIdentifier, "by name")
    refused(NotFound, lambda: world.account.resource("no such server"), "an unknown server")
    preferred = server.preferred_connections()
    expect(preferred and all(url.startswith(("http://", "https://")) for url in preferred), f"addresses: {preferred}")
    plex = server.connect(ssl=None, timeout=5)
    same(plex.machineIdentifier, world.plex.machineIdentifier, "the server")
    same(plex.myPlexAccount().id, world.account.id, "and back to the account")


@task(GROUP, "list devices and delete one")
def devices(world):
    devices = world.account.devices()
    expect(devices, "no devices")
    filled(devices[0], "clientIdentifier", "createdAt", "id", "lastSeenAt", "name", "product", "provides", "version")
    same(world.account.device(clientId=devices[0].clientIdentifier).id, devices[0].id, "by its identifier")
    refused(NotFound, lambda: world.account.device("no such device"), "an unknown device")
    gone = devices[-1]
    gone.delete()
    expect(gone.id not in [device.id for device in world.account.devices()], "it is still there")


@task(GROUP, "list users and what is shared with them")
def users(world):
    users = world.account.users()
    expect(users, "no users")
    user = next(user for user in users if user.servers)
    filled(user, "id", "title", "thumb")
    same(world.account.user(user.title).id, user.id, "by name")
    refused(NotFound, lambda: world.account.user("nobody at all"), "an unknown user")
    share = user.server(world.plex.friendlyName)
    filled(share, "id", "machineIdentifier", "name", "serverId")
    expect(share.sections(), "no sections")
    section = share.sections()[0]
    filled(section, "id", "key", "title", "type")
    same(section.type, share.section(section.title).type, "section by name")
    expect(user.get_token(world.plex.machineIdentifier), "no token")


@task(GROUP, "change what is shared with a friend, and what the friend may do")
def sharing(world):
    account, plex = world.account, world.plex
    user = next(user for user in account.users() if user.servers and not user.home)
    account.updateFriend(user, plex, sections=[world.movies], allowSync=True, allowCameraUpload=True, allowChannels=False,
                         filterMovies={"label": ["family"]}, filterTelevision={"label": ["quiet"]})
    user = account.user(user.title)
    shared = [section.title for section in user.server(plex.friendlyName).sections() if section.shared]
    same(shared, [world.movies.title], "sections")
    same((user.allowSync, user.allowCameraUpload, user.allowChannels, user.filterMovies, user.filterTelevision),
         (True, True, False, "label=family", "label=quiet"), "what is allowed")
    account.updateFriend(user, plex, allowSync=False, allowCameraUpload=False, allowChannels=False, filterMovies={}, filterTelevision={})
    same((account.user(user.title).allowSync, account.user(user.title).filterMovies), (False, ""), "taken back")


@task(GROUP, "invite somebody, see the invitation, withdraw it; end a friendship")
def invitations(world):
    account, plex = world.account, world.plex
    account.inviteFriend("somebody@example.org", plex, sections=[world.movies, world.shows], allowSync=True)
    pending = account.pendingInvites(includeReceived=False)
    invite = next((one for one in pending if one.email == "somebody@example.org"), None)
    expect(invite, "the invitation is not listed")
    same((invite.friend, account.pendingInvite("somebody@example.org").email), (True, "somebody@example.org"), "invitation")
    account.cancelInvite("somebody@example.org")
    expect("somebody@example.org" not in [one.email for one in account.pendingInvites()], "it is still there")
    friend = next(user for user in account.users() if not user.home)
    account.removeFriend(friend)
    expect(friend.title not in [user.title for user in account.users()], "still a friend")


@task(GROUP, "add somebody to the home, switch to them, change and remove PINs")
def home(world):
    account, plex = world.account, world.plex
    account.createHomeUser("Newcomer", plex, sections=[world.movies])
    newcomer = account.user("Newcomer")
    same((newcomer.home, newcomer.restricted), (True, True) if isinstance(newcomer.restricted, bool) else (True, newcomer.restricted), "member of the home")
    switched = account.switchHomeUser("Newcomer")
    same(switched.title, "Newcomer", "who one is then")
    account.setManagedUserPin("Newcomer", "1234")
    account.removeManagedUserPin("Newcomer")
    account.setPin("4321")
    account.setPin("5678", currentPin="4321")
    account.removePin("5678")
    account.removeHomeUser("Newcomer")
    expect("Newcomer" not in [user.title for user in account.users()], "still in the home")


@task(GROUP, "take a friend into the home; accept what others offer")
def existing_user(world):
    # Friends may be gone by now.
    world.reset()
    account, plex = world.account, world.plex
    friend = next(user for user in account.users() if user.servers and not user.home)
    account.createExistingUser(friend.username, plex, sections=[world.movies])
    expect(account.pendingInvites() is not None, "no list")
    received = account.pendingInvites(includeSent=False)
    for invite in received:
        filled(invite, "id", "createdAt", "username")
        account.acceptInvite(invite)
    same(account.pendingInvites(includeSent=False), [], "invitations that are left")
    for invite in received:
        expect(invite.username in [user.username for user in account.users()], f"{invite.username} is no friend")


@task(GROUP, "look at what may be watched for free")
def on_demand(world):
    hubs = world.account.videoOnDemand()
    expect(hubs, "no hubs")
    for hub in hubs:
        filled(hub, "hubIdentifier", "key", "size", "title", "type", "context")
        same(len(hub._partialItems), hub.size, f"items of {hub.title}")
        same({item.type for item in hub._partialItems}, {"movie"}, "kinds")
    same(world.account.tidal(), [], "music")


@task(GROUP, "add, list and delete webhooks")
def webhooks(world):
    account = world.account
    same(account.webhooks(), [], "none at the start")
    account.addWebhook("http://example.org/one")
    account.addWebhook("http://example.org/two")
    same(sorted(account.webhooks()), ["http://example.org/one", "http://example.org/two"], "two")
    account.deleteWebhook("http://example.org/one")
    same(account.webhooks(), ["http://example.org/two"], "one")
    refused(BadRequest, lambda: account.deleteWebhook("http://example.org/none"), "an unknown one")
    account.setWebhooks([])
    same(account.webhooks(), [], "none")


@task(GROUP, "put things on the watchlist, list, sort, filter, take them off")
def watchlist(world):
    account = world.account
    movie, show = world.movie, world.show
    for item in account.watchlist():
        item.removeFromWatchlist(account)
    same(account.watchlist(), [], "empty")
    account.addToWatchlist([movie, show])
    expect(account.onWatchlist(movie) and show.onWatchlist(account), "they are not on it")
    same({item.title for item in account.watchlist()}, {movie.title, show.title}, "the list")
    same([item.title for item in account.watchlist(libtype="movie")], [movie.title], "movies")
    same([item.title for item in account.watchlist(sort="titleSort:desc")],
         sorted([movie.title, show.title], key=str.lower, reverse=True), "order")
    same(len(account.watchlist(maxresults=1)), 1, "one at most")
    refused(BadRequest, lambda: account.addToWatchlist(movie), "the same twice")
    movie.removeFromWatchlist(account)
    account.removeFromWatchlist(show)
    same(account.watchlist(), [], "empty again")
    refused(BadRequest, lambda: account.removeFromWatchlist(movie), "what is not on it")


@task(GROUP, "search the online catalogue, and mark what was found as played")
def discover(world):
    account = world.account
    title = world.movie.title
    found = account.searchDiscover(title, libtype="movie")
    expect(found, "nothing found")
    item = found[0]
    account.markPlayed(item)
    expect(account.isPlayed(item), "not played")
    account.markUnplayed(item)
    expect(not account.isPlayed(item), "still played")
    expect(account.userState(item) is not None, "no state")
    expect(isinstance(world.movie.streamingServices(), list), "no services")


@task(GROUP, "read and change the account's switches")
def switches(world):
    account = world.account
    account.enableViewStateSync()
    expect(account.viewStateSync is True, "off")
    account.disableViewStateSync()
    expect(account.viewStateSync is False, "on")
    account.optOut(playback=True, library=True)
    sources = account.onlineMediaSources()
    expect(sources, "no sources")
    sources[0].optOut()
    same(next(one.value for one in account.onlineMediaSources() if one.key == sources[0].key), "opt_out", "out")
    sources[0].optIn()
    managed = next(one for one in sources if one.key != "tv.plex.provider.music")
    managed.optOutManaged()
    same(next(one.value for one in account.onlineMediaSources() if one.key == managed.key), "opt_out_managed", "out for managed users")
    managed.optIn()
    expect(account.claimToken(), "no claim token")


@task(GROUP, "read the public address and where it is")
def address(world):
    expect(world.account.publicIP, "no address") if isinstance(getattr(type(world.account), "publicIP", None), property) \
        else expect(world.account.publicIP(), "no address")
    place = world.account.geoip("8.8.8.8")
    filled(place, "code", "country", "timezone", "coordinates")


@task(GROUP, "read the history of all servers")
def history(world):
    world.movie.updateTimeline(world.movie.duration - 1000, state="playing", duration=world.movie.duration)
    world.movie.updateTimeline(world.movie.duration - 500, state="stopped", duration=world.movie.duration)
    expect(isinstance(world.account.history(maxresults=5), list), "no history")


@task(GROUP, "sync something to a device, list and delete it")
def sync(world):
    from plexapi.sync import VIDEO_QUALITY_3_MBPS_720p
    from plexapi.utils import createMyPlexDevice

    headers = {"X-Plex-Provides": "sync-target", "X-Plex-Platform": "iOS", "X-Plex-Platform-Version": "11.4.1", "X-Plex-Device": "iPhone",
               "X-Plex-Device-Name": "A phone", "X-Plex-Client-Identifier": "task-sync-client"}
    device = createMyPlexDevice(headers, world.account)
    expect("sync-target" in device.provides, "the device cannot sync")
    item = world.movie.sync(VIDEO_QUALITY_3_MBPS_720p, client=device)
    listed = device.syncItems().items
    expect(item.title in [one.title for one in listed], "it is not listed")
    listed[0].delete()
    expect(len(device.syncItems().items) == len(listed) - 1, "it is still there")
