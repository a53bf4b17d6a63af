"""Cases: filed once, looked up with number and code, worked on by staff; every view and change audited.

Every method takes ``db``, the caller's transaction; without it, it opens one of its own. ``now`` is
aware; days are those of Asia/Taipei. The methods are in `cases.citizen`, `cases.staff` and
`cases.extensions`.
"""

from cases.citizen import CitizenCases
from cases.extensions import Extensions
from cases.staff import StaffCases


class CaseService(CitizenCases, StaffCases, Extensions):
    """Everything that can be done with cases."""
