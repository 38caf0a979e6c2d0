"use strict";

// beside the folder of this script, wherever the relay is on its server
const source = new URL("../counts", document.currentScript.src);

const copy = document.getElementById("copy");
copy.addEventListener("click", async () => {
  const address = document.getElementById("address");
  try {
    await navigator.clipboard.writeText(address.textContent);
    copy.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(address); // no clipboard here: select, the user copies
    copy.textContent = "Selected";
  }
  setTimeout(() => { copy.textContent = "Copy"; }, 2000);
});

const number = new Intl.NumberFormat();
const names = ["events", "connections", "subscriptions"];

function text(counts, name) {
  if (counts[name] === undefined) return "–"; // this relay does not tell
  const figure = number.format(counts[name]);
  if (name !== "events" || !counts.about) return figure;
  return counts.events === 0 ? "under 100" : `about ${figure}`;
}

async function refresh() {
  if (document.hidden) return;
  try {
    const counts = await (await fetch(source)).json();
    for (const name of names) {
      document.getElementById(name).textContent = text(counts, name);
    }
  } catch {
    // the relay is away; the last figures stay until it is back
  }
}

refresh();
setInterval(refresh, 5000);
