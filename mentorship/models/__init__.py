from mentorship.models.availability import Availability, Speaks, Weekday
from mentorship.models.commissions import Commission
from mentorship.models.imports import ImportBatch
from mentorship.models.interactions import Interaction
from mentorship.models.pairings import Pairing
from mentorship.models.projects import Picture, Project, ProjectFile
from mentorship.models.prospects import Assessment, Distinction, Prospect, Reason, SavedView, Stage, StageChange
from mentorship.models.sharing import Visibility, WorkLink
from mentorship.models.skills import Discipline, LevelConfirmation, Skill, SkillLevel, UserSkill
from mentorship.models.uploads import Upload

__all__ = [
    "Assessment",
    "Availability",
    "Commission",
    "Discipline",
    "Distinction",
    "ImportBatch",
    "Interaction",
    "LevelConfirmation",
    "Pairing",
    "Picture",
    "Project",
    "ProjectFile",
    "Prospect",
    "Reason",
    "SavedView",
    "Skill",
    "SkillLevel",
    "Speaks",
    "Stage",
    "StageChange",
    "Upload",
    "UserSkill",
    "Visibility",
    "Weekday",
    "WorkLink",
]
