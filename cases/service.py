"""Cases: filed once, looked up with number and code, worked on by staff; every view and change audited.

Every method takes ``session``, the caller's transaction; without it, it opens one of its own. ``now`` is
aware; days are those of Asia/Taipei. The methods are in `cases.citizen_service`, `cases.staff_service`,
`cases.assignment_service`, `cases.merging_service`, `cases.approval_service`, `cases.undo_send_service`,
`cases.case_tag_service`, `cases.search_service` and `cases.retention_service`.
"""

from cases.approval_service import Proposals
from cases.assignment_service import Assignment
from cases.case_tag_service import CaseTags
from cases.citizen_service import CitizenCases
from cases.merging_service import Merging
from cases.retention_service import CaseRetention
from cases.search_service import CaseSearch
from cases.staff_service import StaffCases
from cases.undo_send_service import UndoSend


class CaseService(
    CitizenCases, StaffCases, Assignment, Proposals, UndoSend, CaseTags, Merging, CaseSearch, CaseRetention
):
    """Everything that can be done with cases."""
