"""The methods by which administrators manage staff and the tokens of programs."""

from typing import Protocol

from contracts.auth.identity import TokenIssued
from contracts.auth.staff import (
    ProgramTokenRef,
    ProgramTokenRequest,
    ProgramTokens,
    StaffCreation,
    StaffList,
    StaffOutcome,
    StaffRef,
    StaffRoleChange,
    StaffWishRef,
)
from contracts.methods import allows, refuses, staff
from contracts.roles import ADMINISTRATORS
from contracts.wire import Nothing


class ManagesStaff(Protocol):
    @allows(staff(ADMINISTRATORS))
    @refuses()
    def list_staff(self, request: Nothing) -> StaffList: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("invalid_field", "staff_change_refused")
    def create_staff(self, request: StaffCreation) -> StaffOutcome: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("staff_not_found", "staff_change_refused")
    def change_staff_role(self, request: StaffRoleChange) -> StaffOutcome: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("staff_not_found", "staff_change_refused")
    def reset_staff(self, request: StaffRef) -> StaffOutcome: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("staff_not_found", "staff_change_refused")
    def disable_staff(self, request: StaffRef) -> StaffOutcome: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("staff_not_found")
    def end_staff_sessions(self, request: StaffRef) -> StaffOutcome: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("approval_not_found", "approval_not_possible", "invalid_field", "staff_not_found", "staff_change_refused")
    def release_staff_wish(self, request: StaffWishRef) -> StaffOutcome: ...

    @allows(staff(ADMINISTRATORS))
    @refuses("approval_not_found", "approval_not_possible")
    def drop_staff_wish(self, request: StaffWishRef) -> StaffOutcome:
        """Who asked takes it back, anybody else refuses it."""
        ...

    @allows(staff(ADMINISTRATORS))
    @refuses()
    def list_program_tokens(self, request: Nothing) -> ProgramTokens: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("invalid_field")
    def issue_program_token(self, request: ProgramTokenRequest) -> TokenIssued: ...

    @allows(staff(ADMINISTRATORS, confirmed=True))
    @refuses("staff_not_found")
    def revoke_program_token(self, request: ProgramTokenRef) -> Nothing: ...
