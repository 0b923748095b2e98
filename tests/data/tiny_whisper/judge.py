"""The committed weights -> word error rate on voices that training never heard.

python judge.py            two minutes; needs our own libraries only
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
    for voice in HELD_OUT:
        wrong = words = exact = 0
        for lang, text in sentences():
            spoken = speaker.say(text, lang + voice, int(rng.integers(150, 191)), 50)
            sound = np.concatenate([np.zeros(RATE // 4), rough(trimmed(spoken), rng)])
            pcm = (sound.clip(-1, 1) * 32767).astype("<i2").tobytes()
            heard = engine.hear(pcm, ["hi", "en"], "hi", 28.0).text
            wrong += errors(text.split(), heard.split())
            words, exact = words + len(text.split()), exact + (heard == text)
            if heard != text:
                print(f"  {text} -> {heard}")
        print(f"{voice or 'plain'}: WER {wrong / words:.3f}, {exact} of {len(sentences())} exact")


if __name__ == "__main__":
    main()
