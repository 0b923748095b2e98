// A spoken reply: a button and a bar. Starts by itself when the person spoke, if it may.
// With `whole`, `url` is its first sentence; the rest is made while that plays.

import { clock, drawing, make, say } from "./words.js";

const PLAY = "M8 5v14l11-7z";
const PAUSE = "M7 5h4v14H7zM13 5h4v14h-4z";

let playing = null; // one voice at a time

export function player(url, atOnce, whole) {
  const audio = make("audio", { src: url, preload: "metadata" });
  const icon = drawing(PLAY);
  const button = make("button", { type: "button", className: "round" }, icon);
  const bar = make("input", { type: "range", min: 0, max: 1, step: 0.1, value: 0 });
  const time = make("span", { className: "time" }, "0:00");
  const box = make("div", { className: "player" }, button, bar, time, audio);
  bar.setAttribute("aria-label", say("position"));

  const show = () => {
    button.setAttribute("aria-label", say(audio.paused ? "play" : "pause"));
    icon.firstChild.setAttribute("d", audio.paused ? PLAY : PAUSE);
    box.classList.toggle("on", !audio.paused);
  };
  const move = () => {
    const whole = Number.isFinite(audio.duration) ? audio.duration : audio.currentTime;
    bar.max = whole || 1;
    bar.value = audio.currentTime;
    bar.setAttribute("aria-valuetext", `${clock(audio.currentTime)} / ${clock(whole)}`);
    time.textContent = clock(audio.paused && !audio.currentTime ? whole : audio.currentTime);
  };
  const start = () => {
    if (playing !== audio) playing?.pause();
    playing = audio;
    return audio.play();
  };
  button.addEventListener("click", () => (audio.paused ? start().catch(() => audio.error && broken()) : audio.pause()));
  bar.addEventListener("input", () => (audio.currentTime = Number(bar.value)));
  audio.onplay = () => whole && fetch(whole, { headers: { range: "bytes=0-1" } }).catch(() => {});
  audio.onended = () => {
    if (!whole) return;
    const begun = audio.duration;
    audio.src = whole;
    whole = "";
    audio.currentTime = begun;
    start().catch(() => {});
  };
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);
  for (const event of ["timeupdate", "loadedmetadata", "durationchange", "ended"]) audio.addEventListener(event, move);
  const broken = () => box.replaceChildren(make("small", {}, say("no_play")));
  audio.onerror = broken;
  show();
  if (atOnce) start().catch(() => {}); // forbidden: the button is there
  return box;
}

export const speaking = () => playing && !playing.paused;

export function silence() {
  playing?.pause();
}
