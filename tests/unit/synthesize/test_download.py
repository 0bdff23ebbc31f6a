"""Bringing a file here: gone on with after a cut, checked, and never under its name before it is right."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

import pytest

from talecast.errors import OutputError, VoiceError
from talecast.locks import locked
from talecast.synthesize.installing import download as module
from talecast.synthesize.installing.download import Remote, download, is_whole
from tests.loopback import Loopback, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATA = hashlib.sha256(b"a voice").digest() * 16_320
"""522,240 bytes, as a voice's vector has."""
NAME, PART = "a.bin", ".a.bin.part"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_WAIT_S", 0.001)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving({NAME: DATA}) as loopback:
        yield loopback


def remote(server: Loopback, data: bytes = DATA, algorithm: str = "sha256") -> Remote:
    return Remote(NAME, f"{server.url}/{NAME}", len(data), algorithm, hashlib.new(algorithm, data).hexdigest())


def fetch(wanted: Remote, folder: Path) -> list[int]:
    told: list[int] = []
    download(wanted, folder, told.append, lambda: None)
    return told


def refused(wanted: Remote, folder: Path) -> VoiceError:
    with pytest.raises(VoiceError) as caught:
        fetch(wanted, folder)
    assert not (folder / NAME).exists()
    return caught.value


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".a.bin.lock"}


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_a_file_is_fetched_and_nothing_else_is_left(algorithm: str, server: Loopback, tmp_path: Path) -> None:
    told = fetch(remote(server, algorithm=algorithm), tmp_path / "new" / "voices")
    assert (tmp_path / "new" / "voices" / NAME).read_bytes() == DATA
    assert left(tmp_path / "new" / "voices") == {NAME}
    assert told == sorted(told)
    assert told[-1] == len(DATA)


