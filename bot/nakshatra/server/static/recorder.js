// The microphone -> one recording: tap and tap, or hold.

import { byId, clock, say } from "./words.js";
import { silence } from "./player.js";

const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const BITS = 24_000; // a second; clear speech, 3 KB a second over a weak network
const HOLD = 500; // milliseconds; longer than a tap
const LONGEST = 120; // seconds
const SHORTEST = 0.4; // seconds; less is a slip of the finger

const LOOKS = ["composer", "recording"];

export class Recorder {
  // `send(blob, seconds)` gets what was said; `trouble(text)` why nothing could be recorded.
  constructor(send, trouble) {
    this.send = send;
    this.trouble = trouble;
    this.pressed = 0;
    const speak = byId("speak");
    speak.addEventListener("pointerdown", (event) => event.button === 0 && this.press());
    speak.addEventListener("contextmenu", (event) => event.preventDefault());
    speak.addEventListener("click", (event) => event.detail === 0 && this.start());
    addEventListener("pointerup", () => this.release());
    addEventListener("pointercancel", () => this.release());
    byId("cancel").addEventListener("click", () => this.stop(false));
    byId("done").addEventListener("click", () => this.stop(true));
    addEventListener("keydown", (event) => event.key === "Escape" && this.media && this.stop(false));
  }

  press() {
    this.pressed = performance.now();
    this.start();
  }

  release() {
    const held = this.pressed && performance.now() - this.pressed > HOLD;
    this.pressed = 0;
    if (held && this.media) this.stop(true);
  }

  async start() {
    if (this.media || this.opening) return;
    this.opening = true;
    silence();
    try {
      const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      if (!navigator.mediaDevices || !window.MediaRecorder) throw new Error("none");
      this.begin(await navigator.mediaDevices.getUserMedia({ audio: sound }));
    } catch (error) {
      this.trouble(say(error.name === "NotAllowedError" ? "no_mic" : "no_mic_here"));
    } finally {
      this.opening = false;
    }
  }

  begin(stream) {
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const parts = [];
    this.media = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
    this.media.ondataavailable = (event) => parts.push(event.data);
    this.media.onstop = () => this.finish(stream, new Blob(parts, { type: this.media.mimeType }));
    this.since = performance.now();
    this.media.start();
    this.trouble("");
    this.look(true);
    this.listen(stream);
  }

  stop(wanted) {
    if (this.media?.state !== "recording") return;
    this.wanted = wanted;
    this.seconds = (performance.now() - this.since) / 1000;
    this.media.stop();
  }

  finish(stream, blob) {
    for (const track of stream.getTracks()) track.stop();
    clearInterval(this.ticking);
    this.sound?.close();
    this.media = this.sound = null;
    this.look(false);
    if (this.wanted && this.seconds < SHORTEST) this.trouble(say("too_short"));
    else if (this.wanted) this.send(blob, this.seconds);
  }

  look(recording) {
    LOOKS.forEach((id, i) => (byId(id).hidden = recording !== Boolean(i)));
    byId(recording ? "done" : "speak").focus({ preventScroll: true });
  }

  // Shows that the microphone hears: stars that light up with the voice.
  listen(stream) {
    const stars = [...document.querySelectorAll(".level i")];
    let level = () => 0;
    if (window.AudioContext) {
      this.sound = new AudioContext();
      const ear = this.sound.createAnalyser();
      const wave = new Float32Array((ear.fftSize = 512));
      this.sound.createMediaStreamSource(stream).connect(ear);
      level = () => (ear.getFloatTimeDomainData(wave), Math.max(...wave.map(Math.abs)));
    }
    const tick = () => {
      const seconds = (performance.now() - this.since) / 1000;
      byId("timer").textContent = clock(seconds);
      const lit = Math.ceil(Math.min(1, level() * 3) * stars.length);
      stars.forEach((star, i) => star.classList.toggle("lit", i < lit));
      if (seconds >= LONGEST) this.stop(true);
    };
    tick();
    this.ticking = setInterval(tick, 120);
  }
}
