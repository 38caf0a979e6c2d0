// nostr-tools 1.17, whose pool many apps still ship. It does not connect again by itself.
import { finishEvent, SimplePool } from "nostr-tools-1";
import WebSocket from "ws";
import { url, versioned } from "../support.js";

globalThis.WebSocket ??= WebSocket;

/** It knows no CLOSED, so it asks for something private first and waits for the challenge. */
function authenticate(relay, key) {
  return new Promise((resolve, reject) => {
    relay.on("auth", (challenge) => relay.auth(finishEvent({
      kind: 22242,
      created_at: Math.floor(Date.now() / 1000),
      content: "",
      tags: [["relay", url], ["challenge", challenge]],
    }, key.hex)).then(resolve, reject));
    relay.sub([{ kinds: [1059], "#p": [key.pubkey] }]);
  });
}

export default {
  name: versioned("nostr-tools", "nostr-tools-1"),
  counts: true,
  async connect({ key } = {}) {
    const pool = new SimplePool({ eoseSubTimeout: 15_000 });
    const relay = await pool.ensureRelay(url);
    if (key) await authenticate(relay, key);
    return {
      publish: (event) => Promise.all(pool.publish([url], event)),
      query: (filter) => pool.list([url], [filter]),
      live: (filter, onevent) => new Promise((resolve) => {
        const subscription = pool.sub([url], [filter]);
        subscription.on("event", onevent);
        subscription.on("eose", () => resolve(() => subscription.unsub()));
      }),
      count: async (filter) => (await relay.count([filter])).count,
      close: () => pool.close([url]),
    };
  },
};
