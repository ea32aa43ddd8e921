"""The server in front of Django: a request reaches a view whole, or it is refused.

uvicorn keeps the processes and connections, `protocol` reads HTTP strictly, `bodies` waits for the whole body, and only
then a thread of `threads` hands it to Django by WSGI.
"""
