"""Cases: filed once, looked up with number and code, worked on by staff; every view and change audited.

Every method takes ``session``, the caller's transaction; without it, it opens one of its own. ``now`` is
aware; days are those of Asia/Taipei. The methods are in `cases.citizen_service`, `cases.staff_service`,
`cases.assignment`, `cases.merging`, `cases.approvals`, `cases.undo_send`, `cases.case_tags`,
`cases.search` and `cases.retention`.
"""

from cases.approvals import Proposals
from cases.assignment import Assignment
from cases.case_tags import CaseTags
from cases.citizen_service import CitizenCases
from cases.merging import Merging
from cases.retention import CaseRetention
from cases.search import CaseSearch
from cases.staff_service import StaffCases
from cases.undo_send import UndoSend


class CaseService(
    CitizenCases, StaffCases, Assignment, Proposals, UndoSend, CaseTags, Merging, CaseSearch, CaseRetention
):
    """Everything that can be done with cases."""
