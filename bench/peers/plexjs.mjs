// @lukehagar/plexjs at the work that bench/run times: SERVER TOKEN MOVIE list|identity|details [COUNT AT_ONCE].
// It does one round for every line on standard input.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { PlexAPI } from "@lukehagar/plexjs";

const [server, token, movie, work, count = 0, atOnce = 1] = process.argv.slice(2);
const name = "plex-bench";
const plex = new PlexAPI({
  serverURL: server,
  token,
  clientIdentifier: name,
  product: name,
  version: "1",
  platform: "Linux",
  platformVersion: "1",
  device: name,
  model: name,
  deviceVendor: name,
  deviceName: name,
  marketplace: name,
});

const listing = () => plex.content.listContent({ sectionId: "1" });

/** Makes COUNT calls, AT_ONCE of them at a time. */
async function many(call) {
  let left = Number(count);
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
  return Number(count);
}

const works = {
  list: async () => itemsOf(await listing()).length,
  identity: () => many(() => plex.general.getIdentity()),
  details: () => many(() => plex.content.getMetadataItem({ ids: [movie] })),
};

function itemsOf(answer) {
  return answer.mediaContainerWithMetadata.mediaContainer.metadata;
}

/** In one line, with the first of the things that did not fit: its own message is the whole body. */
process.on("uncaughtException", (error) => {
  const issue = error.cause?.issues?.[0];
  console.error(`${error.name}: ${issue ? `${issue.path.join(".")}: ${issue.message}` : error.message}`);
  process.exit(1);
});

for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const items = await works[work]();
  const seconds = (performance.now() - start) / 1000;
  const peak = readFileSync("/proc/self/status", "utf8").match(/VmHWM:\s*(\d+)/);
  console.log(JSON.stringify({ items, seconds, peak_kib: peak && Number(peak[1]) }));
}
