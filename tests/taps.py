"""A tap in ManyChat as a test sends it: the function's own answer to one request, over HTTP."""

from collections.abc import Callable
from typing import Any

from flask import Flask

SECRET = "the-secret-of-this-test"
Tap = Callable[..., dict[str, Any]]
"""The flat answer to ``tap(action, contact, **fields)``."""
Shop = Callable[..., None]
"""Tells of an order of ana@example.com: ``shop(number, **fields)``."""
Night = Callable[[], None]


def tapping(app: Flask, called: str = "Ana") -> Tap:
    """Taps of contacts who are ``called`` so in ManyChat; each is answered with 200."""

    def send(
        action: str, contact: int = 7001, /, name: str = called, language: str = "English", **fields: object
    ) -> dict[str, Any]:
        body = {"contact": {"id": contact, "first_name": name, "language": language}, **fields}
        answer = app.test_client().post(f"/manychat/{action}", json=body, headers={"Authorization": f"Bearer {SECRET}"})
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    return send
