// What the person said, until it is answered: in localStorage, safe from a reload or a dead network.
// Sent one at a time under its own id: twice is harmless.

const KEY = "nakshatra.said";
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries
const CLIP_ROOM = 1_500_000; // characters; a phone gives a page about five million
const UNANSWERED = 24 * 3600_000; // milliseconds after which nobody waits for an answer any more

let memory = []; // where the browser allows no storage

export function items() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || [];
  } catch {
    return memory;
  }
}

function save(list) {
  memory = list;
  try {
    localStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    memory = list; // full or forbidden: the page itself still holds it
  }
}

export function mark(id, change) {
  save(items().map((item) => (item.id === id ? { ...item, ...change } : item)));
}

export function keepOnly(wanted) {
  save(items().filter(wanted));
}

// Answered messages whose replies the server no longer holds go with them.
export function tidy(held) {
  const now = Date.now();
  keepOnly((item) => !item.refused && (item.answered ? held.has(item.id) : now - item.at < UNANSWERED));
}

export class Outbox {
  // `changed(item)` is told of each new state; `trouble(key or text)` of what hinders, "" when nothing.
  constructor(changed, trouble) {
    this.changed = changed;
    this.trouble = trouble;
    this.clips = new Map();
    this.busy = false;
    this.known = false;
    this.wake = () => {};
    addEventListener("online", () => this.wake());
  }

  async add(said, clip) {
    const item = { id: newId(), at: Date.now(), ...said };
    if (clip) {
      this.clips.set(item.id, clip);
      const text = await asText(clip);
      if (text.length < CLIP_ROOM) item.clip = text;
    }
    save([...items(), item]);
    this.changed(item);
    this.pump();
  }

  async pump() {
    if (this.busy) return;
    this.busy = true;
    let tries = 0;
    for (let item; (item = items().find((i) => !i.sent && !i.refused)); ) {
      const wait = await this.post(item, tries);
      tries = wait ? tries + 1 : 0;
      if (wait) await this.sleep(wait);
    }
    this.busy = false;
    this.trouble("");
  }

  // Seconds to wait before another try; 0 when this one is over.
  async post(item, tries) {
    const later = WAITS[Math.min(tries, WAITS.length - 1)];
    try {
      if (!(await this.greet())) return later;
      const response = await this.request(item);
      if (response.ok) return this.over(item, { sent: true, clip: undefined });
      const told = await response.json().catch(() => ({}));
      if (response.status === 401) this.known = false;
      if ([401, 429, 503].includes(response.status)) {
        this.trouble(response.status === 401 ? "" : told.say);
        return Number(response.headers.get("retry-after")) || later;
      }
      return this.over(item, { refused: told.say || "?", clip: undefined });
    } catch {
      this.trouble("offline");
      return later;
    }
  }

  async greet() {
    if (!this.known) this.known = (await fetch("/chat/hello", { method: "POST" })).ok;
    return this.known;
  }

  async request(item) {
    const post = { method: "POST", signal: AbortSignal.timeout(item.voice ? 180_000 : 30_000) };
    if (!item.voice) {
      post.headers = { "content-type": "application/json" };
      post.body = JSON.stringify({ id: item.id, text: item.text });
      return fetch("/chat/messages", post);
    }
    const clip = this.clips.get(item.id) || (item.clip && asClip(item.clip));
    if (!clip) return new Response("{}", { status: 410 });
    post.headers = { "content-type": clip.type || "audio/webm" };
    post.body = clip;
    return fetch(`/chat/messages?id=${item.id}`, post);
  }

  over(item, change) {
    this.clips.delete(item.id);
    this.trouble("");
    mark(item.id, change);
    this.changed({ ...item, ...change });
    return 0;
  }

  sleep(seconds) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, seconds * 1000);
    });
  }
}

// crypto.randomUUID exists only on safe addresses; a bot on a village's own network may have none.
function newId() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function asText(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}

function asClip(text) {
  const comma = text.lastIndexOf(",");
  const bytes = Uint8Array.from(atob(text.slice(comma + 1)), (c) => c.charCodeAt(0));
  return new Blob([bytes], { type: text.slice(5, text.indexOf(";base64")) });
}
