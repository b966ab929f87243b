"""What the shoppers of all engines share: asking, evidence, and suspicion of every answer.

A shop is a stranger's program: whatever it answers, a trip ends in `Shopped` or `ShopProblem`.
"""

import re
from collections.abc import Callable, Generator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from shared.domain.store import StoreSpec
from shared.engines.base import EVIDENCE_MAX, ProblemCode, Request, Response, Shopped, ShopProblem

T = TypeVar("T")
Asking = Generator[Request, Response, T]
Explain = Callable[[Request, Response], tuple[ProblemCode, str]]
_UNREADABLE: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_BAD_GATEWAY: Final = frozenset({502, 503, 504})
TOLD_MAX: Final = 2048
"""Characters of what a shop tells and we keep: a merchant's shop must not fill our state. A cart's token has 300."""
_TOLERATED: Final = (KeyError, IndexError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError)
"""What reading an answer of another shape raises."""


class Trip:
    """One shopper's conversation with one shop; remembers the last answer as evidence."""

    def __init__(self, spec: StoreSpec, headers: Mapping[str, str], explain: Explain) -> None:
        self.headers = {
            "Host": spec.address.authority,
            "X-Forwarded-Proto": spec.address.scheme,
            "User-Agent": "storeyard-shopper/1",
            **headers,
        }
        self._spec = spec
        self._explain = explain
        self._evidence = ""

    def ask(self, method: str, path: str, json: object | None = None, *, unless: int | None = None) -> Asking[Any]:
        """The parsed answer; any status that is neither 200, 201 nor `unless` (then: None) is a problem."""
        request, response = yield from self._exchange(method, path, json)
        if response.status == unless:
            return None
        if response.status not in (200, 201):
            raise self.problem(*self._explain(request, response))
        try:
            return response.json()
        except ValueError:
            raise self.problem("unexpected-answer", f"{method} {_bare(path)} did not answer with JSON.") from None

    def ask_header(self, method: str, path: str, header: str) -> Asking[str]:
        """That header of a good answer."""
        request, response = yield from self._exchange(method, path, None)
        if response.status not in (200, 201):
            raise self.problem(*self._explain(request, response))
        self.need(response.headers.get(header), "unexpected-answer", f"The answer lacks the header {header}.")
        return response.headers[header]

    def front_page(self) -> Asking[str]:
        """The shop's `/`, which must be a page of its own host."""
        request, response = yield from self._exchange("GET", "/", None)
        if 300 <= response.status < 400:  # noqa: PLR2004 - redirects, which kubelet takes for success
            raise self._redirected(response)
        if response.status != 200:  # noqa: PLR2004
            raise self.problem(*self._explain(request, response))
        return response.text

    def problem(self, code: ProblemCode, message: str) -> ShopProblem:
        """That problem, with the last answer as its evidence."""
        return ShopProblem(code, message, self._evidence)

    def need(self, condition: object, code: ProblemCode, message: str) -> None:
        """The problem unless the condition holds."""
        if not condition:
            raise self.problem(code, message)

    def _exchange(self, method: str, path: str, json: object | None) -> Asking[tuple[Request, Response]]:
        request = Request(method, path, dict(self.headers), json)
        response = yield request
        self._evidence = evidence(request, response)
        return request, response

    def _redirected(self, response: Response) -> ShopProblem:
        target = response.headers.get("location", "")
        if "install" in urlsplit(target).path:
            return self.problem("shop-not-installed", "The shop shows its installer: its setup has not been done.")
        own = self._spec.address.url
        return self.problem("host-conflict", f"The shop sends visitors of {own} to {target[:200] or 'nowhere'}.")


def evidence(request: Request, response: Response) -> str:
    """Method, path without its query (it holds order keys), status and the beginning of the body on one line."""
    beginning = response.body[:EVIDENCE_MAX].decode("utf-8", errors="replace")
    line = f"{request.method} {_bare(request.path)} {response.status} {beginning}"
    return _UNREADABLE.sub(" ", line).strip()[:EVIDENCE_MAX]


def unreachable(request: Request, why: str) -> ShopProblem:
    """For whoever sends the requests: there was no answer at all."""
    line = f"{request.method} {_bare(request.path)}: {why}"
    return ShopProblem("shop-unreachable", "The shop cannot be reached.", _UNREADABLE.sub(" ", line))


def gateway_problem(response: Response) -> tuple[ProblemCode, str] | None:
    """502, 503 and 504 come from in front of the shop, or from a shop in maintenance."""
    if response.status in _BAD_GATEWAY:
        return "shop-unreachable", f"The shop is not available right now (status {response.status})."
    return None


def unexpected(request: Request, response: Response) -> tuple[ProblemCode, str]:
    """What no row of an engine's table knows."""
    return "unexpected-answer", f"{request.method} {_bare(request.path)} answered with status {response.status}."


def suspicious(trip: Trip, shopping: Asking[Shopped]) -> Asking[Shopped]:
    """The trip, with an answer of another shape or without measure made a problem instead of a crash of the worker."""
    try:
        shopped = yield from shopping
    except _TOLERATED as error:
        message = f"The shop's answer has another shape than expected ({type(error).__name__})."
        raise trip.problem("unexpected-answer", message) from error
    told = (shopped.total, shopped.currency, shopped.order or "", shopped.session or "")
    trip.need(max(map(len, told)) <= TOLD_MAX, "unexpected-answer", "The shop tells more than any sum or id holds.")
    return shopped


def _bare(path: str) -> str:
    return path.partition("?")[0]
