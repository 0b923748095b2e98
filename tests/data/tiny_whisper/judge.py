"""The committed weights -> word error rate on voices that training never heard.

python judge.py            seconds; needs our own extras only
"""

from __future__ import annotations

import sys

import numpy as np
from sounds import HELD_OUT, HERE, RATE, Speaker, rough, sentences, trimmed

sys.path.insert(0, str(HERE.parents[2] / "bot"))
from nakshatra.audio.whisper import Whisper
from nakshatra.measure.speech import errors


def main() -> None:
    engine, speaker, rng = Whisper(str(HERE), threads=1), Speaker(), np.random.default_rng(7)
    wrong, words, exact, total = 0, 0, 0, 0
    for lang, text in sentences():
        for voice in HELD_OUT:
            spoken = speaker.say(text, lang + voice, int(rng.integers(150, 191)), 50)
            sound = np.concatenate([np.zeros(RATE // 4), rough(trimmed(spoken), rng)])
            pcm = (sound.clip(-1, 1) * 32767).astype("<i2").tobytes()
            heard = engine.hear(pcm, ["hi", "en"], "hi", 28.0)
            wrong, words = (
                wrong + errors(text.split(), heard.text.split()),
                words + len(text.split()),
            )
            exact, total = exact + (heard.text == text), total + 1
            if heard.text != text:
                print(f"{lang}{voice}: {text} -> {heard.text} ({heard.confidence:.2f})")
    print(f"WER {wrong / words:.3f}, {exact} of {total} sentences exact")


if __name__ == "__main__":
    main()
