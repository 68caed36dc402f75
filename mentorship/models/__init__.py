from mentorship.models.commissions import Commission
from mentorship.models.pairings import Pairing
from mentorship.models.projects import Picture, Project, ProjectFile
from mentorship.models.sharing import Visibility, WorkLink
from mentorship.models.skills import Discipline, LevelConfirmation, Skill, SkillLevel, UserSkill
from mentorship.models.uploads import Upload

__all__ = [
    "Commission",
    "Discipline",
    "LevelConfirmation",
    "Pairing",
    "Picture",
    "Project",
    "ProjectFile",
    "Skill",
    "SkillLevel",
    "Upload",
    "UserSkill",
    "Visibility",
    "WorkLink",
]
