"""The committed weights -> word error rate on voices that training never heard.

python judge.py            minutes; needs our own libraries only
"""

from __future__ import annotations

import sys

import numpy as np
from sounds import FIVE, HELD_OUT, HERE, RATE, Speaker, rough, sentences, trimmed

sys.path.insert(0, str(HERE.parents[2] / "bot"))
from nakshatra.audio.whisper import Whisper
from nakshatra.heard import Asked
from nakshatra.measure.speech import errors


def main() -> None:
    engine, speaker, rng = Whisper(str(FIVE), threads=1), Speaker(), np.random.default_rng(7)
    for voice in HELD_OUT:
        wrong = words = exact = 0
        for lang, text in sentences():
            spoken = speaker.say(text, lang + voice, int(rng.integers(150, 191)), 50)
            sound = np.concatenate([np.zeros(RATE // 4), rough(trimmed(spoken), rng)])
            pcm = (sound.clip(-1, 1) * 32767).astype("<i2").tobytes()
            pieces = engine.hear(pcm, 28.0, Asked(language=lang, timeout=60.0)).pieces
            heard = " ".join(piece.text for piece in pieces)
            wrong += errors(text.split(), heard.split())
            words, exact = words + len(text.split()), exact + (heard == text)
            if heard != text:
                print(f"  {text} -> {heard}")
        print(f"{voice or 'plain'}: WER {wrong / words:.3f}, {exact} of {len(sentences())} exact")


if __name__ == "__main__":
    main()
