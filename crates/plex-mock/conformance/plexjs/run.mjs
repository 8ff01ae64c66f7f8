// What @lukehagar/plexjs promises, tried against a server. One JSON line per task on standard output.
//
//   node run.mjs --server URL --plex-tv URL --token TOKEN [--short]
//
// The client knows media servers only: it has no way to sign in, no account and no sharing.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { PlexAPI } from "@lukehagar/plexjs";
import { HTTPClient } from "@lukehagar/plexjs/lib/http.js";

const { values: options } = parseArgs({
  options: {
    server: { type: "string" },
    "plex-tv": { type: "string" },
    token: { type: "string" },
    short: { type: "boolean" },
  },
});
const { server, token } = options;
const here = (file) => new URL(file, import.meta.url);
const { version } = JSON.parse(readFileSync(here("node_modules/@lukehagar/plexjs/package.json")));
const own = JSON.parse(readFileSync(here("own.json")));

const httpClient = new HTTPClient();
let lastBody = "";
httpClient.addHook("response", async (response) => {
  lastBody = (response.headers.get("content-type") ?? "").includes("json") ? await response.clone().text() : "";
});
const plex = new PlexAPI({
  serverURL: server,
  token,
  httpClient,
  accepts: "application/json",
  clientIdentifier: "conformance-plexjs",
  product: "Conformance",
  version: "1.0",
  platform: "Linux",
  deviceName: "Conformance",
});

/** What the server says to a plain request: to find things, and to see what became of them. */
async function plain(path, method = "GET") {
  const response = await fetch(server + path, {
    method,
    headers: { Accept: "application/json", "X-Plex-Token": token, "X-Plex-Client-Identifier": "conformance-plexjs" },
  });
  check(response.ok, `${method} ${path}: ${response.status}`);
  const text = await response.text();
  return text ? JSON.parse(text).MediaContainer : {};
}

function check(holds, message) {
  if (!holds) throw new Error(message);
}

function same(found, expected, what) {
  check(String(found) === String(expected), `${what}: ${found} instead of ${expected}`);
}

/** Everything that the client's own validation says about an answer. */
function complaints(error) {
  const flat = (issues) =>
    issues.flatMap((issue) =>
      issue.unionErrors
        ? issue.unionErrors.flatMap((inner) => flat(inner.issues))
        : [`${issue.path.map((step) => (typeof step === "number" ? "[]" : step)).join(".")}: ${issue.message}`],
    );
  return error.cause?.issues ? [...new Set(flat(error.cause.issues))] : [];
}

/** The evidence that real servers meet the same refusal, if there is some for each complaint. */
function evidence(task, error, said) {
  const matters = said.length ? said : [`${task}: ${error.message}`];
  const found = matters.map((one) => own.find(({ complaint }) => new RegExp(complaint).test(one)));
  return found.every(Boolean) ? [...new Set(found.map((entry) => entry.evidence))].join(" ") : null;
}

const tasks = [];
const task = (group, name, run, { short = false } = {}) => tasks.push({ group, name, run, short });

async function runAll() {
  for (const { group, name, run, short } of tasks) {
    if (options.short && !short) continue;
    const start = performance.now();
    const line = { client: "plexjs", version, group, task: name, ok: true, reason: null, own: false };
    try {
      await run();
    } catch (error) {
      const said = complaints(error);
      const why = evidence(name, error, said);
      line.ok = false;
      line.own = why !== null;
      line.reason = why ?? (said.length ? `${error.message}: ${said.slice(0, 4).join("; ")}` : `${error.name}: ${error.message}`);
      if (process.env.CONFORMANCE_DEBUG) console.error(name, said, error.message, lastBody.slice(0, 300));
    }
    console.log(JSON.stringify({ ...line, ms: Math.round(performance.now() - start) }));
  }
}

// What there is to work with.
const sections = (await plain("/library/sections")).Directory;
const section = (type, agent = /./) =>
  Number(sections.find((one) => one.type === type && agent.test(one.agent)).key);
const [movies, shows, artists, photos] = ["movie", "show", "artist", "photo"].map((type) => section(type));
const list = async (id, query = "") => (await plain(`/library/sections/${id}/all${query}`)).Metadata;
const [movie, other, third] = await list(movies);
const [show] = await list(shows);
const [artist] = await list(artists);
const detail = async (key) => (await plain(`/library/metadata/${key}`)).Metadata[0];
const machine = (await plain("/identity")).machineIdentifier;
const uri = (...keys) => `server://${machine}/com.plexapp.plugins.library/library/metadata/${keys.join(",")}`;
const library = "com.plexapp.plugins.library";
const metadata = (answer) => answer.mediaContainerWithMetadata.mediaContainer;

