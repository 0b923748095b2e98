// The conversation: one group for each thing said, with the replies to it.

import { byId, clock, drawing, make, say } from "./words.js";
import { reply } from "./reply.js";

const LONG = 15_000; // milliseconds after which waiting deserves a word
const SHOWN = 2000; // characters; a pasted book would stop a small phone
const MIC = "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5 11a7 7 0 0 0 14 0M12 18v3";

const log = byId("log");
const groups = new Map();
const seen = new Set();

function group(id) {
  if (!groups.has(id)) {
    groups.set(id, make("div", { className: "turn" }));
    log.append(groups.get(id));
  }
  return groups.get(id);
}

// What the person said, and how far it has come.
export function said(item) {
  const box = group(item.id);
  box.querySelector(".said")?.remove();
  box.querySelector(".thinking")?.remove();
  if (!item.text?.startsWith("/feedback")) box.prepend(bubble(item));
  if (item.refused || item.answered || !item.sent) return;
  box.append(thinking(item));
}

function bubble(item) {
  const words = item.voice
    ? [drawing(MIC), `${say("voice_note")} ${clock(item.seconds)}`]
    : [item.label || short(item.text)];
  const box = make("div", { className: "said", dir: "auto" }, make("span", { className: "hidden" }, `${say("you")}: `), ...words);
  if (item.text?.startsWith("/")) box.classList.add("command");
  if (item.refused) box.append(make("small", { className: "refused" }, item.refused));
  else if (!item.sent) box.append(make("small", {}, say("unsent")));
  return box;
}

function short(text) {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function thinking(item) {
  const text = make("span", {}, say(item.voice ? "hearing" : "thinking"));
  setTimeout(() => (text.textContent = say("long")), LONG);
  const stars = make("span", { className: "stars" }, make("i"), make("i"), make("i"));
  stars.setAttribute("aria-hidden", "true");
  return make("p", { className: "thinking" }, stars, text);
}

// A reply. False when it is not new here, or only a word in between.
export function letter(found, { press, spoken }) {
  if (seen.has(found.n)) return false;
  seen.add(found.n);
  const box = group(found.to);
  const waits = box.querySelector(".thinking");
  if (found.kind === "progress") {
    if (waits) waits.lastChild.textContent = found.text;
    return false;
  }
  waits?.remove();
  const article = reply(found, { press, spoken });
  box.append(article);
  if (found.kind === "emergency") byId("alarm").textContent = found.text;
  return article;
}

export function settled() {
  log.removeAttribute("aria-busy");
}

// Everything but one group goes: the person said "forget me".
export function forget(except) {
  for (const [id, box] of groups) {
    if (id === except) continue;
    box.remove();
    groups.delete(id);
  }
}

export function drop(id) {
  groups.get(id)?.remove();
  groups.delete(id);
}

export function toEnd(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!element) return;
  const tall = element.offsetHeight > element.closest("main").clientHeight - 40; // read from its start
  element.scrollIntoView({ block: tall ? "start" : "nearest", behavior: calm ? "auto" : "smooth" });
}
