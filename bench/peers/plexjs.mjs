// @lukehagar/plexjs at the work that bench/run times: SERVER TOKEN ROUNDS list|identity|details.
import { readFileSync } from "node:fs";
import { PlexAPI } from "@lukehagar/plexjs";

const [server, token, rounds, work, count] = process.argv.slice(2);
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

const works = {
  async list() {
    const answer = await plex.content.listContent({
      sectionId: "1",
      mediaQuery: { type: 1 },
      xPlexContainerStart: 0,
      xPlexContainerSize: 1_000_000,
      excludeElements: ["Guid"],
    });
    return answer.mediaContainerWithMetadata.mediaContainer.metadata.length;
  },
  async identity() {
    for (let call = 0; call < Number(count); call++) await plex.general.getIdentity();
    return Number(count);
  },
};

let items = 0;
let seconds = [];
for (let round = 0; round <= Number(rounds); round++) {
  const start = performance.now();
  items = await works[work]();
  const took = (performance.now() - start) / 1000;
  // The first round only warms up.
  if (round > 0) seconds.push(took);
}
const peak = readFileSync("/proc/self/status", "utf8").match(/VmHWM:\s*(\d+)/);
console.log(JSON.stringify({ items, seconds, peak_kib: peak && Number(peak[1]) }));
