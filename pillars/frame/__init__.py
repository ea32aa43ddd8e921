"""The frame of the library: the pages and the admin of pillars, focus areas and topics."""
