"""OAI-PMH 2.0: how other libraries and search services harvest the catalogue, whole and then what has changed.

https://www.openarchives.org/OAI/openarchivesprotocol.html. `arguments` reads a request, `verbs` answers the six verbs,
`records` and `resumption` page through the record clock, `sets` and `metadata_formats` say what may be asked for.
"""
