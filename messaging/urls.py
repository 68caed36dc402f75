from django.urls import path

from messaging.views import announcements, contacts, conversations, desk, mails, messages, notifications

app_name = "messaging"
urlpatterns = [
    path("my/announcements/", announcements.announcement_list, name="announcements"),
    path("my/announcements/new/", announcements.announcement_new, name="announcement_new"),
    path("my/announcements/<slug:public_id>/", announcements.announcement, name="announcement"),
    path("my/announcements/<slug:public_id>/edit/", announcements.announcement_edit, name="announcement_edit"),
    path(
        "my/announcements/<slug:public_id>/withdraw/",
        announcements.announcement_withdraw,
        name="announcement_withdraw",
    ),
    path("my/conversations/", conversations.inbox, name="inbox"),
    path("my/conversations/group/", conversations.group_new, name="group_new"),
    path("my/conversations/who/", contacts.contact_setting, name="contact_setting"),
    path("my/conversations/held/", messages.held, name="held"),
    path("my/conversations/held/<int:number>/", messages.held_decide, name="held_decide"),
    path("my/conversations/with/<slug:handle>/", conversations.conversation_begin, name="conversation_begin"),
    path("my/conversations/block/<slug:handle>/", contacts.block, name="block"),
    path("my/conversations/task/<slug:public_id>/", conversations.task_thread, name="task_thread"),
    path("my/conversations/file/<uuid:public_id>/<str:variant>", messages.message_file, name="message_file"),
    path("my/conversations/<slug:public_id>/", conversations.conversation, name="conversation"),
    path(
        "my/conversations/<slug:public_id>/changes/",
        conversations.conversation_changes,
        name="conversation_changes",
    ),
    path("my/conversations/<slug:public_id>/draft/", conversations.conversation_draft, name="conversation_draft"),
    path("my/conversations/<slug:public_id>/mark/", conversations.conversation_mark, name="conversation_mark"),
    path("my/conversations/<slug:public_id>/<int:seq>/", messages.message, name="message"),
    path("my/conversations/<slug:public_id>/<int:seq>/react/", messages.reaction, name="reaction"),
    path("my/reports/", desk.queue, name="desk"),
    path("my/reports/<slug:public_id>/", desk.case, name="desk_case"),
    path("my/report/<slug:kind>/<slug:ref>/", desk.report, name="report"),
    path("my/decisions/<int:number>/", desk.decision, name="decision"),
    path("my/mails/", mails.dead, name="dead_mails"),
    path("my/notifications/", notifications.inbox, name="notices"),
    path("my/notifications/read/", notifications.read, name="notices_read"),
    path("my/notifications/settings/", notifications.settings, name="settings"),
    path("my/notifications/<int:number>/open/", notifications.open_notice, name="notice_open"),
    path("my/notifications/<int:number>/mark/", notifications.mark, name="notice_mark"),
    path("unsubscribe/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
]
