"""What cannot work is said at start, with the variable's name."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.api.app import application
from shared.settings import BadSettings, Settings

DIGEST = "0" * 64


def start(folder: Path, principals: str, **groups: Any) -> None:
    (folder / "principals.json").write_text(principals)
    (folder / "job-key").write_text("0" * 64)
    api = {"principals_file": folder / "principals.json"} | groups.pop("api", {})
    application(Settings.model_validate({"api": api, "job_key_file": folder / "job-key"} | groups))


@pytest.mark.parametrize(
    ("principals", "groups", "says"),
    [
        ("[]", {"api": {"principals_file": None}}, "API__PRINCIPALS_FILE is not set"),
        ("[]", {"api": {"principals_file": "/nowhere/people.json"}}, "API__PRINCIPALS_FILE: cannot read"),
        ("{", {}, "API__PRINCIPALS_FILE"),
        (json.dumps([{"id": "a b", "role": "owner", "tokenSha256": DIGEST}]), {}, "0.id"),
        (json.dumps([{"id": "ada", "role": "king", "tokenSha256": DIGEST}]), {}, "0.role"),
        (json.dumps([{"id": "ada", "role": "owner", "tokenSha256": "token"}]), {}, "0.tokenSha256"),
        (json.dumps([{"id": "ada", "role": "owner", "tokenSha256": DIGEST}] * 2), {}, "the same id"),
        ("[]", {"limits": {"writes": "many"}}, "LIMITS__WRITES"),
        ("[]", {"limits": {"trusted_proxies": ["all"]}}, "LIMITS__TRUSTED_PROXIES"),
        ("[]", {"stores": {"images": {"shopify": "x"}}}, "STORES__IMAGES"),
        ("[]", {"job_key_file": None}, "JOB_KEY_FILE is not set"),
    ],
)
async def test_a_wrong_setting_is_named(tmp_path: Path, principals: str, groups: dict[str, Any], says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        start(tmp_path, principals, **groups)
