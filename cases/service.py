"""Cases: filed once, looked up with number and code, worked on by staff; every view and change audited.

Every method takes ``session``, the caller's transaction; without it, it opens one of its own. ``now`` is
aware; days are those of Asia/Taipei. The methods are in `cases.citizen`, `cases.staff`,
`cases.handing_out`, `cases.merging`, `cases.proposals`, `cases.taking_back`, `cases.tagging`
and `cases.finding`.
"""

from cases.citizen import CitizenCases
from cases.finding import CaseSearch
from cases.handing_out import HandingOut
from cases.merging import Merging
from cases.proposals import Proposals
from cases.staff import StaffCases
from cases.tagging import Tagging
from cases.taking_back import TakingBack


class CaseService(CitizenCases, StaffCases, HandingOut, Proposals, TakingBack, Tagging, Merging, CaseSearch):
    """Everything that can be done with cases."""
