// What is written or spoken goes to the outbox, letters to the view.

import { byId, say } from "./words.js";
import { Mailbox } from "./mailbox.js";
import { Outbox, items, keepOnly, mark, tidy } from "./outbox.js";
import { Recorder } from "./recorder.js";
import { drop, forget, letter as show, said, settled, toEnd } from "./view.js";

const text = byId("text");
const log = byId("log");
const menu = byId("menu");
const troubles = { sending: "", network: "", microphone: "" };

function trouble(kind, words) {
  troubles[kind] = words;
  byId("notice").textContent = troubles.network || troubles.sending || troubles.microphone;
}

const outbox = new Outbox(
  (item) => {
    said(item);
    toEnd(log.lastElementChild);
    if (item.sent) mailbox.run();
  },
  (words) => trouble("sending", words === "offline" ? say("offline") : words),
);

function arrived(letter, now) {
  const item = items().find((one) => one.id === letter.to);
  const article = show(letter, { press: command, spoken: Boolean(now && (item?.voice || letter.heard)) });
  if (!article) return;
  if (item) mark(item.id, { answered: true });
  if (item?.text === "/forget yes") wiped(item.id);
  if (now) toEnd(article);
}

function wiped(id) {
  keepOnly((item) => item.id === id);
  forget(id);
}

const mailbox = new Mailbox(
  (letters) => {
    const held = new Set(letters.flatMap((letter) => (letter.kind === "progress" ? [] : letter.to)));
    const before = items();
    tidy(held);
    const kept = new Set(items().map((item) => item.id));
    before.filter((item) => !kept.has(item.id)).forEach((item) => drop(item.id));
    letters.forEach((letter) => arrived(letter, false));
    toEnd(log.lastElementChild?.lastElementChild);
    settled();
    if (items().some((item) => !item.sent)) outbox.pump();
  },
  (letter) => arrived(letter, true),
  (lost) => trouble("network", lost && !navigator.onLine ? say("offline") : ""),
);

new Recorder(
  (clip, seconds) => outbox.add({ voice: true, seconds: Math.round(seconds) }, clip),
  (words) => trouble("microphone", words),
);

function command(words, label) {
  outbox.add({ text: words, label });
}

function fit() {
  const writes = text.value.trim() !== "";
  byId("send").hidden = !writes;
  byId("speak").hidden = writes;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function send() {
  const words = text.value.trim();
  if (!words) return;
  outbox.add({ text: words });
  text.value = "";
  fit();
  text.focus();
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
text.addEventListener("input", fit);
text.addEventListener("keydown", (event) => {
  // A keyboard for Indian scripts uses Enter to choose a word: isComposing.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
for (const example of document.querySelectorAll(".example"))
  example.addEventListener("click", () => {
    outbox.add({ text: example.textContent });
    log.focus({ preventScroll: true });
  });

byId("menu-open").addEventListener("click", () => menu.showModal());
byId("menu-close").addEventListener("click", () => menu.close());
menu.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-command]");
  if (chosen) command(chosen.dataset.command, chosen.textContent);
  if (chosen || event.target === menu) menu.close();
});

addEventListener("offline", () => trouble("network", say("offline")));
addEventListener("online", () => trouble("network", ""));
items().forEach(said);
if (!navigator.onLine) trouble("network", say("offline"));
fit();
