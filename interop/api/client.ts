// Calls the relay with openapi-fetch, over the types that openapi-typescript has generated.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

declare const process: { argv: string[] };

const key = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const client = createClient<paths>({ baseUrl: process.argv[2] });

function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.url}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

function check(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(what);
  }
}

const overview = must(await client.GET("/api/v1/overview", {}));
check((overview.accepted ?? 0) >= 12, "accepted");
const kinds = must(await client.GET("/api/v1/kinds", { params: { query: { limit: 5 } } }));
check(typeof kinds !== "string" && (kinds.kinds ?? []).some((row) => row.kind === 3), "kinds");
const trust = must(
  await client.GET("/api/v1/trust/{pubkey}", { params: { path: { pubkey: key } } }),
);
check(trust.known === true, "known");
const many = must(await client.POST("/api/v1/trust", { body: { pubkeys: [key] } }));
check(many.accounts?.[0]?.pubkey === key, "trust of keys");
const wrong = await client.GET("/api/v1/kinds", { params: { query: { limit: 0 } } });
check(wrong.response.status === 400 && wrong.error?.status === 400, "a problem document");
console.log("5 calls");
