"""Backup and restore: the database, the uploads and the evidence in one folder; the keys apart, under a passphrase.

With `BANCHENG_ARCHIVE` our own server also hands every finished piece of its log (at the latest after 30 seconds) and
the worker every new upload to that folder, so that a restore reaches any moment up to the last one.
"""