task("server", "identity", async () => {
  const answer = await plex.general.getIdentity();
  same(answer.object.mediaContainer.machineIdentifier, machine, "machineIdentifier");
}, { short: true });
task("server", "capabilities", async () => {
  const answer = await plex.general.getServerInfo({});
  check(answer.mediaContainerWithDirectory.mediaContainer, "no container");
}, { short: true });
task("server", "transient token", async () => {
  const answer = await plex.general.getTransientToken({ type: "delegation", scope: "all" });
  check(answer.object.mediaContainer.token, "no token");
});
task("server", "activities", async () => {
  const answer = await plex.activities.listActivities();
  check(answer.object.mediaContainer, "no container");
});
task("server", "butler tasks", async () => {
  const answer = await plex.butler.getTasks();
  check(answer.object, "nothing");
});
task("server", "media providers", async () => {
  const answer = await plex.provider.listProviders();
  check(answer.object.mediaContainer, "no container");
});

task("browse", "sections", async () => {
  const answer = await plex.library.getSections();
  same(answer.object.mediaContainer.directory.length, sections.length, "sections");
}, { short: true });
task("browse", "one section", async () => {
  const answer = await plex.library.getLibraryDetails({ sectionId: String(movies) });
  check(answer.object.mediaContainer, "no container");
});
for (const [name, id] of [["movies", movies], ["shows", shows], ["artists", artists], ["photos", photos]]) {
  task("browse", name, async () => {
    const answer = await plex.content.listContent({ sectionId: String(id) });
    same(metadata(answer).metadata.length, (await list(id)).length, name);
  });
}
task("browse", "a movie", async () => {
  const answer = await plex.content.getMetadataItem({ ids: [movie.ratingKey] });
  same(metadata(answer).metadata[0].title, movie.title, "title");
}, { short: true });
task("browse", "episodes of a show", async () => {
  const answer = await plex.library.getAllItemLeaves({ ids: show.ratingKey });
  same(metadata(answer).metadata.length, show.leafCount, "episodes");
});
task("browse", "albums", async () => {
  const answer = await plex.content.getAlbums({ sectionId: artists });
  check(metadata(answer).metadata.length > 0, "no albums");
});
task("browse", "related", async () => {
  const answer = await plex.library.getRelatedItems({ ids: movie.ratingKey });
  check(answer.statusCode === 200, "status");
});
task("browse", "first characters", async () => {
  const answer = await plex.library.getFirstCharacters({ sectionId: movies, type: 1 });
  const counted = answer.object.mediaContainer.directory.reduce((sum, one) => sum + one.size, 0);
  same(counted, (await list(movies)).length, "items counted");
});
task("browse", "collections", async () => {
  const answer = await plex.library.getCollections({ sectionId: movies });
  check(metadata(answer), "no container");
});
task("browse", "home hubs", async () => {
  const answer = await plex.hubs.getAllHubs({});
  check(answer.mediaContainerWithHubs ?? answer.object, "no hubs");
});
task("browse", "section hubs", async () => {
  const answer = await plex.hubs.getSectionHubs({ sectionId: movies });
  check(answer.statusCode === 200, "status");
});
task("browse", "continue watching", async () => {
  const answer = await plex.hubs.getContinueWatching({});
  check(answer.statusCode === 200, "status");
});

task("browse", "everything on a hub", async () => {
  const answer = await plex.hubs.getHubItems({ identifier: [`movie.recentlyadded.${movies}`] });
  const expected = await plain(`/library/sections/${movies}/recentlyAdded`);
  // The client knows of the list only how long it is.
  same(answer.object.mediaContainer.size, expected.size, "number of entries");
});
task("browse", "what follows an episode", async () => {
  const episodes = (await plain(`/library/metadata/${show.ratingKey}/allLeaves`)).Metadata;
  const answer = await plex.hubs.getPostplayHubs({ metadataId: Number(episodes[0].ratingKey) });
  check(answer.statusCode === 200, "status");
});

task("pictures", "preview frames", async () => {
  const parts = (await list(movies)).flatMap((item) => item.Media.flatMap((media) => media.Part));
  const part = parts.find((one) => one.indexes === "sd");
  const all = await plex.library.getPartIndex({ partId: part.id, index: "sd" });
  check(all.statusCode === 200, "status of all frames");
  const one = await plex.library.getImageFromBif({ partId: part.id, index: "sd", offset: 60_000 });
  check(one.statusCode === 200, "status of one frame");
});

