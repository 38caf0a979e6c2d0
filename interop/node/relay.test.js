// The nostr-tools client library against a running relay: RELAY_URL=ws://… node --test
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure";
import { Relay, useWebSocketImplementation } from "nostr-tools/relay";
import { fetchRelayInformation } from "nostr-tools/nip11";
import { unwrapEvent, wrapEvent } from "nostr-tools/nip17";
import { computeOffset, feedPubkey, getCountManyFilter, hllEncode, newHll } from "nostr-tools/nip45";
// nip77 is in the package but not among its exports
import { NegentropyStorageVector, NegentropySync } from "./node_modules/nostr-tools/lib/esm/nip77.js";
import { getToken } from "nostr-tools/nip98";
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
function stored(filters, from = relay) {
  return new Promise((resolve, reject) => {
    const events = [];
    const subscription = from.subscribe(filters, {
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
  await assert.rejects(stored([{ sparkle: "x" }]), /unsupported: /);
});

test("COUNT brings the registers that nostr-tools computes", async () => {
  const target = event(generateSecretKey(), 1, "liked").id;
  const offset = computeOffset(target);
  const registers = newHll();
  for (let i = 0; i < 20; i++) {
    const key = generateSecretKey();
    await relay.publish(event(key, 7, "+", [["e", target]]));
    feedPubkey(registers, getPublicKey(key), offset);
  }
  const { count, hll } = await relay.countWithHLL([getCountManyFilter(target, "reactions")], {});
  assert.equal(count, 20);
  assert.equal(hll, hllEncode(registers));
});

test("search finds by words", async () => {
  const word = `w${Date.now().toString(36)}`;
  const note = event(generateSecretKey(), 1, `the ${word} of the day`);
  await relay.publish(note);
  await relay.publish(event(generateSecretKey(), 1, "something else"));
  const found = await stored([{ search: `day ${word}`, kinds: [1] }]);
  assert.deepEqual(found.map((one) => one.id), [note.id]);
});

test("private messages are for their recipient, who authenticates", async () => {
  const alice = generateSecretKey();
  const bob = generateSecretKey();
  const wrap = wrapEvent(alice, { publicKey: getPublicKey(bob) }, "hello bob");
  await relay.publish(wrap);
  const filter = { kinds: [1059], "#p": [getPublicKey(bob)] };
  const other = await Relay.connect(url);
  try {
    await assert.rejects(stored([filter], other), /auth-required: /); // the challenge came before it
    await other.auth((template) => Promise.resolve(finalizeEvent(template, bob)));
    const found = await new Promise((resolve, reject) => {
      const events = [];
      other.subscribe([filter], {
        onevent: (one) => events.push(one),
        oneose: () => resolve(events),
        onclose: (reason) => reject(new Error(reason)),
      });
    });
    assert.equal(found.length, 1);
    assert.equal(unwrapEvent(found[0], bob).content, "hello bob");
  } finally {
    other.close();
  }
});

test("a protected event is taken from its authenticated author", async () => {
  const key = generateSecretKey();
  const note = event(key, 1, "for members", [["-"]]);
  const other = await Relay.connect(url);
  try {
    await assert.rejects(other.publish(note), /auth-required: /); // the challenge came before it
    await other.auth((template) => Promise.resolve(finalizeEvent(template, key)));
    await other.publish(note);
  } finally {
    other.close();
  }
});

test("negentropy finds both differences", async () => {
  const key = generateSecretKey();
  const storage = new NegentropyStorageVector();
  const onlyHere = [];
  const onlyThere = [];
  for (let i = 0; i < 200; i++) {
    const note = event(key, 1, `${i}`, [], now() - (i % 20));
    if (i % 19 === 0) onlyHere.push(note.id); else await relay.publish(note);
    if (i % 23 === 1) onlyThere.push(note.id); else storage.insert(note.created_at, note.id);
  }
  storage.seal();
  const have = [];
  const need = [];
  await new Promise((resolve, reject) => {
    const sync = new NegentropySync(relay, storage, { authors: [getPublicKey(key)] }, {
      onhave: (id) => have.push(id),
      onneed: (id) => need.push(id),
      onclose: (reason) => (reason ? reject(new Error(reason)) : resolve()),
    });
    sync.start();
  });
  assert.deepEqual(have.sort(), onlyHere.sort());
  const missing = onlyThere.filter((id) => !onlyHere.includes(id));
  assert.deepEqual(need.sort(), missing.sort());
});

test("a request to vanish removes and bars", async () => {
  const key = generateSecretKey();
  const note = event(key, 1, "gone soon");
  await relay.publish(note);
  await relay.publish(event(key, 62, "", [["relay", url]]));
  assert.deepEqual(await stored([{ ids: [note.id] }]), []);
  await assert.rejects(relay.publish(note), /blocked: /);
});

test("an administrator bans and lifts the ban", async () => {
  const admin = new Uint8Array(32);
  admin[31] = 1;
  const spammer = generateSecretKey();
  const http = url.replace(/^ws/, "http");
  const call = async (key, method, params) => {
    const body = { method, params };
    const sign = (template) => finalizeEvent(template, key);
    const headers = {
      "Content-Type": "application/nostr+json+rpc",
      Authorization: await getToken(http, "POST", sign, true, body),
    };
    return fetch(http, { method: "POST", headers, body: JSON.stringify(body) });
  };
  assert.equal((await call(spammer, "listbannedpubkeys", [])).status, 403);
  const banned = await call(admin, "banpubkey", [getPublicKey(spammer), "spam"]);
  assert.deepEqual(await banned.json(), { result: true });
  await assert.rejects(relay.publish(event(spammer, 1, "buy")), /blocked: /);
  await call(admin, "unbanpubkey", [getPublicKey(spammer)]);
  await relay.publish(event(spammer, 1, "sorry"));
  const methods = await (await call(admin, "supportedmethods", [])).json();
  assert.ok(methods.result.includes("listeventsneedingmoderation"));
});

/** The texts that a REQ brings over a socket of ws, up to EOSE, and the bytes that came for it. */
async function transfer(filters, perMessageDeflate) {
  const socket = new WebSocket(url, { perMessageDeflate });
  try {
    await once(socket, "open");
    const before = socket._socket.bytesRead;
    const texts = [];
    const ended = new Promise((resolve, reject) => {
      socket.on("close", reject);
      socket.on("message", (data) => {
        if (data.toString().startsWith('["EOSE"')) resolve(); else texts.push(data.toString());
      });
    });
    socket.send(JSON.stringify(["REQ", "transfer", ...filters]));
    await ended;
    return { texts, bytes: socket._socket.bytesRead - before, extensions: socket.extensions };
  } finally {
    socket.terminate();
  }
}

const words = (length, seed) => {
  let text = "";
  for (let i = seed; text.length < length; i = (i * 48271) % 2147483647) text += `word${i % 997} `;
  return text.slice(0, length);
};

test("large results come compressed to who offers it, and as they are to who does not", async () => {
  const key = generateSecretKey();
  for (let i = 0; i < 20; i++) {
    await relay.publish(event(key, 1, words(500 + 1500 * i, 1 + i), [], now() - i));
  }
  const filters = [{ authors: [getPublicKey(key)] }];
  const compressed = await transfer(filters, true);
  const plain = await transfer(filters, false);
  assert.match(compressed.extensions, /permessage-deflate/);
  assert.equal(plain.extensions, "");
  assert.equal(plain.texts.length, 20);
  assert.deepEqual(compressed.texts, plain.texts);
  assert.ok(compressed.bytes < plain.bytes / 2, `${compressed.bytes} of ${plain.bytes} bytes`);
});

test("a large event is published and delivered compressed", async () => {
  assert.match(relay.ws.extensions, /permessage-deflate/);
  const key = generateSecretKey();
  const note = event(key, 30023, words(100_000, 7), [["d", "large"]]);
  const other = await Relay.connect(url);
  try {
    const live = new Promise((resolve) => {
      other.subscribe([{ authors: [getPublicKey(key)], limit: 0 }], {
        onevent: resolve,
        oneose: () => relay.publish(note),
      });
    });
    assert.equal((await live).content, note.content);
    assert.ok(other.ws._socket.bytesRead < 60_000, `${other.ws._socket.bytesRead} bytes`);
  } finally {
    other.close();
  }
});

test("a bomb is closed with 1009", async () => {
  const socket = new WebSocket(url, { perMessageDeflate: true });
  await once(socket, "open");
  socket.send("x".repeat(50_000_000));
  const [code] = await once(socket, "close");
  assert.equal(code, 1009);
});

test("the information document is there", async () => {
  const information = await fetchRelayInformation(url);
  for (const nip of [1, 42, 45, 50, 62, 67, 70, 77, 86]) {
    assert.ok(information.supported_nips.includes(nip), `NIP-${nip}`);
  }
  assert.equal(information.limitation.max_limit, 5000);
});
