import hashlib
import json
from pathlib import Path

import pytest

from services.local import state as module
from services.local.state import InTheWay, State, with_admin

OWNER = {"id": "ada", "role": "owner", "tokenSha256": "1"}
ADMIN = {"id": "admin", "role": "admin", "tokenSha256": "2"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_state_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    state = State(tmp_path / ".storeyard", "simulated")
    state.prepare()
    first = contents(state.root)
    assert set(first) == {"admin-token", "simulated/master-key", "simulated/job-key", "simulated/principals.json"}
    assert all((state.root / name).stat().st_mode & 0o777 == 0o600 for name in first)
    assert state.root.stat().st_mode & 0o777 == state.folder.stat().st_mode & 0o777 == 0o700
    state.prepare()
    assert contents(state.root) == first


def test_principals_know_the_admin_by_the_digest_of_the_token_only(tmp_path: Path) -> None:
    state = State(tmp_path, "simulated")
    state.prepare()
    token = state.admin_token.read_text().strip()
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert json.loads(state.principals.read_text()) == [{"id": "admin", "role": "admin", "tokenSha256": digest}]


def test_a_new_token_takes_the_place_of_the_old_one_and_people_stay(tmp_path: Path) -> None:
    state = State(tmp_path, "simulated")
    state.prepare()
    state.principals.write_text(json.dumps([*json.loads(state.principals.read_text()), OWNER]))
    state.admin_token.unlink()
    state.prepare()
    digest = hashlib.sha256(state.admin_token.read_text().strip().encode()).hexdigest()
    assert json.loads(state.principals.read_text()) == [ADMIN | {"tokenSha256": digest}, OWNER]


def test_principals_that_know_the_token_are_left_as_they_are() -> None:
    assert with_admin([OWNER, ADMIN], "2") is None


def test_clusters_share_the_token_and_nothing_else(tmp_path: Path) -> None:
    one, other = State(tmp_path, "simulated"), State(tmp_path, "some-uid")
    one.prepare()
    other.prepare()
    assert one.admin_token == other.admin_token
    assert (one.folder / "master-key").read_text() != (other.folder / "master-key").read_text()


def test_a_deep_folder_gets_a_short_private_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    monkeypatch.setattr(module, "LONGEST_SOCKET", len(str(tmp_path)) + 60)
    shallow, deep = State(tmp_path, "simulated"), State(tmp_path / ("d" * 60), "simulated")
    deep.prepare()
    assert shallow.socket == tmp_path / "simulated" / "valkey.sock"
    assert deep.socket.is_relative_to(tmp_path / "t")
    assert deep.socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    monkeypatch.setattr(module, "LONGEST_SOCKET", 1)
    state = State(tmp_path, "simulated")
    (tmp_path / "elsewhere").mkdir()
    state.socket.parent.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InTheWay, match="belongs to somebody else"):
        state.prepare()
