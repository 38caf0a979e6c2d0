// nostrify, as Ditto and its bots use it.
import { NRelay1, NSecSigner } from "@nostrify/nostrify";
import WebSocket from "ws";
import { now, url, versioned } from "../support.js";

globalThis.WebSocket ??= WebSocket;

export default {
  name: versioned("nostrify", "@nostrify/nostrify"),
  counts: true,
  reconnects: true,
  async connect({ key } = {}) {
    const signer = key && new NSecSigner(key.secret);
    const relay = new NRelay1(url, key && {
      auth: (challenge) => signer.signEvent({
        kind: 22242,
        content: "",
        tags: [["relay", url], ["challenge", challenge]],
        created_at: now(),
      }),
    });
    return {
      publish: (event) => relay.event(event),
      query: (filter) => relay.query([filter]),
      live: (filter, onevent) => new Promise((resolve, reject) => {
        const stop = new AbortController();
        (async () => {
          for await (const [verb, , event] of relay.req([filter], { signal: stop.signal })) {
            if (verb === "EVENT") onevent(event);
            else if (verb === "EOSE") resolve(() => stop.abort());
          }
        })().catch((error) => error.name === "AbortError" || reject(error));
      }),
      count: async (filter) => (await relay.count([filter])).count,
      close: () => relay.close(),
    };
  },
};
