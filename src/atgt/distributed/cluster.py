"""Work on a Dask cluster, or one piece after another without one. The only file that imports dask."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Client = Any
"""A ``dask.distributed.Client``."""


@contextlib.contextmanager
def connected(scheduler: str | None = None, *, n_workers: int = 2) -> Iterator[Client]:
    """A client of the scheduler at an address, or of a cluster of this machine's own that ends with the block.

    Parameters
    ----------
    scheduler
        For example ``tcp://10.0.0.5:8786``. A Dask scheduler asks for no password: keep it inside a trusted network.
    n_workers
        Worker processes of the cluster of one's own; it listens on this machine only.
    """
    try:
        from dask.distributed import Client as DaskClient
        from dask.distributed import LocalCluster
    except ImportError as error:
        raise ParameterError(
            Text(
                "Chạy phân tán cần gói dask: cài đặt bằng pip install atgt[cluster].",
                "Distributed screening needs dask: pip install atgt[cluster].",
            )
        ) from error
    with contextlib.ExitStack() as stack:
        where = scheduler
        if where is None:
            where = stack.enter_context(
                LocalCluster(n_workers=n_workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0")
            )
        yield stack.enter_context(DaskClient(where))


def answer_all(
    work: Callable[[Item], Answer], items: Sequence[Item], client: Client | None, *, are_large: bool = False
) -> Iterator[tuple[int, Answer]]:
    """The answers, each with the number of its item; as they come with a client, else one after another.

    Parameters
    ----------
    are_large
        The items hold data: they are handed to the workers by themselves, not inside the description of the work.

    At most two items a worker thread are given out at once; the rest stays here, so memory does not grow.
    """
    if client is None:
        yield from enumerate(map(work, items))
        return
    from dask.distributed import as_completed

    numbers = iter(range(len(items)))
    number_of: dict[str, int] = {}

    def submit() -> list[Any]:
        for number in numbers:
            item = client.scatter(items[number], hash=False) if are_large else items[number]
            future = client.submit(work, item, pure=False)
            number_of[future.key] = number
            return [future]
        return []

    n_first = 2 * max(1, sum(client.nthreads().values()))
    running = as_completed([future for _ in range(n_first) for future in submit()])
    for future in running:
        answer = future.result()
        yield number_of.pop(future.key), answer
        for following in submit():
            running.add(following)


def answers_in_order(
    work: Callable[[Item], Answer], items: Sequence[Item], client: Client | None, *, are_large: bool = False
) -> list[Answer]:
    """All answers in the order of the items; see ``answer_all``."""
    answers = dict(answer_all(work, items, client, are_large=are_large))
    return [answers[number] for number in range(len(items))]
