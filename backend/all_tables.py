"""Imports every models.py, for migrations and foreign keys."""

from sqlmodel import SQLModel

import backend.accounts.models
import backend.audit.models
import backend.backup.models
import backend.cases.models
import backend.grievances.models
import backend.jurisdictions.models
import backend.notifications.models
import backend.on_behalf.models
import backend.remedies.models
import backend.reply_templates.models
import backend.reports.models
import backend.sealing.models
import backend.systems.models
import backend.triage.models
import backend.web.models  # noqa: F401  each import registers its tables

METADATA = SQLModel.metadata
