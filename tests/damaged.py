"""Real recordings -> as many broken ones as are asked for, the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import av
import numpy as np

import tiny_whisper
from nakshatra.types import Audio
from recordings import encoded, silence

SEED = 26


@dataclass(frozen=True, slots=True)
class Broken:
    how: str
    data: bytes


def broken(count: int) -> Iterator[Broken]:
    """Each way of breaking in turn, on one recording after the other."""
    chance = random.Random(SEED)
    whole = whole_recordings()
    for number in range(count):
        name, data = chance.choice(whole)
        how, breaks = WAYS[number % len(WAYS)]
        yield Broken(f"{number}: {how} of {name}", breaks(data, chance))


def whole_recordings() -> list[tuple[str, bytes]]:
    note = tiny_whisper.notes()[0].file
    speech = Audio(_decoded(note.read_bytes()))
    kinds = [
        ("mp3", "libmp3lame", 44_100),
        ("ipod", "aac", 44_100),
        ("adts", "aac", 16_000),
        ("webm", "libopus", 48_000),
        ("wav", "pcm_s16le", 16_000),
        ("wav", "pcm_alaw", 8_000),
        ("flac", "flac", 48_000),
        ("amr", "libopencore_amrnb", 8_000),
        ("aiff", "pcm_s16be", 16_000),
        ("caf", "pcm_s16le", 16_000),
    ]
    return [
        *((n.file.name, n.file.read_bytes()) for n in tiny_whisper.notes()),
        *((f"{codec}.{name}", encoded(speech, name, codec, rate)) for name, codec, rate in kinds),
    ]


def _decoded(data: bytes) -> bytes:
    with av.open(BytesIO(data)) as file:
        resampler = av.AudioResampler("s16", "mono", 16_000)
        return b"".join(
            part.to_ndarray().tobytes()
            for frame in file.decode(audio=0)
            for part in resampler.resample(frame)
        )


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _headless(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(1, len(data)) :]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 10, 100, 1000))):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _head_flipped(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 4, 16))):
        found[chance.randrange(4, min(120, len(found)))] = chance.randrange(256)
    return bytes(found)


def _wrong_head(data: bytes, chance: random.Random) -> bytes:
    """One container's beginning on another's rest, as an MP3 named .ogg and worse."""
    _, other = chance.choice(whole_heads())
    return other + data[len(other) :]


def whole_heads() -> list[tuple[str, bytes]]:
    return [
        ("ogg", b"OggS\0\2" + bytes(8)),
        ("wav", b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0"),
        ("mov", b"\0\0\0\x20ftypM4A "),
        ("mkv", b"\x1aE\xdf\xa3\x9f"),
        ("mp3", b"ID3\4\0\0\x7f\x7f\x7f\x7f"),
        ("flac", b"fLaC\0\0\0\x22"),
        ("amr", b"#!AMR\n"),
        ("caf", b"caff\0\1\0\0desc"),
        ("aiff", b"FORM\x7f\xff\xff\xffAIFFCOMM"),
    ]


def _huge(data: bytes, chance: random.Random) -> bytes:
    """Lengths that say gigabytes, wherever four bytes may be one."""
    found = bytearray(data)
    at = chance.randrange(4, min(400, len(found) - 8))
    found[at : at + 4] = chance.choice(
        (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f")
    )
    return bytes(found)


def _repeated(data: bytes, chance: random.Random) -> bytes:
    """Pieces of it out of order."""
    size = max(1, len(data) // 7)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return data[:size] + b"".join(chance.choices(pieces, k=9))


def _empty(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.choice((0, 1, 3, 4, 11, 12))]


def _zeros(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))] + bytes(chance.choice((10, 1000, 100_000)))


def _other_file(data: bytes, chance: random.Random) -> bytes:
    """What is no sound, however it is called."""
    return chance.choice(
        (
            "नमस्ते, यह एक पाठ है।".encode() * 20,
            b"#EXTM3U\nhttp://127.0.0.1:9/x.ogg\n",
            b"ffconcat version 1.0\nfile /etc/passwd\n",
            b"%PDF-1.7\n" + data,
            b"\xff\xd8\xff\xe0\0\x10JFIF" + data,
            b"PK\3\4" + data,
            b"\x89PNG\r\n\x1a\n" + data[:300],
            b"<html><script>x</script></html>",
            chance.randbytes(4000),
            b"\xff\xfb" + chance.randbytes(4000),
            b"\xff\xf1" + chance.randbytes(4000),
        )
    )


def _video(data: bytes, chance: random.Random) -> bytes:
    """Pictures alone, whole or cut."""
    file = BytesIO()
    with av.open(file, "w", format=chance.choice(("mp4", "matroska"))) as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 32
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    made = file.getvalue()
    return made if chance.random() < 0.5 else _flipped(made, chance)


def _nothing_said(data: bytes, chance: random.Random) -> bytes:
    return encoded(silence(chance.uniform(0.01, 3.0)), "ogg", "libopus", 48_000)


WAYS: tuple[tuple[str, Callable[[bytes, random.Random], bytes]], ...] = (
    ("cut", _cut),
    ("beginning lost", _headless),
    ("bits flipped", _flipped),
    ("header overwritten", _head_flipped),
    ("another's header", _wrong_head),
    ("huge lengths", _huge),
    ("pieces out of order", _repeated),
    ("nearly nothing", _empty),
    ("zeros at the end", _zeros),
    ("another kind of file", _other_file),
    ("a video", _video),
    ("silence", _nothing_said),
)
