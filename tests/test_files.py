"""``write_whole``: the whole file, or the folder as it was."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symconv.files import scratch_folder, write_whole


@pytest.mark.parametrize(
    ("content", "stored"), [("ξ\r\n", "ξ\r\n".encode()), (b"\x00\xff", b"\x00\xff"), ("", b"")]
)
def test_content_is_stored_byte_for_byte(tmp_path, content, stored):
    write_whole(tmp_path / "y", content)
    assert (tmp_path / "y").read_bytes() == stored
    assert os.listdir(tmp_path) == ["y"]


def test_an_older_file_is_replaced_and_keeps_its_mode(tmp_path):
    target = tmp_path / "y.txt"
    target.write_text("old, and longer than the new")
    target.chmod(0o640)
    write_whole(str(target), "new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_any_new_file_has(tmp_path):
    (tmp_path / "plain").write_text("")
    write_whole(tmp_path / "y", "")
    assert (tmp_path / "y").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    target = tmp_path / "y.txt"
    target.write_text("old")

    def disk_full(source, destination):
        raise OSError(28, "No space left on device", str(source))

    monkeypatch.setattr("os.replace", disk_full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(target, "new")
    assert caught.value.filename == str(target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["y.txt"]


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupted(source, destination):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "y", "new")
    assert os.listdir(tmp_path) == []


def test_a_current_folder_that_is_gone_is_reported_with_the_file(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(FileNotFoundError) as caught:
        write_whole("y.txt", "")
    assert caught.value.filename == "y.txt"


def test_a_missing_folder_is_named_as_the_user_wrote_it(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(tmp_path / "missing" / "y", "")
    assert caught.value.filename == str(tmp_path / "missing" / "y")


def test_a_folder_is_not_overwritten(tmp_path):
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, "")


def test_a_link_is_followed(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "y")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "y").read_text() == "new"


def test_a_link_that_leads_to_itself_is_refused_and_stays(tmp_path):
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(OSError, match="symbolic links") as caught:
        write_whole(tmp_path / "circle", "new")
    assert caught.value.filename == str(tmp_path / "circle")
    assert (tmp_path / "circle").is_symlink()


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    write_whole(os.devnull, "gone")
    assert not os.path.isfile(os.devnull)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)


HOLDING = """
import sys, time
from symconv.files import scratch_folder
with scratch_folder() as folder:
    (folder / "inner").mkdir()
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="no process is killed in this way")
def test_a_folder_for_what_is_on_the_way_goes_when_its_process_is_killed():
    with subprocess.Popen([sys.executable, "-c", HOLDING], stdout=subprocess.PIPE) as holder:
        folder = Path(holder.stdout.readline().decode().strip())
        assert (folder / "inner").is_dir()
        holder.kill()
    end = time.monotonic() + 30
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()


def test_a_folder_for_what_is_on_the_way_goes_in_the_end():
    with scratch_folder() as folder:
        (folder / "file").write_text("")
        assert os.listdir(folder) == ["file"]
    assert not folder.exists()
