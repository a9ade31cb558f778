"""The forms of the account pages. Passwords are kept exactly as typed, shown again never, and never part of a draft."""

from typing import Any

from wtforms import ValidationError

from pathways.auth.passwords import problem_with
from pathways.auth.roles import Role
from pathways.ui.choices import Radios
from pathways.ui.fields import Hidden, Line, Password
from pathways.ui.forms import Form

HINT = "At least 12 characters. Three or four words that do not belong together are good"


class SignInForm(Form):
    name = Line("Name", required="Enter your name", hint="As in your invitation, usually your work e-mail", most=120)
    password = Password("Password", required="Enter your password")
    next = Hidden(most=400)


class TwiceTyped(Form):
    """The checks of a new password that is typed twice. `sign_in_name` is set by the view before they run."""

    sign_in_name: str = ""

    def validate_new_password(self, field: Any) -> None:
        if field.data and (problem := problem_with(field.data, self.sign_in_name)):
            raise ValidationError(problem)

    def validate_again(self, field: Any) -> None:
        first = self._fields["new_password"].data
        if field.data and first and field.data != first:
            raise ValidationError("The two new passwords are not the same. Type them both again")


class FirstPasswordForm(TwiceTyped):
    new_password = Password("New password", new=True, hint=HINT)
    again = Password("New password again", new=True, required="Type the new password again")


class ChangePasswordForm(TwiceTyped):
    current_password = Password("Password now", required="Enter the password you use now")
    new_password = Password("New password", new=True, hint=HINT)
    again = Password("New password again", new=True, required="Type the new password again")


class ChooseRoleForm(Form):
    role = Radios("Which role are you working in?", called="Role", required="Select the role you are working in")

    def offer(self, roles: tuple[Role, ...]) -> None:
        """Only the roles that this person holds today."""
        self.role.choices = [(role.value, role.label) for role in roles]

    @property
    def chosen(self) -> Role:
        return Role(self.role.data)
