// A program that signs in with a PIN, tested against plex-mock. Run with: npm install && npm test

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

interface Plex {
  server: string;
  plex_tv: string;
  token: string;
}

// PLEX_MOCK says where the program is, unless it is on the path.
const process_ = spawn(process.env.PLEX_MOCK ?? "plex-mock", ["--clock", "2030-01-01T12:00:00Z"]);
let plex: Plex;

before(async () => {
  for await (const line of createInterface(process_.stdout)) {
    plex = JSON.parse(line);
    break;
  }
});
after(() => process_.kill());

const headers = { Accept: "application/json", "X-Plex-Client-Identifier": "example" };

/** What is to be tested: in place of your own program. */
async function createPin(): Promise<{ id: number; code: string }> {
  const answer = await fetch(`${plex.plex_tv}/api/v2/pins`, { method: "POST", headers });
  assert.equal(answer.status, 201);
  return answer.json();
}

async function tokenOf(pin: { id: number }): Promise<string | null> {
  const answer = await fetch(`${plex.plex_tv}/api/v2/pins/${pin.id}`, { headers });
  if (answer.status === 404) throw new Error("the PIN has expired");
  return (await answer.json()).authToken;
}

test("a PIN that somebody claims gives a token", async () => {
  const pin = await createPin();
  assert.equal(await tokenOf(pin), null);
  await fetch(`${plex.server}/__mock/claim?code=${pin.code}`, { method: "POST" });
  assert.match((await tokenOf(pin)) ?? "", /^\w+$/);
});

test("a PIN expires, without a wait", async () => {
  const pin = await createPin();
  await fetch(`${plex.server}/__mock/advance?seconds=901`, { method: "POST" });
  await assert.rejects(tokenOf(pin), /expired/);
});
