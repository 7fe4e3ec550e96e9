"""The same suggestions on a Dask cluster: an optional extra (``pip install "qualcoop[cluster]"``).

The work is `suggest_frame` on batches of whole turns, or `Suggester.suggest_many` on whole sources; neither
has a state, so how the work is cut changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qualcoop.errors import InputError
from qualcoop.model import Source, Suggestion
from qualcoop.suggest.frame import Rules, fingerprint, suggest_frame, suggester_of

if TYPE_CHECKING:
    import pandas as pd

LOCAL = "local"
LEAST_TURNS = 5_000  # smaller batches cost more to send than to match
_BATCHES_PER_WORKER = 4
_SECONDS_TO_ANSWER = 10
# Dask has its workers give memory back at every turn, so that arrays are paged in anew each time: half of the
# work here. These are the sizes that the C library comes to by itself.
_MEMORY = {"MALLOC_TRIM_THRESHOLD_": 64 << 20, "MALLOC_MMAP_THRESHOLD_": 32 << 20}


# Workers watch themselves a hundred times a second, and each look takes the one interpreter from the matching.
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}


@contextmanager
def client(scheduler: str, workers: int = 2) -> Iterator[Any]:
    """A client of the scheduler at this address, or of a cluster of `workers` processes made here ("local").

    Raises InputError where Dask is not installed or nothing answers at the address.
    """
    try:
        import dask
        import distributed
    except ImportError as error:
        raise InputError(
            'Dask n\'est pas installé ; installez-le par : pip install "qualcoop[cluster]".',
            'Dask is not installed; install it with: pip install "qualcoop[cluster]".',
        ) from error
    connect: Any = distributed.Client  # untyped, both
    made_here: Any = distributed.LocalCluster
    settings = {
        "distributed.comm.retry.count": 0,
        "distributed.worker.daemon": True,
        **_QUIET,
        **{f"distributed.nanny.pre-spawn-environ.{name}": size for name, size in _MEMORY.items()},
    }
    with dask.config.set(settings), _hushed():
        if scheduler == LOCAL:
            with (
                made_here(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
                connect(cluster) as made,
            ):
                made.run(_hush)
                yield made
            return
        try:
            made = connect(scheduler, timeout=_SECONDS_TO_ANSWER)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(
                f"Aucun ordonnanceur Dask ne répond à « {scheduler} » ; donnez par exemple tcp://hote:8786, ou local.",
                f"No Dask scheduler answers at '{scheduler}'; give for instance tcp://host:8786, or local.",
            ) from error
        with made:
            yield made


def _hush() -> dict[str, int]:
    """Have Dask's logs say only what is critical; gives the levels that they had.

    What goes wrong comes back as an exception; the log would print tracebacks, even for an orderly end.
    """
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return levels


@contextmanager
def _hushed() -> Iterator[None]:
    levels = _hush()
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def suggest_sources(items: Sequence[tuple[str, Source]], rules: Rules, scheduler: str) -> list[Suggestion]:
    """The suggestions for whole sources, in their order, as `Suggester.suggest_many` gives them."""
    told = fingerprint(rules)
    with client(scheduler) as made:
        batches = _cut([len(source.text) for _, source in items], _pieces(made))
        tasks = [made.submit(_batch, items[first:stop], told, pure=False) for first, stop in batches]
        return [found for batch in _gathered(made, tasks) for found in batch]


def _batch(items: Sequence[tuple[str, Source]], told: tuple[Any, ...]) -> list[Suggestion]:
    return suggester_of(told).suggest_many(items)


def suggest_on_cluster(frame: pd.DataFrame, rules: Rules, made: Any) -> pd.DataFrame:
    """`suggest_frame` by a Dask client's workers, on batches of at least 5,000 turns: the same frame."""
    import pandas as pd

    pieces = max(min(_pieces(made), len(frame) // LEAST_TURNS), 1)
    size = -(-len(frame) // pieces) or 1
    parts = [frame.iloc[at : at + size] for at in range(0, max(len(frame), 1), size)]
    tasks = [made.submit(suggest_frame, part, rules, pure=False) for part in parts]
    found: list[pd.DataFrame] = _gathered(made, tasks)
    return pd.concat(found, ignore_index=True)


def _gathered(made: Any, tasks: Sequence[Any]) -> list[Any]:
    """What the tasks gave, in their order; InputError when nobody is left to do them."""
    import distributed

    wait: Any = distributed.wait  # untyped
    try:
        while True:
            try:
                wait(tasks, timeout=_SECONDS_TO_ANSWER)
            except TimeoutError:
                if made.nthreads():
                    continue
                raise _interrupted("aucun processus de calcul n'est là", "no worker is there") from None
            found: list[Any] = made.gather(tasks)
            return found
    except distributed.KilledWorker as error:
        raise _interrupted(
            "ses processus se sont arrêtés, faute de mémoire sans doute", "its workers ended, probably out of memory"
        ) from error
    except (CancelledError, OSError) as error:
        raise _interrupted("l'ordonnanceur ne répond plus", "the scheduler no longer answers") from error


def _interrupted(french: str, english: str) -> InputError:
    return InputError(
        f"Le calcul sur Dask s'est interrompu : {french}. Rien n'a été enregistré ; relancez-le, ou sans Dask.",
        f"The work on Dask was interrupted: {english}. Nothing was stored; run it again, or without Dask.",
    )


def _pieces(made: Any) -> int:
    threads = sum(made.nthreads().values())
    return _BATCHES_PER_WORKER * max(int(threads), 1)


def _cut(sizes: Sequence[int], pieces: int) -> list[tuple[int, int]]:
    """Runs of items of about equal size, in order."""
    cuts: list[tuple[int, int]] = []
    total, reached, first = sum(sizes), 0, 0
    for number, size in enumerate(sizes, start=1):
        reached += size
        if reached * pieces >= total * (len(cuts) + 1) or number == len(sizes):
            cuts.append((first, number))
            first = number
    return cuts
