"""A pack of two units in two languages, written into a folder: the smallest that is sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

CARD = """
id = "{id}"
kind = "{kind}"
domains = ["{id}"]
languages = ["en", "hi"]
owner = "tests"
licence = "Apache-2.0"
review = "none: a test"
unknown = "office"
examples = [{examples}]
[name]
en = "Kites"
[settings]
{settings}
"""

UNIT = """
id = "{id}"
stale = "{stale}"
asof = 2026-03-01
{expires}
[[sources]]
title = "Kite office"
url = "https://kites.example"
asof = 2026-03-01
[facts]
{facts}
"""

EN = """
reviewed = "a test"
[units.licence]
title = "Kite licence"
answer = "A kite licence costs {fee} rupees. Ask at the kite office with your old kite."
short = "A kite licence costs {fee} rupees."
asks = ["how much is a kite licence", "price of kite licence", "kite licence fee",
  "what does the licence for my kite cost", "licence money for kite", "how to get kite licence"]
[units.office]
title = "Kite office"
answer = "Call the kite office on {phone}. It helps with torn string and lost tails."
short = "Call the kite office on {phone}."
asks = ["kite office phone number", "whom to call about kites", "who helps with torn string",
  "my kite lost its tail whom to ask", "kite helpline", "office for kites where"]
"""

HI = """
reviewed = "a test"
[units.licence]
title = "पतंग का लाइसेंस"
answer = "पतंग का लाइसेंस {fee} रुपये का है। पुरानी पतंग लेकर पतंग दफ्तर जाएँ।"
short = "पतंग का लाइसेंस {fee} रुपये का है।"
asks = ["पतंग का लाइसेंस कितने का है", "पतंग लाइसेंस की फीस", "पतंग का लाइसेंस कैसे बनेगा",
  "patang ka licence kitne ka hai", "patang licence fees", "patang ka licence kaise banega"]
[units.office]
title = "पतंग दफ्तर"
answer = "पतंग दफ्तर को {phone} पर फोन करें। डोर टूटे या पूँछ खो जाए तो वही मदद करता है।"
short = "पतंग दफ्तर को {phone} पर फोन करें।"
asks = ["पतंग दफ्तर का नंबर", "पतंग की डोर टूट गई किससे पूछें", "पतंग की पूँछ खो गई",
  "patang daftar ka number", "patang ki dor toot gayi kisse puche", "patang helpline"]
"""


def write_pack(
    root: Path,
    id: str = "kites",
    *,
    kind: str = "pack",
    settings: str = "",
    expires: str = "",
    changed: Mapping[str, tuple[str, str]] | None = None,
) -> Path:
    """experts/<id> under `root`; `changed` maps a file to a text in it and what replaces that."""
    folder = root / "experts" / id
    examples = ", ".join(f'"question {n} about a kite and its string"' for n in range(30))
    licence = UNIT.format(id="licence", stale="S1", expires=expires, facts='fee = "2,150"')
    office = UNIT.format(id="office", stale="S1", expires="", facts='phone = "1800-111-222"')
    files = {
        "expert.toml": CARD.format(id=id, kind=kind, examples=examples, settings=settings),
        "units/licence.toml": licence,
        "units/office.toml": office,
        "lang/en.toml": EN,
        "lang/hi.toml": HI,
    }
    for name, text in files.items():
        old, new = (changed or {}).get(name, ("", ""))
        assert old in text, f"{name} has no {old!r}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new) if old else text, "utf-8")
    return folder
