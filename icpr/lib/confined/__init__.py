"""Files of strangers are read by a process of its own, held to limits from the inside, that knows nothing of Django.

`child` starts such a process and ends it in any case; `confinement` is called in it before it opens the file.
"""
