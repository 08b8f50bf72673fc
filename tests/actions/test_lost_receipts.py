"""A lost receipt: made anew by two of the office, over the address that was left, and by nothing less."""

import re
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest

from backend import clock
from backend.accounts.rules import Role
from backend.app import Installation
from backend.cases.actions.opening import OpenedCase
from backend.database.doors import transaction
from backend.errors import Absent
from backend.grievances.actions import reissuing
from backend.grievances.actions.following import start_following
from backend.grievances.actions.reissuing import Reissuing
from backend.grievances.actions.sending_codes import send_new_code, use_code
from backend.grievances.queries.following import open_by_code, open_by_cookie
from backend.grievances.queries.reissues import open_reissue
from backend.grievances.rules.receipt_code import code_hash
from backend.sealing.tools import Tools
from tests.factories.mail import Postbox, open_postbox, with_mail
from tests.factories.office import Desk, a_desk

ADDRESS = "lost@person.example"
