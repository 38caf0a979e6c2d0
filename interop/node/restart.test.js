// A planned restart of the relay, then a crash, under the live subscriptions of all libraries that
// connect again by themselves: each has its subscription afterwards, without a call of its user's.
import assert from "node:assert/strict";
import { test } from "node:test";
import libraries from "./libraries/index.js";
import { event, eventually, newKey, relay, store, within } from "./support.js";

const author = newKey();

/** A client of each library with a live subscription, and the ids of what came over it. */
async function subscribed() {
  const clients = libraries.filter(({ reconnects }) => reconnects).map((library) => ({ library, came: [] }));
  for (const one of clients) {
    one.client = await within(15_000, `connecting ${one.library.name}`, one.library.connect());
    await within(15_000, `the subscription of ${one.library.name}`, one.client.live(
      { kinds: [1], authors: [author.pubkey], limit: 0 }, ({ id }) => one.came.push(id)));
  }
  return clients;
}

for (const command of ["restart", "kill"]) {
  let clients = [];

  test(`relay: ${command}`, { timeout: 300_000 }, async () => {
    clients = await subscribed();
    await relay(command);
    const until = Date.now() + 90_000;
    // Each library comes back in its own time; whoever has heard of a note is back.
    while (clients.some(({ back }) => !back) && Date.now() < until) {
      const note = event(author, 1, `after ${command}`);
      await store([note]);
      await eventually(1000, "all clients", () => clients.every(({ came }) => came.includes(note.id)))
        .catch(() => {});
      for (const one of clients) one.back ||= one.came.includes(note.id);
    }
    const notes = Array.from({ length: 3 }, (_, i) => event(author, 1, `${i} after ${command}`));
    await store(notes);
    const missing = ({ came }) => notes.filter(({ id }) => !came.includes(id)).length;
    await eventually(9000, "three notes", () => clients.every((one) => !one.back || missing(one) === 0))
      .catch(() => {});
    for (const one of clients) {
      one.missing = missing(one);
      await one.client.close();
    }
  });

  for (const library of libraries.filter(({ reconnects }) => reconnects)) {
    test(`${library.name}: ${command}`, () => {
      const one = clients.find((client) => client.library === library);
      assert.ok(one?.back, "its subscription did not come back within 90 s");
      assert.equal(one.missing, 0, `${one.missing} of 3 later notes did not reach it`);
    });
  }
}
