"""Mail that is sent later: letters wait in rows and are sent by one job, each at most once.

`queue` is for everybody: put letters in, forget those of an owner, stop and go on. `sending` sends what waits.
"""
