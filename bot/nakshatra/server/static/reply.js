// One letter -> its element. Only text is set, never markup.

import { drawing, make, say } from "./words.js";
import { player, speaking } from "./player.js";

// Numbers that are nothing but helplines wherever they stand (others look like ordinary numbers),
// and the government's own sites.
const KNOWN = /\b(1800[- ]\d{2,3}[- ]\d{3,4}|155261|14416|14567|14447|1930|(?:https:\/\/)?(?:[\w-]+\.)+(?:gov|nic)\.in)\b/g;
// In an emergency these too; 100 to 104 are left out: they may be a fever or a dose of water.
const RESCUE = /\b(112|108|1098|1091|181|1930|14416|1033)\b/g;
const EVERYWHERE = "112"; // India's one number, when the text itself names none

const AWAY = { target: "_blank", rel: "noopener noreferrer" };

export function reply(letter, { press, spoken }) {
  const urgent = letter.kind === "emergency";
  const body = make("div", { className: "words", lang: letter.lang, dir: letter.dir });
  body.append(...paragraphs(letter.text));
  const article = make("article", { className: `reply ${letter.kind}` });
  article.setAttribute("aria-label", urgent ? say("emergency") : say("bot"));
  if (urgent) article.append(make("h2", {}, say("emergency")), calls(letter.text));
  article.append(body);
  const voice = `/chat/voice/${letter.n}`;
  if (letter.voice) article.append(player(voice, spoken && !(letter.kind === "notice" && speaking()), letter.more && `${voice}/whole`));
  if (letter.file) article.append(make("a", { href: `/chat/file/${letter.n}`, download: letter.file }, letter.file));
  if (letter.sources.length) article.append(sources(letter));
  if (letter.experts.length && !urgent) article.append(experts(letter.experts));
  if (letter.buttons.length) article.append(buttons(letter, press));
  return article;
}

function calls(text) {
  const numbers = new Set(text.match(RESCUE) || [EVERYWHERE]);
  const links = [...numbers].map((number) => {
    const link = make("a", { className: "call", href: `tel:${number}` }, drawing(PHONE), number);
    link.setAttribute("aria-label", say("call", { number }));
    return link;
  });
  return make("p", { className: "calls" }, ...links);
}

const PHONE = "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z";

// Lines that begin with "- " are steps; an empty line parts paragraphs.
function paragraphs(text) {
  const blocks = [];
  for (const line of text.split("\n")) {
    const last = blocks.at(-1);
    if (/^[-•] /.test(line)) {
      const item = make("li", {}, ...linked(line.slice(2)));
      if (last?.tagName === "UL") last.append(item);
      else blocks.push(make("ul", {}, item));
    } else if (!line.trim()) blocks.push(null);
    else if (last?.tagName === "P") last.append(make("br"), ...linked(line));
    else blocks.push(make("p", {}, ...linked(line)));
  }
  return blocks.filter(Boolean);
}

function linked(line) {
  return line.split(KNOWN).map((part, i) => {
    if (i % 2 === 0) return part;
    return part.endsWith(".in")
      ? make("a", { href: part.replace(/^(https:\/\/)?/, "https://"), ...AWAY }, part)
      : make("a", { href: `tel:${part.replace(/\D/g, "")}` }, part);
  });
}

function sources(letter) {
  const items = letter.sources.map(({ title, url, asof }) => {
    const name = /^https?:\/\//.test(url)
      ? make("a", { href: url, ...AWAY }, title)
      : make("span", {}, title);
    return make("li", {}, name, " ", make("small", {}, say("asof", { date: day(asof) })));
  });
  return make("div", { className: "sources" }, make("h3", {}, say("sources")), make("ul", {}, ...items));
}

function day(iso) {
  const date = new Date(`${iso}T00:00`);
  if (Number.isNaN(date.getTime())) return iso;
  const style = { day: "numeric", month: "short", year: "numeric" };
  return date.toLocaleDateString(`${document.documentElement.lang}-IN`, style);
}

function experts(names) {
  return make("p", { className: "who" }, say("who", { names: names.join(" + ") }));
}

function buttons(letter, press) {
  const row = make("p", { className: "buttons", lang: letter.lang, dir: letter.dir });
  for (const { label, command } of letter.buttons) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => {
      for (const other of row.children) other.setAttribute("aria-pressed", other === button);
      press(command, label);
    });
    row.append(button);
  }
  return row;
}
