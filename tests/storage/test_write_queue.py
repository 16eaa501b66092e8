"""Writers of one process are served in the order in which they came, on both engines."""

import threading
import time

import pytest

from atgt.domain.errors import StorageError
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.storage.write_queue import WriteQueue


def test_first_come_first_served(database, officer, now):
    """Five writers line up behind one that takes its time; without a line SQLite would serve them by chance."""
    served, threads = [], []

    def write(number):
        with database.write(officer, "thử", now) as session:
            settings_table.put(session, "last", number)
            served.append(number)

    with database.write(officer, "lâu", now) as session:
        settings_table.put(session, "last", 0)
        for number in range(1, 6):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            while database._queue.n_waiting < number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert served == [1, 2, 3, 4, 5]


def test_one_that_waits_in_vain_is_told_and_does_not_hold_up_the_others(new_url, officer, now):
    database = Database.open(new_url(), busy_timeout_s=0.05)

    def write(value):
        with database.write(officer, "thử", now) as session:
            settings_table.put(session, "k", value)

    told = []

    def wait_in_vain():
        with pytest.raises(StorageError, match="đang bị chương trình khác giữ") as error:
            write(1)
        told.append(error)

    with database.write(officer, "lâu", now) as session:
        settings_table.put(session, "k", 0)
        waiting = threading.Thread(target=wait_in_vain)
        waiting.start()
        waiting.join()
    write(2)

    with database.read() as session:
        assert settings_table.get(session, "k") == 2
    assert len(told) == 1
    assert database._queue.n_waiting == 0
    database.close()


def test_a_fault_in_a_turn_gives_the_turn_back():
    queue = WriteQueue()
    with pytest.raises(ZeroDivisionError), queue.turn(timeout_s=1):
        raise ZeroDivisionError

    with queue.turn(timeout_s=0):
        assert queue.n_waiting == 0
