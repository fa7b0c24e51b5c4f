"""Run a function in a process of its own on a database file of its own, and kill it where a test wants."""

import os
import pickle
import re

from django.db import connection

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|SAVEPOINT|RELEASE|COMMIT|BEGIN)", re.IGNORECASE)
KILLED = 9


class KillBefore:
    """An execute wrapper that ends the process, as a power cut would, before the n-th write."""

    def __init__(self, number: int):
        self.number, self.seen = number, 0

    def __call__(self, execute, sql, params, many, context):
        if WRITE.match(sql):
            self.seen += 1
            if self.seen == self.number:
                os._exit(KILLED)
        return execute(sql, params, many, context)


def in_child(database, function, blocker, kill_before: int = 0):
    """`function()` in a forked process on the SQLite file `database`. Returns (exit code, result or None, writes seen)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _run(database, function, blocker, kill_before, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    result, writes = pickle.loads(data) if data else (None, 0)
    return code, result, writes


def _run(database, function, blocker, kill_before, writer):
    try:
        with blocker.unblock():
            connection.connection = None  # the parent's; closing it here would close it there
            connection.in_atomic_block, connection.savepoint_ids, connection.needs_rollback = False, [], False
            connection.run_on_commit, connection.atomic_blocks = [], []
            connection.settings_dict["NAME"] = str(database)
            watch = KillBefore(kill_before)
            with connection.execute_wrapper(watch):
                result = function()
            connection.close()
        os.write(writer, pickle.dumps((result, watch.seen)))
        os._exit(0)
    except BaseException as error:
        os.write(writer, pickle.dumps((f"{type(error).__name__}: {error}", 0)))
        os._exit(1)
