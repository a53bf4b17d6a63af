"""Errors of backup and restore; each says what to do."""

from http import HTTPStatus

from core.errors import Problem


class BadArchive(Problem):
    """The file is no backup, or a damaged one."""


class NewerArchive(Problem):
    """The backup was made by a newer program."""


class BackupRefused(Problem):
    """Something would be lost, or is in use."""

    status = HTTPStatus.CONFLICT


class ToolFailed(Problem):
    """A program of PostgreSQL is missing, or did not do its work."""
