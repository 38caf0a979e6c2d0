// The nostr-tools client library against a running relay: RELAY_URL=ws://… node --test
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure";
import { Relay, useWebSocketImplementation } from "nostr-tools/relay";
import { fetchRelayInformation } from "nostr-tools/nip11";
import WebSocket from "ws";

useWebSocketImplementation(WebSocket);

const url = process.env.RELAY_URL ?? "ws://127.0.0.1:7447/";
const now = () => Math.floor(Date.now() / 1000);
let relay;

before(async () => { relay = await Relay.connect(url); });
after(() => relay.close());

function event(key, kind, content, tags = [], created_at = now()) {
  return finalizeEvent({ kind, content, tags, created_at }, key);
}

/** The stored events that filters select, up to EOSE. */
function stored(filters) {
  return new Promise((resolve, reject) => {
    const events = [];
    const subscription = relay.subscribe(filters, {
      onevent: (found) => events.push(found),
      oneose: () => { subscription.close(); resolve(events); },
      onclose: (reason) => { if (reason.includes(":")) reject(new Error(reason)); },
    });
  });
}

test("a published event comes back as it was", async () => {
  const key = generateSecretKey();
  const note = event(key, 1, "héllo 😀 \n\"quoted\"", [["t", "interop"]]);
  await relay.publish(note);
  const [found] = await stored([{ ids: [note.id] }]);
  const plain = (one) => JSON.parse(JSON.stringify(one));
  assert.deepEqual(plain(found), plain(note));
});

test("a forged event is refused with its reason", async () => {
  const note = { ...event(generateSecretKey(), 1, "x"), content: "y" };
  await assert.rejects(relay.publish(note), /invalid: /);
});

test("queries are newest first, live events follow", async () => {
  const key = generateSecretKey();
  const pubkey = getPublicKey(key);
  for (let i = 0; i < 5; i++) await relay.publish(event(key, 1, `${i}`, [], now() - 100 + i));
  const found = await stored([{ authors: [pubkey], limit: 3 }]);
  assert.deepEqual(found.map((one) => one.content), ["4", "3", "2"]);
  const live = await new Promise((resolve) => {
    const subscription = relay.subscribe([{ authors: [pubkey], limit: 0 }], {
      onevent: (one) => { subscription.close(); resolve(one); },
      oneose: () => relay.publish(event(key, 1, "live")),
    });
  });
  assert.equal(live.content, "live");
});

test("the latest profile takes the place of the older", async () => {
  const key = generateSecretKey();
  await relay.publish(event(key, 0, "old", [], now() - 10));
  await relay.publish(event(key, 0, "new"));
  await assert.rejects(relay.publish(event(key, 0, "older", [], now() - 20)), /duplicate: /);
  const found = await stored([{ kinds: [0], authors: [getPublicKey(key)] }]);
  assert.deepEqual(found.map((one) => one.content), ["new"]);
});

test("a deletion removes its author's event and bars it", async () => {
  const key = generateSecretKey();
  const note = event(key, 1, "regretted");
  await relay.publish(note);
  await relay.publish(event(key, 5, "", [["e", note.id]]));
  assert.deepEqual(await stored([{ ids: [note.id] }]), []);
  await assert.rejects(relay.publish(note), /blocked: /);
});

test("COUNT counts", async () => {
  const key = generateSecretKey();
  await relay.publish(event(key, 1, "one"));
  await relay.publish(event(key, 7, "+"));
  assert.equal(await relay.count([{ authors: [getPublicKey(key)] }], {}), 2);
});

test("a REQ that cannot be served is closed with its reason", async () => {
  await assert.rejects(stored([{ search: "x" }]), /unsupported: /);
});

test("the information document is there", async () => {
  const information = await fetchRelayInformation(url);
  assert.ok(information.supported_nips.includes(45));
  assert.equal(information.limitation.max_limit, 5000);
});
