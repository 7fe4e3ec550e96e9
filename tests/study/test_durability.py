"""A coding that was acknowledged is there, whatever kills the process that made it; two processes get along."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qualcoop.study import Study

SOURCE = Path(__file__).parents[2] / "src"
KILLS = 110

# A mother that has everything loaded forks one coding process after another; each writes the ids of the
# codings that were acknowledged to a file, one write each, and goes on until it is killed.
MOTHER = """
import os, sys, traceback
from qualcoop import codebook
from qualcoop.model import Coding
from qualcoop.study import Study

path, folder = sys.argv[1:]

def work(number):
    told = os.open(f"{folder}/{number}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    study = Study.open(path)
    text = study.source("E01").text
    for step in range(100000):
        start = (7 * number + step) % (len(text) - 40)
        end = start + 1 + step % 40
        if step % 4 == 3:
            several = [Coding("E01", start, end, "T1", f"{number}-{step}-{n}", text[start:end]) for n in range(40)]
            study.add_codings(several)
            ids = [coding.id for coding in several]
        elif step % 4 == 2:
            study.undo(study.actor)
            ids = []
        else:
            study.actor = f"{number}" if step % 4 == 1 else f"kept {number}"
            made = study.code("E01", "L3", start=start, end=end, layer=f"{number}-{step}")
            ids = [] if step % 4 == 1 else [made.id]
        if ids:
            os.write(told, ("\\n".join(ids) + "\\n").encode())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            work(int(line))
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""

WRITER = """
import sys
from qualcoop.study import Study
path, layer = sys.argv[1:]
with Study.open(path) as study:
    sys.stdin.readline()
    for start in range(60):
        study.code("E01", "L3", start=start, end=start + 5, layer=layer)
"""


def python(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_every_acknowledged_coding_is_there(study, tmp_path):
    path = study.store.where.path
    folder = tmp_path / "told"
    folder.mkdir()
    moment = random.Random(20210304)
    mother = python(MOTHER, path, folder)
    try:
        for number in range(KILLS):
            mother.stdin.write(f"{number}\n")
            mother.stdin.flush()
            child = int(mother.stdout.readline())
            time.sleep(moment.uniform(0.002, 0.12))
            os.kill(child, signal.SIGKILL)
            assert mother.stdout.readline() == "gone\n"
            if number % 20 == 19:
                check(study, folder)
    finally:
        mother.stdin.close()
        mother.wait(timeout=10)
    acknowledged = check(study, folder)
    assert acknowledged > 3 * KILLS  # it did work between the kills
    assert mother.stderr.read() == ""


def check(study, folder):
    told = [line for file in folder.iterdir() for line in file.read_text().split("\n")[:-1]]
    there = set(study.codings()["id"])
    assert [identifier for identifier in told if identifier not in there] == []
    assert study.doctor().findings == []
    assert study.replay() == []
    return len(told)


def test_two_processes_on_one_file_both_get_through(study):
    path = study.store.where.path
    writers = [python(WRITER, path, layer) for layer in ("A", "B")]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert errors == ""
    assert study.codings().groupby("layer").size().to_dict() == {"A": 60, "B": 60}
    assert study.doctor().findings == []


def test_two_threads_on_one_study_both_get_through(study):
    from concurrent.futures import ThreadPoolExecutor

    def some(layer):
        for start in range(20):
            study.code("E01", "L3", start=start, end=start + 5, layer=layer)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(some, ["A", "B"]))
    assert len(study.codings()) == 40
    assert study.doctor().findings == []


def test_what_another_process_saved_is_seen_at_once(study):
    with Study.open(study.store.where.path) as other:
        assert len(other.bundle().segments) == 0
        study.code("E01", "L3", start=0, end=5)
        assert len(other.bundle().segments) == 1


def test_the_room_loads_without_the_heavy_packages():
    script = (
        "import sys, qualcoop.study; print([m for m in ('numpy', 'pandas', 'spacy', 'alembic') if m in sys.modules])"
    )
    done, errors = python(script).communicate(timeout=60)
    assert (done.strip(), errors) == ("[]", "")
