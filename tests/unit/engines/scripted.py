"""A shop that answers from a script, and a driver that sends it a shopper's requests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.engines.base import Request, Response, Shopped, Shopper

Key = tuple[str, str]


def reply(body: object, status: int = 200, **headers: str) -> Response:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


@dataclass
class ScriptedShop:
    """Answers by method and path without its query; `changed` wins over `usual`."""

    usual: Mapping[Key, Response]
    changed: Mapping[Key, Response] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        self.asked.append(request)
        key = (request.method, request.path.partition("?")[0])
        answers = {**self.usual, **self.changed}
        assert key in answers, f"the shopper was not expected to ask {key}"
        return answers[key]

    @property
    def calls(self) -> list[str]:
        return [f"{r.method} {r.path.partition('?')[0]}" for r in self.asked]


def send(shopper: Shopper, shop: ScriptedShop) -> Shopped:
    """What the worker does, without a network."""
    request = next(shopper)
    while True:
        try:
            request = shopper.send(shop.answer(request))
        except StopIteration as end:
            done: Shopped = end.value
            return done
