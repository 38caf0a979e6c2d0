// applesauce-relay, as noStrudel uses it.
import { Relay } from "applesauce-relay";
import { finalizeEvent } from "nostr-tools/pure";
import { filter as only, firstValueFrom, lastValueFrom, toArray } from "rxjs";
import WebSocket from "ws";
import { url, versioned } from "../support.js";

globalThis.WebSocket ??= WebSocket;

export default {
  name: versioned("applesauce-relay"),
  counts: true,
  pages: true,
  reconnects: true,
  async connect({ key } = {}) {
    const relay = new Relay(url);
    if (key) {
      relay.challenge$.pipe(only(Boolean)).subscribe(() => {
        relay.authenticate({ signEvent: (template) => finalizeEvent(template, key.secret) });
      });
    }
    return {
      async publish(event) {
        const { ok, message } = await relay.publish(event, { timeout: 10_000 });
        if (!ok) throw new Error(message);
      },
      // Who is not logged in does not wait for an authentication that never comes.
      query: (filter) => lastValueFrom(relay
        .request(filter, { waitForAuth: Boolean(key), timeout: 15_000 })
        .pipe(toArray())),
      live: (filter, onevent) => new Promise((resolve, reject) => {
        const subscription = relay.subscription(filter, { reconnect: Infinity }).subscribe({
          next: (message) => {
            if (message === "EOSE") resolve(() => subscription.unsubscribe());
            else onevent(message);
          },
          error: reject,
        });
      }),
      count: async (filter) => (await firstValueFrom(relay.count(filter))).count,
      // Its own way to fetch a whole set: what the comparison finds missing, in one REQ. It sends no
      // second message of a comparison, so two sets that differ in part are beyond it.
      page: (filter) => lastValueFrom(relay.sync([], filter).pipe(toArray())),
      close: () => relay.close(),
    };
  },
};
