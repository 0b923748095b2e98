"""A model's card -> its files from the hub: pinned, resumed where they stopped, checked, then put
in place whole. Until every hash is right nothing can be seen of them.

huggingface_hub reads HF_ENDPOINT and HF_TOKEN itself. Its own `hf_hub_download` begins anew after a
kill (docs/decisions/0015-weights-come-and-go.md), so its transfer is used and the file is ours.
Loaded only where something is fetched.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import BinaryIO, TypeVar, cast

from huggingface_hub import HfApi, constants, get_token, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    HFValidationError,
    RepositoryNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils._http import get_session
from huggingface_hub.utils.tqdm import disable_progress_bars

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError
from nakshatra.model_card import safe
from nakshatra.partial import FULL, Counted, Tell, alone, blob_id, digest, quiet

_TRANSPORT: type[Exception] = HfHubHTTPError.__mro__[1]
"""The HTTP library's own error (httpx or httpx2, whichever this huggingface_hub uses)."""

_WAITS = (1.0, 2.0, 4.0)
"""Seconds before each new try; counted from the first again whenever bytes have come."""

_SERVER = (408, 429, 500, 502, 503, 504)
"""HTTP statuses that may be better in a moment."""

_PIECE = 1 << 18
"""Bytes kept at once. The library's own ten megabytes are ten minutes of a slow line, all lost when
it breaks."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _There:
    """One file as the hub lists it."""

    name: str
    size: int | None
    sha256: str
    """"" for a small file, which the hub knows by `blob` alone."""

    blob: str
    """Git's name of it."""


class Hub:
    """Fetches into one folder; an engine for `shelf.Engine`, or used directly by the command."""

    def __init__(self, models_dir: str, endpoint: str | None = None, tell: Tell = quiet) -> None:
        """`endpoint`: another hub; None = the one huggingface_hub is set to."""
        self._dir, self._endpoint, self._tell = Path(models_dir), endpoint, tell
        constants.DOWNLOAD_CHUNK_SIZE = _PIECE
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        disable_progress_bars()

    def answers(self, seconds: float) -> bool:
        """Whether anything answers at the hub's address within that time. A name that nobody
        resolves may take longer to fail: it is not waited for."""
        api, heard = HfApi(self._endpoint), Event()

        def ask() -> None:
            with suppress(OSError, _TRANSPORT):
                get_session().head(api.endpoint, timeout=seconds)
                heard.set()
            over.set()

        over = Event()
        Thread(target=ask, daemon=True).start()
        over.wait(seconds)
        return heard.is_set()

    def pull(self, card: ModelCard) -> str:
        """The folder of the weights. Raise `EngineError` that says what to do."""
        if weights.present(card, self._dir):
            return str(weights.folder(card, self._dir))
        try:
            with alone(self._dir / ".partial", card.id):
                return str(self._install(card))
        except (RepositoryNotFoundError, EntryNotFoundError) as error:
            raise EngineError(
                f"{card.id}: the hub does not have it (any more), or wants you to agree to its "
                f"terms first: then do so on the page of {card.repository} and set HF_TOKEN "
                f"({_line(error)})"
            ) from error
        except OSError as error:
            if error.errno in FULL:  # given back: the databases live on the same disk
                shutil.rmtree(self._dir / ".partial" / card.id, ignore_errors=True)
            if _of_the_disk(error):
                raise weights.refused(error, card.id, self._dir) from error
            raise self._away(card, error) from error
        except _TRANSPORT as error:
            raise self._away(card, error) from error

    def _install(self, card: ModelCard) -> Path:
        revision, there = self._listing(card)
        wanted = _wanted(card, there)
        staging = self._dir / ".partial" / card.id / revision
        for old in staging.parent.glob("*"):
            if old != staging:
                shutil.rmtree(old, ignore_errors=True)  # of another revision: of no use here
        total = sum(file.size or 0 for file in wanted) or card.bytes
        weights.check_space(card.id, total - _held(staging), self._dir)
        got, done = {}, 0
        for file in wanted:
            got[file.name] = self._file(card, file, revision, staging, (done, total))
            done += got[file.name][1]
        return weights.settle(card, staging, weights.Receipt(revision, got), self._dir)

    def _listing(self, card: ModelCard) -> tuple[str, list[_There]]:
        """Commit and files of the hub's repository. Raise `EngineError` when there is none, or when
        it is no hub that answers."""
        api = HfApi(self._endpoint)
        try:
            info = _patiently(
                lambda: api.model_info(
                    card.repository, revision=card.revision or None, files_metadata=True
                )
            )
        except HFValidationError:
            raise EngineError(
                f"{card.id} is on no hub ({card.repository}); bring it: `nakshatra models import`"
            ) from None
        except (ValueError, TypeError) as error:
            raise EngineError(
                f"{card.id}: what answers at {api.endpoint} is not a model hub ({_line(error)}). "
                "Is it the login page of this network? Log in there, or mend HF_ENDPOINT; then "
                f"run `nakshatra models pull {card.id}` again"
            ) from error
        files = [
            _There(s.rfilename, s.size, s.lfs.sha256 if s.lfs else "", s.blob_id or "")
            for s in info.siblings or ()
        ]
        return card.revision or info.sha or "main", files

    def _file(
        self, card: ModelCard, file: _There, revision: str, staging: Path, begun: tuple[int, int]
    ) -> tuple[str, int]:
        """Its hash and size. One that is not what card and hub say is thrown away."""
        path, part = staging / file.name, staging / f"{file.name}.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        sha, wrong = _judged(card, file, path) if path.is_file() else ("", "is not here")
        if wrong:
            resumed = part.exists()
            self._transfer(card, file, revision, part, begun)
            sha, wrong = _judged(card, file, part)
            if wrong and resumed:  # the power may have failed on it
                part.unlink()
                self._transfer(card, file, revision, part, begun)
                sha, wrong = _judged(card, file, part)
            if wrong:
                part.unlink()
                raise EngineError(
                    f"{card.id}: {file.name} {wrong}; it was thrown away and nothing was "
                    "installed. Try once more; if it stays so, the file at the hub is not the one "
                    "this card was written for"
                )
            part.replace(path)
        return sha, path.stat().st_size

    def _transfer(
        self, card: ModelCard, file: _There, revision: str, part: Path, begun: tuple[int, int]
    ) -> None:
        """The rest of the file after what is here of it."""
        url = hf_hub_url(card.repository, file.name, revision=revision, endpoint=self._endpoint)
        headers = {"Accept-Encoding": "identity"}  # ranges are of plain bytes
        if token := get_token():
            headers["authorization"] = f"Bearer {token}"
        if file.size is not None and part.exists() and part.stat().st_size > file.size:
            part.unlink()

        def go_on() -> None:
            with Counted(part, begun, self._tell) as opened:
                http_get(
                    url,
                    cast(BinaryIO, opened),
                    resume_size=opened.tell(),
                    headers=headers,
                    expected_size=file.size,
                )

        _patiently(go_on, lambda: part.stat().st_size if part.exists() else 0)

    def _away(self, card: ModelCard, error: Exception) -> EngineError:
        if isinstance(error, HfHubHTTPError) and error.response.status_code in (401, 403):
            why = f"the hub refuses ({_line(error)}): agree to its terms on its page, set HF_TOKEN"
        else:
            why = f"could not be fetched ({_line(error)}); what has come is kept"
        return EngineError(
            f"{card.id}: {why}; run `nakshatra models pull {card.id}` again when the network is "
            "there, or bring it on a stick: `nakshatra models import`"
        )


