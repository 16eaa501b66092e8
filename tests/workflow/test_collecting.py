"""The collector is set back once the last of several imports at once is over, also when one of them fails."""

import gc
import threading

import pytest

from atgt.workflow.collecting import RARE, collected_rarely


@pytest.fixture(autouse=True)
def usual():
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_it_is_set_back_after_the_last_of_several():
    first_is_in, second_is_over = threading.Event(), threading.Event()
    seen = []

    def long_import():
        with collected_rarely():
            first_is_in.set()
            second_is_over.wait(10)
            seen.append(gc.get_threshold())

    other = threading.Thread(target=long_import)
    other.start()
    assert first_is_in.wait(10)
    with collected_rarely():
        seen.append(gc.get_threshold())
    second_is_over.set()
    other.join()

    assert seen == [RARE, RARE]
    assert gc.get_threshold() == (700, 10, 10)


def test_it_is_set_back_when_the_work_fails():
    with pytest.raises(ValueError, match="hỏng"), collected_rarely():
        raise ValueError("hỏng")

    assert gc.get_threshold() == (700, 10, 10)
