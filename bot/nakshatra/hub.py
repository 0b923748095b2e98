"""A model's card -> its files from the hub: pinned, resumed where they stopped, checked, then put
in place whole. Until every hash is right nothing can be seen of them.

huggingface_hub reads HF_ENDPOINT and HF_TOKEN itself. Loaded only where something is fetched.
"""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.utils.tqdm import disable_progress_bars

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.errors import EngineError

_SPARE = 50_000_000
"""Bytes that must stay free on the disk: the databases live there too."""

_TRANSPORT: type[Exception] = HfHubHTTPError.__mro__[1]
"""The HTTP library's own error (httpx or httpx2, whichever this huggingface_hub uses)."""


class Hub:
    """Fetches into one folder; an engine for `shelf.Engine`, or used directly by the command."""

    def __init__(self, models_dir: str, endpoint: str | None = None) -> None:
        """`endpoint`: another hub; None = the one huggingface_hub is set to."""
        self._dir, self._endpoint = Path(models_dir), endpoint
        if not sys.stderr.isatty():
            disable_progress_bars()

    def pull(self, card: ModelCard) -> str:
        """The folder of the weights. Raise `EngineError` that says what to do."""
        if weights.present(card, self._dir):
            return str(weights.folder(card, self._dir))
        try:
            self._check_space(card)
            return str(self._install(card))
        except (RepositoryNotFoundError, EntryNotFoundError) as error:
            if isinstance(error, FileNotFoundError):
                raise self._away(card, error) from error
            raise EngineError(f"{card.id}: the hub does not have it (any more): {error}") from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise EngineError(f"{card.id}: the disk of {self._dir} is full") from error
            raise self._away(card, error) from error
        except _TRANSPORT as error:
            raise self._away(card, error) from error

    def _check_space(self, card: ModelCard) -> None:
        self._dir.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self._dir).free
        if free < card.bytes + _SPARE:
            raise EngineError(
                f"{card.id} needs {card.bytes // 10**6} MB and some room to spare; the disk of "
                f"{self._dir} has {free // 10**6} MB free"
            )

    def _install(self, card: ModelCard) -> Path:
        info = HfApi(self._endpoint).model_info(card.repository, revision=card.revision or None)
        revision = card.revision or info.sha or "main"
        staging = self._dir / ".partial" / card.id / revision
        there = [sibling.rfilename for sibling in info.siblings or ()]
        got = {name: self._file(card, name, revision, staging) for name in names(card, there)}
        shutil.rmtree(staging / ".cache", ignore_errors=True)
        weights.Receipt(revision, got).write(staging)
        place = weights.folder(card, self._dir)
        shutil.rmtree(place, ignore_errors=True)
        staging.replace(place)
        shutil.rmtree(staging.parent, ignore_errors=True)
        return place

    def _file(self, card: ModelCard, name: str, revision: str, staging: Path) -> tuple[str, int]:
        """Its hash and size; a file with another hash than the card's is thrown away."""
        came = hf_hub_download(
            card.repository, name, revision=revision, local_dir=staging, endpoint=self._endpoint
        )
        path = Path(came)
        found, wanted = weights.sha256(path), card.files.get(name, "")
        if wanted and found != wanted:
            path.unlink()
            raise EngineError(
                f"{card.id}: {name} has the hash {found[:12]}..., the card says {wanted[:12]}...; "
                "it was thrown away and nothing was installed. Try once more; if it stays so, the "
                "file at the hub is not the one this card was written for"
            )
        return found, path.stat().st_size

    def _away(self, card: ModelCard, error: Exception) -> EngineError:
        return EngineError(
            f"{card.id} could not be fetched ({error}); what has come is kept: "
            f"run `nakshatra models pull {card.id}` again when the network is there"
        )


def names(card: ModelCard, there: Sequence[str]) -> list[str]:
    """The files to fetch: those the card names, and of the hub's those that match its patterns."""
    patterns = [name for name in card.files if weights.is_pattern(name)]
    named = [name for name in card.files if not weights.is_pattern(name)]
    found = [name for name in there if any(fnmatch(name, pattern) for pattern in patterns)]
    return list(dict.fromkeys([*named, *found]))
