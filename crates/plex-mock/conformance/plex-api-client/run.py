"""What plex-api-client promises, tried against a server. One JSON line per task on standard output.

    python run.py --server URL --plex-tv URL --token TOKEN [--short]
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import re
import sys
import time
import urllib.parse
import urllib.request

from plex_api_client import PlexAPI

arguments = argparse.ArgumentParser()
arguments.add_argument("--server", required=True)
arguments.add_argument("--plex-tv", required=True)
arguments.add_argument("--token", required=True)
arguments.add_argument("--short", action="store_true")
options = arguments.parse_args()

VERSION = importlib.metadata.version("plex-api-client")
OWN = json.loads(pathlib.Path(__file__).with_name("own.json").read_text())
CLIENT = "conformance-plex-api-client"
LIBRARY = "com.plexapp.plugins.library"
V2 = options.plex_tv + "/api/v2"

plex = PlexAPI(
    server_url=options.server,
    token=options.token,
    accepts="application/json",
    client_identifier=CLIENT,
    product="Conformance",
    version="1.0",
    platform="Linux",
    device_name="Conformance",
    timeout_ms=20_000,
)


def plain(path, method="GET", base=options.server, body=None):
    """What the server says to a plain request: to find things, and to see what became of them."""
    headers = {"Accept": "application/json", "X-Plex-Token": options.token, "X-Plex-Client-Identifier": CLIENT}
    request = urllib.request.Request(base + path, data=body, method=method, headers=headers)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
    value = json.loads(text) if text else {}
    return value.get("MediaContainer", value) if isinstance(value, dict) else value


def complaints(error):
    """Everything that the client's own validation says about an answer."""
    cause = getattr(error, "cause", None) or error.__cause__
    if not hasattr(cause, "errors"):
        return []
    found = []
    for one in cause.errors():
        path = ".".join("[]" if isinstance(step, int) else str(step) for step in one["loc"])
        found.append(f"{path}: {one['msg']}")
    return list(dict.fromkeys(found))


def evidence(task, error, said):
    """Why real servers meet the same refusal, if that is known of each complaint."""
    found = [
        next((known["evidence"] for known in OWN if re.search(known["complaint"], one)), None)
        for one in said or [f"{task}: {error}"]
    ]
    return None if None in found else " ".join(dict.fromkeys(found))


tasks = []


def task(group, name, short=False):
    def add(function):
        tasks.append((group, name, short, function))
        return function

    return add


def run():
    for group, name, short, function in tasks:
        if options.short and not short:
            continue
        line = {"client": "plex-api-client", "version": VERSION, "group": group, "task": name}
        line |= {"ok": True, "reason": None, "own": False}
        start = time.monotonic()
        try:
            function()
        except Exception as error:  # whatever the client does is an outcome
            said = complaints(error)
            why = evidence(name, error, said)
            summary = "; ".join(said[:4]) or str(error)[:300]
            line |= {"ok": False, "own": why is not None, "reason": why or f"{type(error).__name__}: {summary}"}
            if os.environ.get("CONFORMANCE_DEBUG"):
                print(name, type(error), str(error)[:500], said, file=sys.stderr)
        line["ms"] = round((time.monotonic() - start) * 1000)
        print(json.dumps(line, ensure_ascii=False), flush=True)


def same(found, expected, what):
    assert str(found) == str(expected), f"{what}: {found} instead of {expected}"


# What there is to work with.
sections = plain("/library/sections")["Directory"]


def section(kind):
    return int(next(one["key"] for one in sections if one["type"] == kind))


def things(number, query=""):
    return plain(f"/library/sections/{number}/all{query}")["Metadata"]


def detail(key):
    return plain(f"/library/metadata/{key}")["Metadata"][0]


MOVIES, SHOWS, ARTISTS, PHOTOS = (section(kind) for kind in ("movie", "show", "artist", "photo"))
movie, other, third = things(MOVIES)[:3]
show = things(SHOWS)[0]
machine = plain("/identity")["machineIdentifier"]


def uri(*items):
    keys = ",".join(item["ratingKey"] for item in items)
    return f"server://{machine}/{LIBRARY}/library/metadata/{keys}"


def metadata(answer):
    return answer.media_container_with_metadata.media_container.metadata


# Signing in