def _wanted(card: ModelCard, there: Sequence[_There]) -> list[_There]:
    """What the card names, in its order. Raise `EngineError` when the hub does not list it."""
    found: dict[str, _There] = {}
    for name in card.files:
        fits = [file for file in there if weights.fits(file.name, name) and safe(file.name)]
        if not fits and name not in card.optional:
            has = ", ".join(sorted(file.name for file in there)[:20]) or "no files"
            raise EngineError(
                f"{card.id}: the hub does not have it (any more): {name} is not in "
                f"{card.repository}, which has {has}"
            )
        found |= {file.name: file for file in fits}
    return list(found.values())


def _judged(card: ModelCard, file: _There, path: Path) -> tuple[str, str]:
    """Its hash; and what is wrong by the card where it says one, and by the hub ("" = nothing)."""
    found = digest(path)
    for wanted, who in ((card.files.get(file.name, ""), "card"), (file.sha256, "hub")):
        if wanted and found != wanted:
            return found, f"has the hash {found[:12]}..., the {who} says {wanted[:12]}..."
    if file.blob and not file.sha256 and blob_id(path) != file.blob:
        return found, "is not what the hub's listing says"
    return found, ""


def _held(staging: Path) -> int:
    """Bytes that have come before."""
    return sum(path.stat().st_size for path in staging.rglob("*") if path.is_file())


def _patiently(call: Callable[[], T], come: Callable[[], int] = lambda: 0) -> T:
    """What `call` returns; a network that fails is tried again while bytes keep coming."""
    waits, before = list(_WAITS), come()
    while True:
        try:
            return call()
        except (OSError, _TRANSPORT) as error:
            if come() > before:
                waits, before = list(_WAITS), come()
            if not waits or not _passing(error):
                raise
            time.sleep(waits.pop(0))


def _passing(error: Exception) -> bool:
    """Whether it may be better in a moment."""
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in _SERVER
    return not _of_the_disk(error)


def _of_the_disk(error: Exception) -> bool:
    """Not of the line."""
    ours = isinstance(error, OSError) and error.errno is not None
    return ours and not isinstance(error, (ConnectionError, TimeoutError))


def _line(error: Exception) -> str:
    """The first line of what the library says, which goes on for paragraphs."""
    return next((line for line in str(error).splitlines() if line.strip()), repr(error)).strip()
