"""Roles and permissions of the desk: one table, which a test walks through for every route."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the desk."""

    VOLUNTEER = "volunteer"
    CLERK = "clerk"
    CURATOR = "curator"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return _LABELS[self]


_LABELS: Mapping[Role, str] = {
    Role.VOLUNTEER: "志工",
    Role.CLERK: "承辦",
    Role.CURATOR: "題庫管理",
    Role.SUPERVISOR: "督導",
    Role.ADMIN: "系統管理",
}


class Permission(StrEnum):
    """One thing that a route lets people do."""

    LOOK_UP = "look_up"
    LOG_DUTY = "log_duty"
    OPEN_SHIFT = "open_shift"
    ANSWER = "answer"
    READ_CASES = "read_cases"
    HANDLE_CASES = "handle_cases"
    APPROVE_CASES = "approve_cases"
    CURATE = "curate"
    PUBLISH = "publish"
    TAKE_OFF = "take_off"
    LEARN = "learn"
    READ_REPORTS = "read_reports"
    SEND_DIGEST = "send_digest"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_ROSTER = "manage_roster"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"
    MANAGE_INTEGRATIONS = "manage_integrations"


_COUNTER = frozenset({Permission.LOOK_UP, Permission.LOG_DUTY})
_CLERK = _COUNTER | {
    Permission.OPEN_SHIFT,
    Permission.ANSWER,
    Permission.READ_CASES,
    Permission.HANDLE_CASES,
}

# An administrator runs accounts, not cases: who looks after the system has no need to read complaints.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VOLUNTEER: _COUNTER,
    Role.CLERK: _CLERK,
    Role.CURATOR: _COUNTER
    | {
        Permission.CURATE,
        Permission.PUBLISH,
        Permission.TAKE_OFF,
        Permission.LEARN,
        Permission.READ_REPORTS,
        Permission.SEND_DIGEST,
    },
    Role.SUPERVISOR: _CLERK
    | {
        Permission.APPROVE_CASES,
        Permission.TAKE_OFF,
        Permission.LEARN,
        Permission.READ_REPORTS,
        Permission.SEND_DIGEST,
        Permission.MANAGE_CALENDAR,
        Permission.MANAGE_ROSTER,
        Permission.READ_AUDIT,
    },
    Role.ADMIN: _COUNTER
    | {
        Permission.READ_REPORTS,
        Permission.MANAGE_CALENDAR,
        Permission.MANAGE_ROSTER,
        Permission.MANAGE_USERS,
        Permission.READ_AUDIT,
        Permission.MANAGE_INTEGRATIONS,
    },
}

# Everybody with an account reads what citizens told, changes what they read, or says what others may do:
# a password alone is not enough. Volunteers come with the PIN of a shift and see nobody's data.
TWO_FACTOR_ROLES = frozenset(Role) - {Role.VOLUNTEER}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is at the desk: a person with an account, or a volunteer in a shift (``is_shift``).

    ``id`` names the person in records and histories (``staff-3``, ``shift-7``).
    """

    id: str
    name: str
    role: Role
    unit: str
    is_shift: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether the role has ``permission``."""
        return permission in PERMISSIONS[self.role]