task("query", "a type and a sort", async () => {
  const answer = await plex.content.listContent({ sectionId: String(shows), mediaQuery: { type: 4, sort: "index:desc" } });
  const expected = await list(shows, "?type=4&sort=index:desc");
  same(metadata(answer).metadata[0].ratingKey, expected[0].ratingKey, "first episode");
});
task("query", "filters of a section", async () => {
  const answer = await plex.library.getSectionFilters({ sectionId: movies });
  check(answer.object.mediaContainer.directory.length > 3, "few filters");
}, { short: true });
task("query", "sorts of a section", async () => {
  const answer = await plex.library.getAvailableSorts({ sectionId: movies });
  check(answer.object.mediaContainer.directory.length > 3, "few sorts");
});
task("query", "tags", async () => {
  const answer = await plex.library.getTags({ type: 1 });
  check(answer.object.mediaContainer, "no container");
});

task("edit", "title", async () => {
  await plex.library.updateItems({ sectionId: String(movies), type: "1", filters: `id=${third.ratingKey}`, titleValue: "A new title" });
  same((await detail(third.ratingKey)).title, "A new title", "title");
  same((await detail(other.ratingKey)).title, other.title, "title of another");
});
task("edit", "title of one item", async () => {
  await plex.library.editMetadataItem({ ids: [third.ratingKey], args: { "title.value": "A newer title" } });
  same((await detail(third.ratingKey)).title, "A newer title", "title");
});
task("edit", "refresh an item", async () => {
  const answer = await plex.library.refreshItemsMetadata({ ids: movie.ratingKey });
  check(answer.statusCode === 200, "status");
});
task("edit", "refresh a section", async () => {
  const answer = await plex.library.refreshSection({ sectionId: movies });
  check(answer.statusCode === 200, "status");
});

task("play state", "played", async () => {
  await plex.timeline.markPlayed({ identifier: library, key: movie.ratingKey });
  check((await detail(movie.ratingKey)).viewCount > 0, "not marked");
}, { short: true });
task("play state", "unplayed", async () => {
  await plex.timeline.unscrobble({ identifier: library, key: movie.ratingKey });
  check(!(await detail(movie.ratingKey)).viewCount, "still marked");
}, { short: true });
task("play state", "rating", async () => {
  await plex.rate.setRating({ identifier: library, key: movie.ratingKey, rating: 8 });
  same((await detail(movie.ratingKey)).userRating, 8, "rating");
}, { short: true });
const report = (state, time) =>
  plex.timeline.report({ key: other.key, ratingKey: other.ratingKey, state, time, duration: other.duration, xPlexSessionIdentifier: "s-1" });
task("play state", "timeline", async () => {
  await report("playing", 120_000);
  same((await plain("/status/sessions")).size, 1, "sessions");
});
task("sessions", "who is watching", async () => {
  await report("playing", 130_000).catch(() => {});
  const answer = await plex.status.listSessions();
  same(answer.object.mediaContainer.metadata.length, 1, "sessions");
});
task("sessions", "terminate", async () => {
  const [session] = (await plain("/status/sessions")).Metadata;
  await plex.status.terminateSession({ sessionId: session.Session.id, reason: "enough" });
});
task("sessions", "history", async () => {
  await plain(`/:/scrobble?identifier=${library}&key=${movie.ratingKey}`);
  const answer = await plex.status.listPlaybackHistory({});
  check(answer.object.mediaContainer, "no container");
});

task("playlists", "create", async () => {
  const before = (await plain("/playlists")).size;
  await plex.libraryPlaylists.createPlaylist({ uri: uri(movie.ratingKey, other.ratingKey) });
  same((await plain("/playlists")).size, before + 1, "playlists");
}, { short: true });
// The newest is the one that was made here.
const playlist = async () =>
  (await plain("/playlists?playlistType=video&smart=0")).Metadata.sort((a, b) => b.addedAt - a.addedAt)[0].ratingKey;
task("playlists", "list", async () => {
  const answer = await plex.playlist.listPlaylists({});
  check(answer.mediaContainerWithPlaylistMetadata.mediaContainer.metadata.length > 0, "none");
});
task("playlists", "one and its items", async () => {
  const playlistId = Number(await playlist());
  await plex.playlist.getPlaylist({ playlistId });
  const answer = await plex.playlist.getPlaylistItems({ playlistId });
  same(metadata(answer).metadata.length, 2, "items");
});
task("playlists", "add", async () => {
  const playlistId = Number(await playlist());
  await plex.libraryPlaylists.addPlaylistItems({ playlistId, uri: uri(third.ratingKey) });
  same((await plain(`/playlists/${playlistId}/items`)).size, 3, "items");
});
task("playlists", "delete", async () => {
  const playlistId = Number(await playlist());
  await plex.libraryPlaylists.deletePlaylist({ playlistId });
  check(Number(await playlist().catch(() => 0)) !== playlistId, "still there");
});

