// Writes the outcome of each test to the results of the run, and a line of each to the console.
import { appendFileSync } from "node:fs";

const oneLine = (text) => String(text).replace(/\s+/g, " ").slice(0, 300);

/** "ndk 3.0.3: query" is a cell of the table; every other name is a test of the nostr-tools suite. */
function cellOf(name) {
  const named = /^(.* \d+\.\d+\.\d+|relay): ([a-z]+)$/.exec(name);
  return named ? [named[1], named[2]] : ["nostr-tools suite", "suite"];
}

/** What went wrong in the innermost cause of a failed test. */
function reasonOf(error) {
  let cause = error;
  while (cause?.cause instanceof Error) cause = cause.cause;
  return cause?.message ?? error;
}

export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") {
      if (type === "test:stderr") yield data.message;
      continue;
    }
    if (data.details?.type === "suite" || (type === "test:pass" && data.name.endsWith(".js"))) continue;
    const [library, scenario] = cellOf(data.name);
    const milliseconds = Math.round(data.details.duration_ms);
    const outcome = type === "test:pass" ? "ok" : "failed";
    const reason = type === "test:pass" ? "" : oneLine(reasonOf(data.details.error));
    const detail = scenario === "suite" ? oneLine(`${data.name} ${reason}`) : reason;
    record(["node", library, scenario, outcome, milliseconds, detail]);
    yield `${outcome.padEnd(6)} ${library}: ${scenario} (${milliseconds} ms) ${detail}\n`;
  }
}

function record(fields) {
  const file = process.env.INTEROP_RESULTS;
  if (file) appendFileSync(file, `${fields.join("\t")}\n`);
}
