// nostr-tools 2, its pool.
import { finalizeEvent } from "nostr-tools/pure";
import { SimplePool, useWebSocketImplementation } from "nostr-tools/pool";
import { NegentropyStorageVector, NegentropySync } from "../node_modules/nostr-tools/lib/esm/nip77.js";
import WebSocket from "ws";
import { url, versioned } from "../support.js";

useWebSocketImplementation(WebSocket);

export default {
  name: versioned("nostr-tools"),
  counts: true,
  syncs: true,
  reconnects: true,
  async connect({ key } = {}) {
    const pool = new SimplePool({ enableReconnect: true });
    const onauth = key && (async (template) => finalizeEvent(template, key.secret));
    const relay = await pool.ensureRelay(url);
    return {
      publish: (event) => Promise.all(pool.publish([url], event, { onauth })),
      query: (filter) => new Promise((resolve, reject) => {
        const events = [];
        let ended = false;
        const subscription = pool.subscribe([url], filter, {
          onauth,
          maxWait: 20_000,
          onevent: (event) => events.push(event),
          oneose: () => { ended = true; subscription.close(); resolve(events); },
          onclose: ([{ reason }]) => ended || reject(new Error(reason)),
        });
      }),
      live: (filter, onevent) => new Promise((resolve) => {
        const subscription = pool.subscribe([url], filter, {
          onauth, onevent, oneose: () => resolve(() => subscription.close()),
        });
      }),
      count: (filter) => relay.count([filter], {}),
      sync: (local, filter) => new Promise((resolve, reject) => {
        const storage = new NegentropyStorageVector();
        for (const event of local) storage.insert(event.created_at, event.id);
        storage.seal();
        const have = [];
        const need = [];
        new NegentropySync(relay, storage, filter, {
          onhave: (id) => have.push(id),
          onneed: (id) => need.push(id),
          onclose: (reason) => (reason ? reject(new Error(reason)) : resolve({ have, need })),
        }).start();
      }),
      close: () => pool.destroy(),
    };
  },
};