@task("sign in", "create a PIN and look at it", short=True)
def _():
    pin = plex.authentication.create_o_auth_pin(
        security={"client_identifier": CLIENT}, request={"strong": False}, server_url=V2
    )
    pin = pin.auth_pin_container
    plain(f"/__mock/claim?code={pin.code}", "POST", options.plex_tv)
    answer = plex.authentication.get_o_auth_pin(
        security={"client_identifier": CLIENT}, request={"pin_id": pin.id}, server_url=V2
    )
    assert answer.auth_pin_container.auth_token, "no token"


@task("sign in", "name and password")
def _():
    body = {"login": "mirabel", "password": "mirabel's password"}
    answer = plex.authentication.post_users_sign_in_data(request={"request_body": body}, server_url=V2)
    assert answer.user_plex_account.auth_token, "no token"


@task("sign in", "whose token it is", short=True)
def _():
    answer = plex.authentication.get_token_details(request={}, server_url=V2)
    same(answer.user_plex_account.username, "mirabel", "username")


@task("sign in", "ping")
def _():
    plex.authentication.ping(server_url=V2)


@task("sign in", "resources", short=True)
def _():
    answer = plex.plex.get_server_resources(
        request={"include_https": 1, "include_relay": 1, "include_i_pv6": 1}, server_url=V2
    )
    assert answer.plex_devices, "none"


@task("sharing", "friends")
def _():
    plex.users.get_friends(request={}, server_url=V2)


@task("sharing", "home users")
def _():
    plex.users.get_home_users(request={}, server_url=V2)


@task("sharing", "users")
def _():
    plex.users.get_users(request={}, server_url=options.plex_tv + "/api")


@task("watchlist", "read")
def _():
    plex.provider.get_watchlist(request={"filter_": "all"}, server_url=options.plex_tv)


# The server

@task("server", "identity", short=True)
def _():
    answer = plex.general.get_identity()
    same(answer.object.media_container.machine_identifier, machine, "machineIdentifier")


@task("server", "capabilities", short=True)
def _():
    answer = plex.general.get_server_info(request={})
    assert answer.object is not None, "no container"


@task("server", "activities")
def _():
    assert plex.activities.list_activities().object.media_container is not None


@task("server", "butler tasks")
def _():
    plex.butler.get_tasks()


@task("server", "media providers")
def _():
    plex.provider.list_providers()


@task("server", "transient token")
def _():
    plex.general.create_transient_token(request={"media_type": "delegation", "scope": "all"})


@task("server", "accounts")
def _():
    plex.general.get_system_accounts(request={})


# Browsing

@task("browse", "sections", short=True)
def _():
    answer = plex.library.get_sections()
    same(len(answer.object.media_container.directory), len(sections), "sections")


@task("browse", "one section")
def _():
    plex.library.get_library_details(request={"section_id": str(MOVIES)})


for name, number in (("movies", MOVIES), ("shows", SHOWS), ("artists", ARTISTS), ("photos", PHOTOS)):

    @task("browse", name)
    def _(name=name, number=number):
        answer = plex.content.list_content(request={"section_id": number})
        same(len(metadata(answer)), len(things(number)), name)


@task("browse", "a page of what is unwatched")
def _():
    answer = plex.content.list_content(
        request={"section_id": ARTISTS, "x_plex_container_start": 2, "x_plex_container_size": 3, "unwatched": 1}
    )
    same([one.title for one in metadata(answer)], [one["title"] for one in things(ARTISTS)[2:5]], "titles")


@task("browse", "a movie", short=True)
def _():
    answer = plex.content.get_metadata_item(request={"ids": [movie["ratingKey"]]})
    same(metadata(answer)[0].title, movie["title"], "title")


@task("browse", "seasons of a show")
def _():
    answer = plex.library.get_metadata_children(request={"id": int(show["ratingKey"])})
    same(len(metadata(answer)), show["childCount"], "seasons")


@task("browse", "episodes of a show")
def _():
    answer = plex.library.get_all_item_leaves(request={"ids": show["ratingKey"]})
    same(len(metadata(answer)), show["leafCount"], "episodes")


@task("browse", "albums")
def _():
    assert metadata(plex.content.get_albums(request={"section_id": ARTISTS})), "none"


@task("browse", "related")
def _():
    plex.library.get_related_items(request={"ids": movie["ratingKey"]})


@task("browse", "first characters")
def _():
    answer = plex.library.get_first_characters(request={"section_id": MOVIES})
    counted = sum(one.size for one in answer.object.media_container.directory)
    same(counted, len(things(MOVIES)), "items counted")


@task("browse", "collections")
def _():
    plex.library.get_collections(request={"section_id": MOVIES})


@task("browse", "home hubs")
def _():
    plex.hubs.get_all_hubs(request={})


