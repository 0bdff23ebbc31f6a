from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from talecast.errors import ListenerError
from talecast.serve.listeners import TOKEN_BYTES, Listeners

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "listeners.json"


def test_a_token_is_known_by_its_name_and_no_other_is(file: Path) -> None:
    listeners = Listeners(file)
    phone, tablet = listeners.add("phone"), listeners.add("Anna's tablet")
    assert (listeners.who(phone), listeners.who(tablet)) == ("phone", "Anna's tablet")
    assert [listeners.who(token) for token in ("", "phone", phone[:-1], phone + "a", phone.upper())] == [""] * 5


def test_tokens_are_160_bits_of_letters_and_digits(file: Path) -> None:
    listeners = Listeners(file)
    tokens = {listeners.add(f"listener {number}") for number in range(20)}
    assert len(tokens) == 20
    assert all(len(token) * 5 == TOKEN_BYTES * 8 and token.isalnum() and token == token.lower() for token in tokens)


def test_what_is_on_disk_is_for_the_owners_eyes_and_holds_no_token(file: Path) -> None:
    token = Listeners(file).add("phone")
    assert token.encode() not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_running_server_knows_a_new_listener_and_a_revoked_one_at_once(file: Path) -> None:
    running, other = Listeners(file), Listeners(file)
    assert running.names() == ()
    token = other.add("phone")
    assert running.who(token) == "phone"
    other.revoke("phone")
    assert running.who(token) == ""
    assert running.who(other.add("phone")) == "phone"
    assert running.who(token) == ""


@pytest.mark.parametrize("name", ["", " x", "a/b", "a\nb", "x" * 41, "..", "<b>"])
def test_a_name_is_letters_digits_and_spaces(file: Path, name: str) -> None:
    with pytest.raises(ListenerError):
        Listeners(file).add(name)


def test_a_name_is_given_once(file: Path) -> None:
    Listeners(file).add("phone")
    with pytest.raises(ListenerError, match="phone already"):
        Listeners(file).add("phone")


def test_nobody_can_be_revoked_who_is_not_there(file: Path) -> None:
    Listeners(file).add("phone")
    with pytest.raises(ListenerError, match="no listener tablet") as told:
        Listeners(file).revoke("tablet")
    assert told.value.tip == "There are: phone."


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"[]", b'{"version": 1, "listeners": [{}]}', b'{"version": 1, "listeners": 3}', b"\xff"]
)
def test_with_a_damaged_file_nobody_is_let_in(file: Path, damaged: bytes) -> None:
    listeners = Listeners(file)
    token = listeners.add("phone")
    file.write_bytes(damaged)
    with pytest.raises(ListenerError, match="cannot be read"):
        listeners.who(token)


def test_where_there_is_no_file_there_is_nobody(file: Path) -> None:
    assert Listeners(file).names() == ()
    assert Listeners(file).who("anything") == ""
