from mentorship.models.availability import Availability, Speaks, Weekday
from mentorship.models.calendars import CalendarLink
from mentorship.models.cohorts import Cohort, CohortMember
from mentorship.models.commissions import Commission
from mentorship.models.comparisons import Comparison, CriterionPreference, Preference, Side, Verdict
from mentorship.models.feedback import Feedback, FeedbackFile, FeedbackReply, Mark, NextStep, SavedComment, Score
from mentorship.models.goals import Goal
from mentorship.models.imports import ImportBatch
from mentorship.models.interactions import Interaction, Reminder
from mentorship.models.journals import JournalEntry, JournalFile, JournalReading, JournalReply
from mentorship.models.kept_files import KeptFile, Picture
from mentorship.models.learning import Criterion, CriterionLevel, JournalPrompt, Rubric, TaskTemplate
from mentorship.models.matching import MentorProfile, MentorRequest
from mentorship.models.notes import WorkNote, WorkSign
from mentorship.models.packs import PackVersion, SkillPack
from mentorship.models.pairings import Nudge, Pairing
from mentorship.models.peers import PeerReview, PeerRound, PeerScore
from mentorship.models.programs import CohortTask, Program, ProgramTask
from mentorship.models.projects import Project, ProjectFile
from mentorship.models.prospects import Assessment, Distinction, Prospect, Reason, SavedView, Stage, StageChange
from mentorship.models.resources import (
    Donor,
    Issue,
    IssueLine,
    Kit,
    KitLine,
    LoanItem,
    Location,
    ResourceRequest,
    ResourceType,
    Stock,
    StockMove,
    UsageLog,
)
from mentorship.models.sharing import Visibility, WorkLink
from mentorship.models.skills import Discipline, LevelConfirmation, Skill, SkillLevel, UserSkill
from mentorship.models.submissions import SelfRating, Submission, SubmissionFile
from mentorship.models.tasks import Extension, Task, TaskFile
from mentorship.models.uploads import Upload

__all__ = [
    "Assessment",
    "Availability",
    "CalendarLink",
    "Cohort",
    "CohortMember",
    "CohortTask",
    "Commission",
    "Comparison",
    "Criterion",
    "CriterionLevel",
    "CriterionPreference",
    "Discipline",
    "Distinction",
    "Donor",
    "Extension",
    "Feedback",
    "FeedbackFile",
    "FeedbackReply",
    "Goal",
    "ImportBatch",
    "Interaction",
    "Issue",
    "IssueLine",
    "JournalEntry",
    "JournalFile",
    "JournalPrompt",
    "JournalReading",
    "JournalReply",
    "KeptFile",
    "Kit",
    "KitLine",
    "LevelConfirmation",
    "LoanItem",
    "Location",
    "Mark",
    "MentorProfile",
    "MentorRequest",
    "NextStep",
    "Nudge",
    "PackVersion",
    "Pairing",
    "PeerReview",
    "PeerRound",
    "PeerScore",
    "Picture",
    "Preference",
    "Program",
    "ProgramTask",
    "Project",
    "ProjectFile",
    "Prospect",
    "Reason",
    "Reminder",
    "ResourceRequest",
    "ResourceType",
    "Rubric",
    "SavedComment",
    "SavedView",
    "Score",
    "SelfRating",
    "Side",
    "Skill",
    "SkillLevel",
    "SkillPack",
    "Speaks",
    "Stage",
    "StageChange",
    "Stock",
    "StockMove",
    "Submission",
    "SubmissionFile",
    "Task",
    "TaskFile",
    "TaskTemplate",
    "Upload",
    "UsageLog",
    "UserSkill",
    "Verdict",
    "Visibility",
    "Weekday",
    "WorkLink",
    "WorkNote",
    "WorkSign",
]
