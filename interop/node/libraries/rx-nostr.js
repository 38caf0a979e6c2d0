// rx-nostr with its crypto package.
import { seckeySigner, verifier } from "@rx-nostr/crypto";
import { createRxBackwardReq, createRxForwardReq, createRxNostr } from "rx-nostr";
import WebSocket from "ws";
import { url, versioned } from "../support.js";

export default {
  name: versioned("rx-nostr"),
  reconnects: true,
  async connect({ key } = {}) {
    const rxNostr = createRxNostr({
      verifier,
      websocketCtor: WebSocket,
      eoseTimeout: 20_000,
      retry: { strategy: "linear", maxCount: 60, interval: 1000 },
      ...(key && { authenticator: { signer: seckeySigner(key.hex) } }),
    });
    rxNostr.setDefaultRelays([url]);
    return {
      publish: (event) => new Promise((resolve, reject) => {
        let answered = false;
        rxNostr.send(event).subscribe({
          next: ({ ok, notice, done }) => {
            if (!done && !ok) return; // it authenticates and sends once more
            answered = true;
            if (ok) resolve(); else reject(new Error(notice));
          },
          error: reject,
          complete: () => answered || reject(new Error("completed without an answer")),
        });
      }),
      query: (filter) => new Promise((resolve, reject) => {
        const events = [];
        const request = createRxBackwardReq();
        rxNostr.use(request).subscribe({
          next: ({ event }) => events.push(event),
          error: reject,
          complete: () => resolve(events),
        });
        request.emit(filter);
        request.over();
      }),
      live: (filter, onevent) => new Promise((resolve) => {
        const request = createRxForwardReq();
        const subscription = rxNostr.use(request).subscribe(({ event }) => onevent(event));
        const ended = rxNostr.createAllMessageObservable().subscribe(({ type }) => {
          if (type !== "EOSE") return;
          ended.unsubscribe();
          resolve(() => subscription.unsubscribe());
        });
        request.emit(filter);
      }),
      close: () => rxNostr.dispose(),
    };
  },
};
