// The desk's only script: forms of a list answer in place, regions renew themselves, and keys
// move through rows. Everything works without it, by ordinary page loads.
// <form data-swap="ID">: GET only; the same address, the same full page, one region of it.
// <div id="ID" data-renew="20">: asks again every 20 seconds while the page is looked at.

// What renews itself says whether anybody touched the page in the last minute: a page that lies
// open keeps nobody signed in.
let touchedAt = Date.now();
for (const sign of ["input", "keydown", "pointerdown"]) {
  document.addEventListener(sign, () => { touchedAt = Date.now(); }, { capture: true });
}

async function pageAt(address) {
  const headers = { Accept: "text/html" };
  if (Date.now() - touchedAt > 60000) headers["X-Untouched"] = "yes";
  const answer = await fetch(address, { headers, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function swap(id, address) {
  const fresh = (await pageAt(address)).getElementById(id);
  const present = document.getElementById(id);
  if (!fresh || !present) throw new Error(id);
  // Nobody loses what they are typing or where they are.
  if (present.contains(document.activeElement)) return;
  present.replaceWith(document.adoptNode(fresh));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const id = form.dataset.swap;
  if (!id || form.method !== "get") return;
  event.preventDefault();
  const asked = [...new FormData(form)].filter(([, value]) => value);
  const address = new URL(form.action);
  address.search = new URLSearchParams(asked).toString();
  swap(id, address).then(
    () => history.replaceState(null, "", address),
    () => location.assign(address),
  );
});

// <div data-renew data-from="ADDRESS">: asks there instead, and says whether somebody is typing.
let typedAt = 0;
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) typedAt = Date.now();
});

function sourceOf(region) {
  const from = region.dataset.from;
  if (!from) return location.href;
  return Date.now() - typedAt < 40000 ? `${from}?writing=yes` : from;
}

setInterval(() => {
  if (document.hidden) return;
  for (const region of document.querySelectorAll("[data-renew]")) {
    const due = Number(region.dataset.due || 0);
    if (Date.now() < due) continue;
    region.dataset.due = String(Date.now() + 1000 * Number(region.dataset.renew));
    if (due) swap(region.id, sourceOf(region)).catch(() => undefined);
  }
}, 1000);

function step(by) {
  const rows = [...document.querySelectorAll("[data-row] a:first-of-type")];
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (next) next.focus();
}

const keys = {
  "/": () => document.querySelector("[name=q]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
