"""Query -> Answer from any OpenAI-compatible /v1/chat/completions: another machine's expert, or a
language model's server. Retries nothing (the road does); sends nothing that names the person.

Its reply may carry "nakshatra": {"citations", "confidence", "lang", "short", "kind", "abstain"}
(what `experts serve` sends); without citations the guard lets none of its numbers through.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError, ExpertError
from nakshatra.knowledge.fence import fenced
from nakshatra.registry import Spec
from nakshatra.setting_values import secret
from nakshatra.text.scripts import script_of
from nakshatra.types import ENGLISH, Answer, Citation, Kind, Lang, Query

MOST_BYTES = 64 * 1024
"""Of a reply: an answer has a few hundred words; more is a fault or an attack."""

_KEYS = {"url", "model", "api_key_env", "system", "max_tokens", "confidence"}
_SYSTEM = "Answer in {language}, in at most four short sentences. If you are not sure, say so."
_TOKENS = 400
_CONFIDENCE = 0.5
"""Of a server that does not say how sure it is."""


class HttpExpert:
    def __init__(self, id: str, client: httpx.AsyncClient, options: Mapping[str, Any]) -> None:
        self.id = id
        self._client = client
        self._options = options
        self._languages: dict[str, str] = {}
        self._scripts: dict[str, str] = {}

    def speaking(self, catalogue: Catalogue) -> HttpExpert:
        """Knows the languages' names and scripts from now on."""
        self._languages = {code: card.english for code, card in catalogue.languages.items()}
        self._scripts = {code: card.scripts[0] for code, card in catalogue.languages.items()}
        return self

    async def answer(self, query: Query) -> Answer | None:
        """None when the server abstains. Raise `ExpertError` on anything but a sound reply."""
        reply = await self._post(self._request(query))
        try:
            content = str(reply["choices"][0]["message"]["content"] or "").strip()
            extra = reply.get("nakshatra") or {}
            if extra.get("abstain") or not content:
                return None
            return self._answer(content, extra, query)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise ExpertError(f"{self.id}: the reply is no chat completion: {error!r}") from error

    async def close(self) -> None:
        await self._client.aclose()

    def _request(self, query: Query) -> dict[str, Any]:
        language = self._languages.get(query.lang.code, query.lang.code)
        system = str(self._options.get("system", _SYSTEM)).replace("{language}", language)
        before = [{"role": "user", "content": fenced(query.previous)}] if query.previous else []
        return {
            "model": self._options["model"],
            "messages": [
                {"role": "system", "content": system},
                *before,
                {"role": "user", "content": fenced(query.text)},
            ],
            "max_tokens": self._options.get("max_tokens", _TOKENS),
            "temperature": 0,
            "metadata": _metadata(query),
        }

    async def _post(self, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            async with self._client.stream("POST", "chat/completions", json=request) as response:
                if response.status_code != httpx.codes.OK:
                    raise ExpertError(f"{self.id}: answered with status {response.status_code}")
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise ExpertError(f"{self.id}: the reply is over {MOST_BYTES} bytes")
            reply = json.loads(body)
        except (httpx.HTTPError, ValueError) as error:
            raise ExpertError(f"{self.id}: {type(error).__name__}") from error
        if not isinstance(reply, dict):
            raise ExpertError(f"{self.id}: the reply is no object")
        return reply

    def _answer(self, content: str, extra: Mapping[str, Any], query: Query) -> Answer:
        confidence = float(extra.get("confidence", self._options.get("confidence", _CONFIDENCE)))
        return Answer(
            expert=self.id,
            text=content,
            lang=Lang.parse(extra["lang"]) if "lang" in extra else self._written_in(content, query),
            confidence=min(max(confidence, 0.0), 1.0),
            kind=Kind(extra.get("kind", Kind.ANSWER)),
            short=str(extra.get("short", "")),
            citations=tuple(_citation(row) for row in extra.get("citations", ())),
        )

    def _written_in(self, content: str, query: Query) -> Lang:
        """The query's language if the letters are its; else it must have been English."""
        script = script_of(content)
        own = script in (self._scripts.get(query.lang.code), query.lang.script)
        return Lang(query.lang.code, script) if own else ENGLISH


def build(spec: Spec) -> HttpExpert:
    card, where = spec.catalogue.experts[spec.id], spec.catalogue.folders[spec.id] / "expert.toml"
    for key in spec.options.keys() - _KEYS:
        raise CatalogueError(f"{where}: unknown settings.{key}; there are {', '.join(_KEYS)}")
    for key in ("url", "model"):
        if not spec.options.get(key):
            raise CatalogueError(f"{where}: settings.{key} is missing; an http expert needs it")
    client = httpx.AsyncClient(
        base_url=str(spec.options["url"]).rstrip("/") + "/",
        headers=_authorisation(spec.options, str(where)),
        timeout=card.deadline_s,
        follow_redirects=False,
        trust_env=False,
    )
    return HttpExpert(spec.id, client, spec.options).speaking(spec.catalogue)


def _authorisation(options: Mapping[str, Any], where: str) -> dict[str, str]:
    name = str(options.get("api_key_env", ""))
    if not name:
        return {}
    if not (key := secret(name)):
        raise CatalogueError(f"{where}: settings.api_key_env names {name}, which is not set")
    return {"Authorization": f"Bearer {key}"}


def _metadata(query: Query) -> dict[str, str]:
    """Texts only, as chat completions have them."""
    told = {"lang": str(query.lang), "native": fenced(query.native)}
    return {**told, "field": f"{query.field:.2f}"}


def _citation(row: Mapping[str, Any]) -> Citation:
    return Citation(
        id=str(row["id"]),
        title=str(row["title"]),
        url=str(row["url"]),
        asof=str(row["asof"]),
        evidence=str(row.get("evidence", "")),
    )
