"""On a Dask cluster of processes: the same suggestions, however the work is cut."""

import re
import subprocess
import sys

import pandas as pd
import pytest

from qualcoop.codebook import shipped
from qualcoop.errors import InputError
from qualcoop.model import Origin, Source, Turn
from qualcoop.spans import Span
from qualcoop.suggest import Suggester, cluster
from qualcoop.suggest.frame import suggest_frame

TEXTS = [f"On a décidé par consentement, {n} fois. {'Pas ' * (n % 2)}de confiance… Le temps manque." for n in range(60)]


def test_the_same_suggestions_from_two_processes(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "LEAST_TURNS", 10)
    frame = pd.DataFrame({"source": [f"s{n // 7}" for n in range(60)], "text": TEXTS})
    items = []
    for n, text in enumerate(TEXTS[:9]):
        span = Span(0, len(text))
        origin = Origin("x", "0" * 64, "t", "t", "1")
        items.append((f"s{n}", Source("x", "interview", text, (span,), (Turn(0, *span, "respondent"),), origin)))
    with cluster.client("local") as client:
        pd.testing.assert_frame_equal(
            cluster.suggest_on_cluster(frame, shipped(), client), suggest_frame(frame, shipped())
        )
        empty = cluster.suggest_on_cluster(frame[:0], shipped(), client)
        address = client.scheduler.address
        found = cluster.suggest_sources(items, shipped(), address)
    assert found == Suggester(shipped()).suggest_many(items)
    assert len(found) > 9
    assert len(empty) == 0


def test_work_is_cut_in_order_into_runs_of_about_equal_size():
    for sizes in ([5] * 10, [100, 1, 1, 1, 1], [0], [], [1, 1, 98]):
        cuts = cluster._cut(sizes, 4)
        assert [place for first, stop in cuts for place in range(first, stop)] == list(range(len(sizes)))
    assert cluster._cut([5] * 8, 4) == [(0, 2), (2, 4), (4, 6), (6, 8)]


def test_work_that_nobody_is_left_to_do_is_a_sentence(monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as nobody,
        cluster.client(nobody.scheduler_address) as client,
        pytest.raises(InputError, match="aucun processus de calcul"),
    ):
        cluster.suggest_on_cluster(pd.DataFrame({"source": ["a"], "text": TEXTS[:1]}), shipped(), client)


def test_a_scheduler_that_is_killed_is_a_sentence(capfd):
    pytest.importorskip("distributed")
    code = "from distributed.cli.dask_scheduler import main; main()"
    options = ["--port", "0", "--no-dashboard", "--host", "127.0.0.1"]
    with subprocess.Popen([sys.executable, "-c", code, *options], stderr=subprocess.PIPE, text=True) as scheduler:
        address = next(found[0] for line in scheduler.stderr if (found := re.search(r"tcp://[\d.]+:\d+", line)))
        with cluster.client(address) as client:
            waiting = [client.submit(abs, -1)]
            scheduler.kill()
            with pytest.raises(InputError, match="s'est interrompu : l'ordonnanceur"):
                cluster._gathered(client, waiting)
    assert "Traceback" not in capfd.readouterr().err


def test_no_scheduler_and_no_dask_are_a_sentence(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(InputError, match="Aucun ordonnanceur"), cluster.client("tcp://127.0.0.1:1"):
        pass
    with pytest.raises(InputError, match="Aucun ordonnanceur"), cluster.client("n'importe quoi"):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"qualcoop\[cluster\]"), cluster.client("local"):
        pass
