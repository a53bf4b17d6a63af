"""Cases: filed once, looked up with number and code, worked on by staff; every view and change audited.

Every method takes ``db``, the caller's transaction; without it, it opens one of its own. ``now`` is
aware; days are those of Asia/Taipei. The methods are in `cases.citizen` and `cases.staff`.
"""

from cases.citizen import CitizenCases
from cases.staff import StaffCases


class CaseService(CitizenCases, StaffCases):
    """Everything that can be done with cases."""
