from accounts.models.api_token import ApiToken
from accounts.models.login_code import LoginCode
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.user import User

__all__ = ["ApiToken", "LoginCode", "Membership", "Organisation", "User"]
