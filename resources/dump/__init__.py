"""The public catalogue as files to take away, made at night, and read back into an empty library elsewhere.

`tables` says what the vocabularies are made of, `writing` makes the files, `keeping` says which are the present ones
and when they are to be made anew, `reading` checks files and `loading` fills a database from them.
"""
