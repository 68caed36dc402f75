"""What of Wagtail's admin people use who are not operators. Everything else of it is in operators.py.

Wagtail's admin is made for trusted people. Participants are not trusted, so this is a list of what they need
and not of what they must not have. Which single page or file somebody may touch, cms_pages decides.
"""

from portal.access import Row, only
from portal.accounts.roles import COORDINATOR, MENTOR, PARTICIPANT

EVERYBODY_THERE = only(PARTICIPANT, MENTOR, COORDINATOR)
AUTHORS = only(PARTICIPANT, COORDINATOR)
CHAPTER = only(COORDINATOR)

ROWS = (
    Row(
        "The frame of the admin",
        EVERYBODY_THERE,
        (
            "wagtailadmin_account",
            "wagtailadmin_dismissibles",
            "wagtailadmin_home",
            "wagtailadmin_javascript_catalog",
            "wagtailadmin_logout",
            "wagtailadmin_sprite",
        ),
    ),
    Row(
        "Finding, reading and approving pages",
        EVERYBODY_THERE,
        (
            "wagtailadmin_api:pages:detail",
            "wagtailadmin_api:pages:listing",
            "wagtailadmin_block_preview",
            "wagtailadmin_editing_sessions:ping",
            "wagtailadmin_editing_sessions:release",
            "wagtailadmin_explore",
            "wagtailadmin_explore_results",
            "wagtailadmin_explore_root",
            "wagtailadmin_pages:collect_workflow_action_data",
            "wagtailadmin_pages:edit",
            "wagtailadmin_pages:history",
            "wagtailadmin_pages:history_results",
            "wagtailadmin_pages:preview_on_edit",
            "wagtailadmin_pages:revisions_compare",
            "wagtailadmin_pages:revisions_index",
            "wagtailadmin_pages:revisions_view",
            "wagtailadmin_pages:search",
            "wagtailadmin_pages:search_results",
            "wagtailadmin_pages:usage",
            "wagtailadmin_pages:view_draft",
            "wagtailadmin_pages:workflow_action",
            "wagtailadmin_pages:workflow_history",
            "wagtailadmin_pages:workflow_history_detail",
            "wagtailadmin_pages:workflow_preview",
        ),
    ),
    Row(
        "Whom one accompanies",
        only(MENTOR, COORDINATOR),
        (
            "my_participants:cohort",
            "my_participants:index",
            "my_participants:index_results",
            "my_participants:inspect",
        ),
    ),
    Row(
        "The desk of mentors",
        only(MENTOR, COORDINATOR),
        ("mentor_desk:cohort", "mentor_desk:index", "mentor_desk:things"),
    ),
    Row(
        "People who may join, and contacts",
        only(MENTOR, COORDINATOR),
        (
            "talent_contacts:index",
            "talent_contacts:index_results",
            "talent_prospects:index",
            "talent_prospects:index_results",
        ),
    ),
    Row(
        "Telling other systems what happens",
        CHAPTER,
        (
            "webhooks:endpoint",
            "webhooks:index",
            "webhooks:remove",
            "webhooks:replay",
            "webhooks:rotate",
            "webhooks:try_out",
        ),
    ),
    Row(
        "The queue of background work",
        CHAPTER,
        ("job_queue:discard", "job_queue:index", "job_queue:rebuild", "job_queue:retry"),
    ),
    Row(
        "Writing pages",
        AUTHORS,
        (
            "wagtailadmin_pages:add",
            "wagtailadmin_pages:add_subpage",
            "wagtailadmin_pages:choose_parent",
            "wagtailadmin_pages:confirm_workflow_cancellation",
            "wagtailadmin_pages:copy",
            "wagtailadmin_pages:delete",
            "wagtailadmin_pages:move",
            "wagtailadmin_pages:move_confirm",
            "wagtailadmin_pages:preview_on_add",
            "wagtailadmin_pages:revisions_revert",
            "wagtailadmin_pages:revisions_unschedule",
            "wagtailadmin_pages:set_page_position",
            "wagtailadmin_pages:unpublish",
        ),
    ),
    Row(
        "Choosing what goes on a page",
        AUTHORS,
        (
            "offer_chooser:choose",
            "offer_chooser:choose_results",
            "offer_chooser:chosen",
            "offer_chooser:chosen_multiple",
            "project_chooser:choose",
            "project_chooser:choose_results",
            "project_chooser:chosen",
            "project_chooser:chosen_multiple",
            "wagtailadmin_choose_page",
            "wagtailadmin_choose_page_anchor_link",
            "wagtailadmin_choose_page_child",
            "wagtailadmin_choose_page_chosen_multiple",
            "wagtailadmin_choose_page_email_link",
            "wagtailadmin_choose_page_external_link",
            "wagtailadmin_choose_page_phone_link",
            "wagtailadmin_choose_page_search",
            "wagtailimages_chooser:choose",
            "wagtailimages_chooser:choose_results",
            "wagtailimages_chooser:chosen",
            "wagtailimages_chooser:chosen_multiple",
            "wagtailimages_chooser:create",
            "wagtailimages_chooser:select_format",
        ),
    ),
    Row(
        "Pictures",
        AUTHORS,
        (
            "wagtailimages:add",
            "wagtailimages:add_multiple",
            "wagtailimages:create_multiple_from_uploaded_image",
            "wagtailimages:delete",
            "wagtailimages:delete_multiple",
            "wagtailimages:delete_upload_multiple",
            "wagtailimages:edit",
            "wagtailimages:edit_multiple",
            "wagtailimages:image_usage",
            "wagtailimages:index",
            "wagtailimages:index_results",
        ),
    ),
    Row(
        "The chapter's documents, restricted pages, and what is done to many things at once",
        CHAPTER,
        (
            "wagtail_bulk_action",
            "wagtailadmin_pages:set_privacy",
            "wagtaildocs:add",
            "wagtaildocs:add_multiple",
            "wagtaildocs:create_multiple_from_uploaded_document",
            "wagtaildocs:delete",
            "wagtaildocs:delete_multiple",
            "wagtaildocs:delete_upload_multiple",
            "wagtaildocs:document_usage",
            "wagtaildocs:edit",
            "wagtaildocs:edit_multiple",
            "wagtaildocs:index",
            "wagtaildocs:index_results",
            "wagtaildocs_chooser:choose",
            "wagtaildocs_chooser:choose_results",
            "wagtaildocs_chooser:chosen",
            "wagtaildocs_chooser:chosen_multiple",
            "wagtaildocs_chooser:create",
        ),
    ),
    Row(
        "Name, menu and foot of the site; where old addresses lead",
        CHAPTER,
        (
            "wagtailredirects:add",
            "wagtailredirects:delete",
            "wagtailredirects:edit",
            "wagtailredirects:index",
            "wagtailredirects:index_results",
            "wagtailsettings:edit",
        ),
    ),
    Row(
        "What people sent through the chapter's forms",
        CHAPTER,
        (
            "wagtailforms:delete_submissions",
            "wagtailforms:index",
            "wagtailforms:index_results",
            "wagtailforms:list_submissions",
            "wagtailforms:list_submissions_results",
        ),
    ),
    Row(
        "Reports about one's own things: wordless pictures, broken links, forgotten pages",
        AUTHORS,
        tuple(
            f"page_reports:{report}{part}"
            for report in ("pictures", "links", "forgotten")
            for part in ("", "_results")
        ),
    ),
    Row(
        "Reports about the chapter's pages",
        CHAPTER,
        (
            "wagtailadmin_pages:type_use",
            "wagtailadmin_pages:type_use_results",
            "wagtailadmin_reports:aging_pages",
            "wagtailadmin_reports:aging_pages_results",
            "wagtailadmin_reports:locked_pages",
            "wagtailadmin_reports:locked_pages_results",
            "wagtailadmin_reports:page_types_usage",
            "wagtailadmin_reports:page_types_usage_results",
            "wagtailadmin_reports:site_history",
            "wagtailadmin_reports:site_history_results",
            "wagtailadmin_reports:workflow",
            "wagtailadmin_reports:workflow_results",
            "wagtailadmin_reports:workflow_tasks",
            "wagtailadmin_reports:workflow_tasks_results",
        ),
    ),
    Row(
        "Translations of the chapter's pages",
        CHAPTER,
        (
            "wagtail_localize:download_pofile",
            "wagtail_localize:edit_override",
            "wagtail_localize:edit_string_translation",
            "wagtail_localize:javascript_catalog",
            "wagtail_localize:preview_translation",
            "wagtail_localize:stop_translation",
            "wagtail_localize:submit_page_translation",
            "wagtail_localize:translations_report",
            "wagtail_localize:translations_report_results",
            "wagtail_localize:update_translations",
            "wagtail_localize:upload_pofile",
        ),
    ),
    Row(
        "What can be learnt, and earned",
        CHAPTER,
        tuple(
            f"{noun}:{view}"
            for noun in ("mentorship_discipline", "mentorship_skill", "leaderboard_badge", "leaderboard_milestone")
            for view in (
                "add",
                "copy",
                "delete",
                "edit",
                "history",
                "history_results",
                "index",
                "index_results",
                "usage",
            )
        ),
    ),
    Row(
        "Rubrics, tasks to give and questions to write about: read by who teaches",
        only(MENTOR, COORDINATOR),
        (
            *(
                f"mentorship_{noun}:{view}"
                for noun in ("program", "prompt", "rubric", "task_template")
                for view in ("index", "index_results", "inspect")
            ),
            "mentorship_task_template:picture",
        ),
    ),
    Row(
        "Rubrics, tasks to give and questions to write about: written by who runs the chapter; skill packs",
        CHAPTER,
        (
            *(
                f"mentorship_{noun}:{view}"
                for noun in ("program", "prompt", "rubric", "task_template")
                for view in ("add", "delete", "edit", "history", "history_results", "usage")
            ),
            "mentorship_pack:confirm",
            "mentorship_pack:download",
            "mentorship_pack:index",
            "mentorship_pack:index_results",
            "mentorship_pack:inspect",
            "mentorship_pack:load",
            "mentorship_program:offer",
            "mentorship_rubric:version",
        ),
    ),
    Row(
        "What can be handed out",
        CHAPTER,
        tuple(
            f"mentorship_{noun}:{view}"
            for noun in ("donor", "kit", "location", "resource")
            for view in (
                *("add", "copy", "delete", "edit", "history", "history_results"),
                *("index", "index_results", "usage"),
            )
        ),
    ),
)
