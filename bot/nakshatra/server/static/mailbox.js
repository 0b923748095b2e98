// Letters from the server, in order.

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries
const PATIENCE = 45_000; // milliseconds; the server itself ends a silent wait after 25 seconds

export class Mailbox {
  // `first(letters)` gets what waits already, `next(letter)` each later one, `lost(bool)` the network.
  constructor(first, next, lost) {
    Object.assign(this, { first, next, lost });
    this.last = 0;
    this.running = false;
    this.started = this.begin();
    addEventListener("online", () => this.wake?.());
    document.addEventListener("visibilitychange", () => this.wake?.());
  }

  async begin() {
    let found;
    for (let tries = 0; !(found = await this.ask("&wait=0")); tries++) await this.sleep(tries);
    this.first(found.letters);
    if (found.known) this.run();
  }

  // Called too when the person has become known, with their first message.
  async run() {
    await this.started;
    if (this.running) return;
    this.running = true;
    for (let tries = 0; ; ) {
      if (document.hidden) await this.shown();
      const found = await this.ask("");
      tries = found?.known ? 0 : tries + 1;
      found?.letters.forEach((letter) => this.next(letter));
      if (tries) await this.sleep(tries);
    }
  }

  async ask(more) {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(`/chat/replies?after=${this.last}${more}`, { signal });
      if (!response.ok) throw new Error(response.status);
      const found = await response.json();
      this.last = Math.max(this.last, ...found.letters.map((letter) => letter.n));
      this.lost(false);
      return found;
    } catch {
      this.lost(true);
      return null;
    }
  }

  sleep(tries) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, WAITS[Math.min(tries, WAITS.length - 1)] * 1000);
    });
  }

  // A page nobody looks at spends no battery; it looks once more when it is seen again.
  shown() {
    return new Promise((done) => {
      this.wake = () => document.hidden || done();
      setTimeout(done, 60_000);
    });
  }
}