@task("browse", "continue watching")
def _():
    plex.hubs.get_continue_watching(request={})


@task("browse", "everything on a hub")
def _():
    answer = plex.hubs.get_hub_items(request={"identifier": [f"movie.recentlyadded.{MOVIES}"]})
    expected = plain(f"/library/sections/{MOVIES}/recentlyAdded")
    # The client knows of the list only how long it is.
    same(answer.object.media_container.size, expected["size"], "number of entries")


@task("browse", "what follows an episode")
def _():
    episodes = plain(f"/library/metadata/{show['ratingKey']}/allLeaves")["Metadata"]
    plex.hubs.get_postplay_hubs(request={"metadata_id": int(episodes[0]["ratingKey"])})


@task("pictures", "preview frames")
def _():
    parts = [part for item in things(MOVIES) for media in item["Media"] for part in media["Part"]]
    part = next(part for part in parts if part.get("indexes") == "sd")
    plex.library.get_part_index(request={"part_id": part["id"], "index": "sd"})
    plex.library.get_image_from_bif(request={"part_id": part["id"], "index": "sd", "offset": 60_000})


# Asking, editing

@task("query", "a type and a sort")
def _():
    answer = plex.content.list_content(
        request={"section_id": ARTISTS, "media_query": {"type": 9, "sort": "titleSort:desc"}}
    )
    expected = things(ARTISTS, "?type=9&sort=titleSort:desc")
    same(metadata(answer)[0].rating_key, expected[0]["ratingKey"], "first album")


@task("query", "filters of a section", short=True)
def _():
    answer = plex.library.get_section_filters(request={"section_id": MOVIES})
    assert len(answer.media_container_with_directory.media_container.directory) > 3, "few filters"


@task("query", "sorts of a section")
def _():
    answer = plex.library.get_available_sorts(request={"section_id": MOVIES})
    assert len(answer.media_container_with_sorts.media_container.directory) > 3, "few sorts"


@task("search", "hubs", short=True)
def _():
    plex.search.search_hubs(request={"query": movie["title"][:4]})


@task("edit", "title")
def _():
    plex.library.update_items(
        request={
            "section_id": str(MOVIES),
            "media_type": "1",
            "filters": f"id={third['ratingKey']}",
            "title_value": "A new title",
        }
    )
    same(detail(third["ratingKey"])["title"], "A new title", "title")
    same(detail(other["ratingKey"])["title"], other["title"], "title of another")


@task("edit", "title of one item")
def _():
    plex.library.edit_metadata_item(request={"ids": [third["ratingKey"]], "args": {"title.value": "A newer title"}})
    same(detail(third["ratingKey"])["title"], "A newer title", "title")


@task("edit", "refresh an item")
def _():
    plex.library.refresh_items_metadata(request={"ids": movie["ratingKey"]})


@task("edit", "refresh a section")
def _():
    plex.library.refresh_section(request={"section_id": MOVIES})


# Playing

@task("play state", "played", short=True)
def _():
    plex.timeline.mark_played(request={"identifier": LIBRARY, "key": movie["ratingKey"], "uri": uri(movie)})
    assert detail(movie["ratingKey"]).get("viewCount"), "not marked"


@task("play state", "unplayed", short=True)
def _():
    plex.timeline.unscrobble(request={"identifier": LIBRARY, "key": movie["ratingKey"], "uri": uri(movie)})
    assert not detail(movie["ratingKey"]).get("viewCount"), "still marked"


@task("play state", "rating", short=True)
def _():
    plex.rate.set_rating(request={"identifier": LIBRARY, "key": movie["ratingKey"], "rating": 8})
    same(detail(movie["ratingKey"])["userRating"], 8.0, "rating")


def report(state, moment):
    plex.timeline.report(
        request={
            "key": other["key"],
            "rating_key": other["ratingKey"],
            "state": state,
            "time": moment,
            "duration": other["duration"],
        }
    )


@task("play state", "timeline")
def _():
    report("playing", 120_000)
    same(plain("/status/sessions")["size"], 1, "sessions")


@task("sessions", "who is watching")
def _():
    report("playing", 130_000)
    same(len(plex.status.list_sessions().object.media_container.metadata), 1, "sessions")


@task("sessions", "terminate")
def _():
    session = plain("/status/sessions")["Metadata"][0]
    plex.status.terminate_session(request={"session_id": session["Session"]["id"], "reason": "enough"})


@task("sessions", "history")
def _():
    plain(f"/:/scrobble?identifier={LIBRARY}&key={movie['ratingKey']}")
    plex.status.list_playback_history(request={})