def test_a_file_that_is_here_is_not_asked_for(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(DATA)
    assert fetch(remote(server), tmp_path) == []
    assert server.asked == []


def test_a_damaged_file_is_fetched_again(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(DATA[:-1] + b"x")
    assert not is_whole(tmp_path / NAME, remote(server))
    fetch(remote(server), tmp_path)
    assert (tmp_path / NAME).read_bytes() == DATA


def test_a_cut_download_goes_on_where_it_was(server: Loopback, tmp_path: Path) -> None:
    server.manners.cut_after = [100_000, 50, 200_000]
    fetch(remote(server), tmp_path)
    assert (tmp_path / NAME).read_bytes() == DATA
    assert [request[1:] for request in server.asked] == [
        ("", ""),
        ("bytes=100000-", '"one"'),
        ("bytes=100050-", '"one"'),
        ("bytes=300050-", '"one"'),
    ]


def test_what_an_earlier_run_left_is_gone_on_with(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(DATA[:300_000])
    fetch(remote(server), tmp_path)
    assert (tmp_path / NAME).read_bytes() == DATA
    assert server.asked == [(NAME, "bytes=300000-", "")]
    assert left(tmp_path) == {NAME}


def test_what_is_left_of_another_version_is_fetched_anew(server: Loopback, tmp_path: Path) -> None:
    server.manners.cut_after = [100_000, 0, 0, 0, 0, 0]
    assert "100000 of 522240 bytes" in refused(remote(server), tmp_path).message
    server.manners.etag = '"two"'
    fetch(remote(server), tmp_path)
    assert server.asked[-1] == (NAME, "bytes=100000-", '"one"')
    assert (tmp_path / NAME).read_bytes() == DATA


def test_a_server_that_ignores_ranges_is_asked_for_all_of_it(server: Loopback, tmp_path: Path) -> None:
    server.manners.ranges = False
    server.manners.cut_after = [400_000]
    fetch(remote(server), tmp_path)
    assert (tmp_path / NAME).read_bytes() == DATA


def test_a_server_that_gives_another_range_is_asked_for_all_of_it(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(DATA[:1_000])
    server.manners.odd_ranges = True
    fetch(remote(server), tmp_path)
    assert (tmp_path / NAME).read_bytes() == DATA


def test_a_range_beyond_what_the_server_has_is_begun_anew(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(DATA[:300_000])
    server.files[NAME] = DATA[:200_000]
    assert "it has 200000 bytes there" in refused(remote(server), tmp_path).message
    assert [request[1] for request in server.asked] == ["bytes=300000-", ""]


@pytest.mark.parametrize("kept", [len(DATA), len(DATA) + 1])
def test_a_part_as_long_as_the_file_is_checked_before_anybody_is_asked(
    kept: int, server: Loopback, tmp_path: Path
) -> None:
    (tmp_path / PART).write_bytes((DATA + b"x")[:kept])
    fetch(remote(server), tmp_path)
    assert len(server.asked) == kept - len(DATA)
    assert (tmp_path / NAME).read_bytes() == DATA


def test_a_wrong_part_costs_one_fresh_try(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(b"x" * 300_000)
    fetch(remote(server), tmp_path)
    assert [request[1] for request in server.asked] == ["bytes=300000-", ""]
    assert (tmp_path / NAME).read_bytes() == DATA


def test_wrong_bytes_are_thrown_away_after_one_try(server: Loopback, tmp_path: Path) -> None:
    server.files[NAME] = DATA[:-1] + b"x"
    error = refused(remote(server), tmp_path)
    assert "its SHA256 is another one. Nothing of it was kept." in error.message
    assert left(tmp_path) == set()
    assert len(server.asked) == 1


def test_wrong_bytes_in_pieces_are_thrown_away_after_one_fresh_try(server: Loopback, tmp_path: Path) -> None:
    server.files[NAME] = DATA[:-1] + b"x"
    server.manners.cut_after = [300_000]
    refused(remote(server), tmp_path)
    assert left(tmp_path) == set()
    assert [request[1] for request in server.asked] == ["", "bytes=300000-", ""]


@pytest.mark.parametrize("says_length", [True, False])
def test_more_bytes_than_promised_are_never_written(
    says_length: bool, server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files[NAME] = DATA + b"more"
    server.manners.says_length = says_length
    told: list[int] = []
    with pytest.raises(VoiceError, match=r"it has 522244 bytes there|more bytes come than that"):
        download(remote(server), tmp_path, told.append, lambda: None)
    assert max(told, default=0) <= len(DATA)
    assert left(tmp_path) == set()


def test_a_file_without_a_length_is_taken_to_its_end(server: Loopback, tmp_path: Path) -> None:
    server.manners.says_length = False
    server.manners.cut_after = [100_000]
    fetch(remote(server), tmp_path)
    assert (tmp_path / NAME).read_bytes() == DATA


def test_a_length_that_is_too_small_is_told_before_a_byte_is_written(server: Loopback, tmp_path: Path) -> None:
    server.manners.declared = 1_000
    assert "it has 1000 bytes there" in refused(remote(server), tmp_path).message
    assert left(tmp_path) == set()


def test_a_login_page_in_the_way_costs_nothing_that_is_here(server: Loopback, tmp_path: Path) -> None:
    server.manners.cut_after = [300_000, 0, 0, 0, 0, 0]
    refused(remote(server), tmp_path)
    server.files[NAME], server.manners.ranges = b"<html>please log in</html>", False
    assert "it has 26 bytes there" in refused(remote(server), tmp_path).message
    server.files[NAME], server.manners.ranges = DATA, True
    fetch(remote(server), tmp_path)
    assert server.asked[-1] == (NAME, "bytes=300000-", '"one"')


def test_a_connection_that_is_cut_again_and_again_is_given_up_and_the_part_kept(
    server: Loopback, tmp_path: Path
) -> None:
    server.manners.cut_after = [100_000, *[10] * 20]
    error = refused(remote(server), tmp_path)
    assert "is cut again and again" in error.message
    assert "100050 of 522240 bytes of a.bin are here." in error.message
    assert error.tip == "Run the same command again: it goes on from there."
    assert len(server.asked) == 6
    assert (tmp_path / PART).read_bytes() == DATA[:100_050]
    server.manners.cut_after = []
    fetch(remote(server), tmp_path)
    assert server.asked[-1] == (NAME, "bytes=100050-", '"one"')


def test_many_cuts_do_no_harm_as_long_as_something_comes(server: Loopback, tmp_path: Path) -> None:
    server.manners.cut_after = [70_000] * 7
    fetch(remote(server), tmp_path)
    assert len(server.asked) == 8


def test_ctrl_c_keeps_what_is_here(server: Loopback, tmp_path: Path) -> None:
    def interrupt(done: int) -> None:
        if done > 200_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(remote(server), tmp_path, interrupt, lambda: None)
    kept = (tmp_path / PART).stat().st_size
    assert kept > 200_000
    fetch(remote(server), tmp_path)
    assert server.asked[-1][1] == f"bytes={kept}-"


def test_a_folder_that_cannot_be_written_is_a_sentence(server: Loopback, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="taken cannot be written: "):
        fetch(remote(server), tmp_path / "taken")
    assert server.asked == []


def test_two_at_once_fetch_it_once(server: Loopback, tmp_path: Path) -> None:
    server.manners.wait_s = 0.05
    waited: list[int] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            download(remote(server), tmp_path, lambda _: None, lambda: waited.append(1))
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (tmp_path / NAME).read_bytes() == DATA
    assert (len(server.asked), len(waited)) == (1, 2)


def test_a_lock_is_let_go_whatever_happens(tmp_path: Path) -> None:
    def never() -> None:
        pytest.fail("nobody holds it")

    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", never):
        raise ZeroDivisionError
    with locked(tmp_path / "lock", never):
        pass