task("collections", "create", async () => {
  await plex.collections.createCollection({ sectionId: String(movies), title: "Mine", smart: false, type: 1, uri: uri(movie.ratingKey) });
  check((await plain(`/library/sections/${movies}/collections`)).Metadata.some(({ title }) => title === "Mine"), "not there");
});
const collection = async () =>
  Number((await plain(`/library/sections/${movies}/collections`)).Metadata.find(({ title }) => title === "Mine").ratingKey);
task("collections", "add", async () => {
  const collectionId = await collection();
  await plex.libraryCollections.addCollectionItems({ collectionId, uri: uri(other.ratingKey) });
  same((await plain(`/library/collections/${collectionId}/items`)).size, 2, "items");
});
task("collections", "items", async () => {
  const answer = await plex.content.getCollectionItems({ collectionId: await collection() });
  check(metadata(answer).metadata.length > 0, "none");
});
task("collections", "delete", async () => {
  await plex.library.deleteCollection({ sectionId: movies, collectionId: await collection() });
  check(await collection().then(() => false, () => true), "still there");
});

task("play queues", "create", async () => {
  const answer = await plex.playQueue.createPlayQueue({ type: "video", uri: uri(movie.ratingKey, other.ratingKey) });
  check(answer.object.mediaContainer.playQueueID, "no id");
});
const queue = async () =>
  (await plain(`/playQueues?type=video&uri=${encodeURIComponent(uri(movie.ratingKey, other.ratingKey, third.ratingKey))}`, "POST")).playQueueID;
task("play queues", "look", async () => {
  const answer = await plex.playQueue.getPlayQueue({ playQueueId: await queue() });
  check(answer, "nothing");
});
task("play queues", "shuffle", async () => {
  const playQueueId = await queue();
  await plex.playQueue.shuffle({ playQueueId });
  check((await plain(`/playQueues/${playQueueId}`)).playQueueShuffled, "not shuffled");
});
task("play queues", "clear", async () => {
  const playQueueId = await queue();
  await plex.playQueue.clearPlayQueue({ playQueueId });
});

task("search", "hubs", async () => {
  const answer = await plex.search.searchHubs({ query: movie.title.slice(0, 4) });
  check(answer.statusCode === 200, "status");
}, { short: true });

task("settings", "all", async () => {
  const answer = await plex.preferences.getAllPreferences();
  check(answer.mediaContainerWithSettings?.mediaContainer.setting.length > 3, "few settings");
});
task("settings", "one", async () => {
  const answer = await plex.preferences.getPreference({ id: "FriendlyName" });
  check(answer.statusCode === 200, "status");
});
task("settings", "change", async () => {
  await plex.preferences.setPreferences({ prefs: { FriendlyName: "Cellar" } });
  same((await plain("/:/prefs")).Setting.find(({ id }) => id === "FriendlyName").value, "Cellar", "FriendlyName");
});

const bytes = async (stream) => Buffer.from(await new Response(stream).arrayBuffer());
task("pictures", "poster", async () => {
  const answer = await plex.library.getItemArtwork({ ids: movie.ratingKey, element: "thumb", timestamp: Number(movie.thumb.split("/").at(-1)) });
  check(answer, "nothing");
});
task("pictures", "transcoded", async () => {
  const answer = await plex.transcoder.transcodeImage({ url: movie.thumb, width: 64, height: 96 });
  check((await bytes(answer.twoHundredImagePngResponseStream ?? answer.twoHundredImageJpegResponseStream)).length > 100, "no picture");
});
task("download", "a part", async () => {
  const [, , , partId, changestamp, filename] = movie.Media[0].Part[0].key.split("/");
  await plex.library.getMediaPart({ partId: Number(partId), changestamp: Number(changestamp), filename, download: 1 });
});
task("download", "queue", async () => {
  const answer = await plex.downloadQueue.createDownloadQueue();
  check(answer.object.mediaContainer.downloadQueue.length === 1, "no queue");
});
task("playback", "decision", async () => {
  const answer = await plex.transcoder.makeDecision({
    transcodeType: "video", transcodeSessionId: "t-1", path: movie.key, protocol: "hls", directPlay: 1, directStream: 1,
    hasMDE: 1, mediaIndex: 0, partIndex: 0, xPlexClientProfileName: "generic",
  });
  check(answer.statusCode === 200, "status");
});
task("notifications", "event stream", async () => {
  const answer = await plex.events.getNotifications({}, { fetchOptions: { signal: AbortSignal.timeout(3000) } });
  const reader = answer.responseStream.getReader();
  await plain(`/:/prefs?FriendlyName=Cellar`, "PUT");
  const { value } = await reader.read();
  check(value.length > 0, "nothing");
  await reader.cancel();
});

await runAll();
process.exit(0);