# Playlists, collections, play queues

def newest_playlist():
    playlists = plain("/playlists?playlistType=video&smart=0")["Metadata"]
    return int(max(playlists, key=lambda one: one["addedAt"])["ratingKey"])


@task("playlists", "create", short=True)
def _():
    before = plain("/playlists")["size"]
    plex.library_playlists.create_playlist(request={"uri": uri(movie, other)})
    same(plain("/playlists")["size"], before + 1, "playlists")


@task("playlists", "list")
def _():
    plex.playlist.list_playlists(request={})


@task("playlists", "one and its items")
def _():
    number = newest_playlist()
    plex.playlist.get_playlist(request={"playlist_id": number})
    same(len(metadata(plex.playlist.get_playlist_items(request={"playlist_id": number}))), 2, "items")


@task("playlists", "add")
def _():
    number = newest_playlist()
    plex.library_playlists.add_playlist_items(request={"playlist_id": number, "uri": uri(third)})
    same(plain(f"/playlists/{number}/items")["size"], 3, "items")


@task("playlists", "delete")
def _():
    number = newest_playlist()
    plex.library_playlists.delete_playlist(request={"playlist_id": number})
    assert all(one["ratingKey"] != str(number) for one in plain("/playlists").get("Metadata", [])), "still there"


def mine():
    found = plain(f"/library/sections/{MOVIES}/collections").get("Metadata", [])
    return next((int(one["ratingKey"]) for one in found if one["title"] == "Mine"), None)


@task("collections", "create")
def _():
    plex.collections.create_collection(
        request={"section_id": str(MOVIES), "title": "Mine", "smart": False, "type": 1, "uri": uri(movie)}
    )
    assert mine(), "not there"


@task("collections", "add")
def _():
    plex.library_collections.add_collection_items(request={"collection_id": mine(), "uri": uri(other)})
    same(plain(f"/library/collections/{mine()}/items")["size"], 2, "items")


@task("collections", "items")
def _():
    assert metadata(plex.content.get_collection_items(request={"collection_id": mine()})), "none"


@task("collections", "delete")
def _():
    plex.library.delete_collection(request={"section_id": MOVIES, "collection_id": mine()})
    assert not mine(), "still there"


@task("play queues", "create")
def _():
    plex.play_queue.create_play_queue(request={"media_type": "video", "uri": uri(movie, other)})


def queue():
    source = urllib.parse.quote(uri(movie, other, third), safe="")
    return plain(f"/playQueues?type=video&uri={source}", "POST")["playQueueID"]


@task("play queues", "look")
def _():
    plex.play_queue.get_play_queue(request={"play_queue_id": queue()})


@task("play queues", "clear")
def _():
    plex.play_queue.clear_play_queue(request={"play_queue_id": queue()})


# Settings, pictures, files, notifications

@task("settings", "all")
def _():
    answer = plex.preferences.get_all_preferences()
    assert len(answer.media_container_with_settings.media_container.setting) > 3, "few settings"


@task("settings", "change")
def _():
    plex.preferences.set_preferences(request={"prefs": {"FriendlyName": "Cellar"}})
    found = next(one for one in plain("/:/prefs")["Setting"] if one["id"] == "FriendlyName")
    same(found["value"], "Cellar", "FriendlyName")


@task("pictures", "poster")
def _():
    stamp = int(movie["thumb"].rsplit("/", 1)[-1])
    plex.library.get_item_artwork(request={"ids": movie["ratingKey"], "element": "thumb", "timestamp": stamp})


@task("pictures", "transcoded")
def _():
    plex.transcoder.transcode_image(request={"url": movie["thumb"], "width": 64, "height": 96})


@task("download", "a part")
def _():
    _, _, _, part, stamp, name = movie["Media"][0]["Part"][0]["key"].split("/")
    plex.library.get_media_part(
        request={"part_id": int(part), "changestamp": int(stamp), "filename": name, "download": 1}
    )


@task("download", "queue")
def _():
    plex.download_queue.create_download_queue()


@task("playback", "decision")
def _():
    plex.transcoder.make_decision(
        request={
            "transcode_type": "video",
            "transcode_session_id": "t-1",
            "path": movie["key"],
            "protocol": "hls",
            "direct_play": 1,
            "direct_stream": 1,
            "media_index": 0,
            "part_index": 0,
        }
    )


@task("notifications", "event stream")
def _():
    answer = plex.events.get_notifications(request={}, timeout_ms=3000)
    assert answer.response_stream is not None, "no stream"


run()
