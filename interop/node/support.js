// What the tests share: events, a plain connection of their own, bounds on waiting, and the relay.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { finalizeEvent, generateSecretKey, getPublicKey } from "nostr-tools/pure";
import WebSocket from "ws";

export const url = process.env.RELAY_URL ?? "ws://127.0.0.1:7447/";

export const now = () => Math.floor(Date.now() / 1000);

/** A key pair of its own: the secret as bytes and as hex, and the public key. */
export function newKey() {
  const secret = generateSecretKey();
  return { secret, hex: Buffer.from(secret).toString("hex"), pubkey: getPublicKey(secret) };
}

/** A signed event as plain data. */
export function event(key, kind, content, tags = [], created_at = now()) {
  const signed = finalizeEvent({ kind, content, tags, created_at }, key.secret);
  return JSON.parse(JSON.stringify(signed));
}

export const randomHex = () => randomBytes(32).toString("hex");

/** What a promise brings, or an error after that many milliseconds which says what was awaited. */
export function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((resolve, reject) => {
    const message = `nothing came of ${what} within ${milliseconds} ms`;
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Waits until a condition holds; looks often. The state is told when it never does. */
export async function eventually(milliseconds, what, condition, state = () => "") {
  const until = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > until) throw new Error(`${what} not within ${milliseconds} ms ${state()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Stores events over a connection that no library has a part in. */
export async function store(events) {
  const socket = new WebSocket(url);
  const open = new Map(events.map((one) => [one.id, one]));
  try {
    await within(10_000, "a plain connection", new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    }));
    const stored = new Promise((resolve, reject) => {
      socket.on("close", (code) => reject(new Error(`closed ${code}`)));
      socket.on("message", (data) => {
        const [verb, id, ok, reason] = JSON.parse(data.toString());
        if (verb !== "OK") return;
        if (!ok) reject(new Error(reason));
        open.delete(id);
        if (open.size === 0) resolve();
      });
    });
    for (const one of events) socket.send(JSON.stringify(["EVENT", one]));
    await within(30_000, `storing ${events.length} events`, stored);
  } finally {
    socket.terminate();
  }
}

/** Tells the relay of this run to start, stop, restart or be killed, and waits until it has. */
export async function relay(command) {
  await promisify(execFile)(process.env.INTEROP_RELAY, [command], { timeout: 120_000 });
}

/** A package with its version, as the table names it. */
export function versioned(name, folder = name) {
  const file = new URL(`./node_modules/${folder}/package.json`, import.meta.url);
  return `${name} ${JSON.parse(readFileSync(file, "utf8")).version}`;
}
