// welshman, Coracle's and Flotilla's networking.
import { createHash } from "node:crypto";
import { defaultSocketPolicies, diff, makeSocketPolicyAuth, Pool, publishOne, PublishStatus, pull,
  requestOne, Socket } from "@welshman/net";
import { finalizeEvent } from "nostr-tools/pure";
import { url, versioned } from "../support.js";

// On Node its comparison takes the global crypto for Node's module.
globalThis.crypto.createHash ??= createHash;

export default {
  name: versioned("welshman", "@welshman/net"),
  syncs: true,
  // Its verification in WebAssembly has no room for a longer event.
  follows: 4000,
  pages: true,
  reconnects: true,
  async connect({ key } = {}) {
    const sign = async (template) => finalizeEvent(template, key.secret);
    const policies = [...defaultSocketPolicies, ...(key ? [makeSocketPolicyAuth({ sign })] : [])];
    const pool = new Pool({ makeSocket: (address) => new Socket(address, policies) });
    const context = { pool };
    return {
      async publish(event) {
        const { status, detail } = await publishOne({ event, relay: url, context });
        if (status !== PublishStatus.Success) throw new Error(detail || status);
      },
      query: (filter) => new Promise((resolve, reject) => {
        const events = [];
        requestOne({
          relay: url,
          filters: [filter],
          context,
          autoClose: true,
          onEvent: (event) => events.push(event),
          onClosed: (reason) => reject(new Error(reason)),
          onClose: () => resolve(events),
        });
      }),
      live: (filter, onevent) => new Promise((resolve) => {
        const stop = new AbortController();
        requestOne({
          relay: url,
          filters: [filter],
          context,
          signal: stop.signal,
          onEvent: onevent,
          onEose: () => resolve(() => stop.abort()),
        });
      }),
      async sync(local, filter) {
        const [{ need, have }] = await diff({ relays: [url], filters: [filter], events: local, context });
        return { need, have };
      },
      page: (filter) => pull({ relays: [url], filters: [filter], events: [], context }),
      close: () => pool.clear(),
    };
  },
};
