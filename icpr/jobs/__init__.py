"""Work done beside the requests: later, at its time, and once in the whole installation.

Each app declares what it has to do in its `jobs.py`, by `@job` or `@each_process` of `registry`. `runner` has the one
thread of a server process that does it, and `wake(name)`; `leases` sees to it that a job is done by one process.
"""
