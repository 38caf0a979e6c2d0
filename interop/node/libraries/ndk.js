// NDK with its sync package. After one attempt to connect again that fails it makes no other.
import NDK, { NDKEvent, NDKPrivateKeySigner, NDKRelayAuthPolicies, NDKSubscriptionCacheUsage }
  from "@nostr-dev-kit/ndk";
import { NDKSync } from "@nostr-dev-kit/sync";
import { matchFilter } from "nostr-tools/filter";
import WebSocket from "ws";
import { url, versioned } from "../support.js";

globalThis.WebSocket ??= WebSocket;

/** The cache that NDKSync asks for, as small as it can be. */
class MemoryCache {
  locking = false;
  #events = new Map();

  constructor(ndk, events) {
    for (const event of events) this.#events.set(event.id, new NDKEvent(ndk, event));
  }

  query({ filters }) {
    return [...this.#events.values()]
      .filter((event) => filters.some((filter) => matchFilter(filter, event.rawEvent())));
  }

  async setEvent(event) {
    this.#events.set(event.id, event);
  }
}

async function connected(signer) {
  const ndk = new NDK({ explicitRelayUrls: [url], signer, enableOutboxModel: false });
  if (signer) ndk.relayAuthDefaultPolicy = NDKRelayAuthPolicies.signIn({ ndk });
  await ndk.connect(10_000);
  return ndk;
}

export default {
  name: versioned("ndk", "@nostr-dev-kit/ndk"),
  counts: true,
  syncs: true,
  async connect({ key } = {}) {
    const ndk = await connected(key && new NDKPrivateKeySigner(key.hex));
    const options = { cacheUsage: NDKSubscriptionCacheUsage.ONLY_RELAY, groupable: false };
    return {
      async publish(event) {
        try {
          await new NDKEvent(ndk, event).publish(undefined, 5000);
        } catch (error) {
          const [reason] = error.errors?.values() ?? [];
          throw reason ?? error;
        }
      },
      query: (filter) => new Promise((resolve, reject) => {
        const events = [];
        ndk.subscribe(filter, { ...options, closeOnEose: true }, {
          onEvent: (event) => events.push(event.rawEvent()),
          onEose: () => resolve(events),
          onClose: (relay, reason) => reason && reject(new Error(reason)),
        });
      }),
      live: (filter, onevent) => new Promise((resolve) => {
        const subscription = ndk.subscribe(filter, { ...options, closeOnEose: false }, {
          onEvent: (event) => onevent(event.rawEvent()),
          onEose: () => resolve(() => subscription.stop()),
        });
      }),
      count: async (filter) => (await ndk.count(filter)).count,
      async sync(local, filter) {
        ndk.cacheAdapter = new MemoryCache(ndk, local);
        const { need, have } = await new NDKSync(ndk)
          .sync(filter, { autoFetch: false, onRelayError: (relay, error) => { throw error; } });
        return { need: [...need], have: [...have] };
      },
      close: () => ndk.pool.relays.forEach((relay) => relay.disconnect()),
    };
  },
};
