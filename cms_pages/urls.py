from django.urls import path, re_path

from cms_pages.views import approvals, enquiries, exports, feeds, galleries, looks, media, sharing, voices

app_name = "cms_pages"
_kind = r"\.(?P<kind>rss|atom)$"
urlpatterns = [
    re_path(rf"^feeds/stories{_kind}", feeds.stories, name="stories_feed"),
    re_path(rf"^feeds/works{_kind}", feeds.works, name="works_feed"),
    re_path(rf"^feeds/chapter/(?P<slug>[-\w]+){_kind}", feeds.chapter_journal, name="chapter_journal_feed"),
    re_path(rf"^feeds/people/(?P<handle>[-\w]+)/journal{_kind}", feeds.journal, name="journal_feed"),
    re_path(rf"^feeds/people/(?P<handle>[-\w]+)/works{_kind}", feeds.works_of, name="works_of_feed"),
    path("pictures/<uuid:public_id>/<str:variant>", media.picture, name="picture"),
    path("documents/<uuid:public_id>/<str:filename>", media.document, name="document"),
    path("share/people/<slug:handle>.jpg", sharing.person, name="share_person"),
    path("my/galleries/", galleries.my_galleries, name="my_galleries"),
    path("my/galleries/<int:pk>/", galleries.gallery_sharing, name="gallery_sharing"),
    path("look/<slug:theme>/<slug:accent>.css", looks.look, name="look"),
    path("my/approvals/", approvals.approval_list, name="approvals"),
    path("my/approvals/pages/<int:pk>/", approvals.approval, name="approval"),
    path("my/approvals/pages/<int:pk>/look/", approvals.approval_look, name="approval_look"),
    path("my/pages/<int:pk>/submit/", approvals.page_submit, name="page_submit"),
    path("my/pages/<int:pk>/take-back/", approvals.page_take_back, name="page_take_back"),
    path("my/site/", exports.site, name="export_site"),
    path("my/site/<slug:public_id>.zip", exports.download, name="export_download"),
    path("verify/", exports.statement_check, name="statement_check"),
    path("verify/keys.json", exports.statement_keys, name="statement_keys"),
    path("contact/<slug:handle>/", voices.contact_write, name="contact"),
    path("answers/mine/", enquiries.mine, name="answer_mine"),
    path("answers/<int:page>/", enquiries.send, name="answer_send"),
    path("answers/<int:page>/sent/", enquiries.sent, name="answer_sent"),
    path("comments/under/<int:post>/", voices.comment_write, name="comment_write"),
    path("comments/<int:comment>/report/", voices.comment_report, name="comment_report"),
    path("comments/<int:comment>/delete/", voices.comment_delete, name="comment_delete"),
    path("comments/<int:comment>/decide/", voices.comment_decide, name="comment_decide"),
    path("my/words/", voices.words, name="words"),
    path("my/words/<int:message>/decide/", voices.message_decide, name="message_decide"),
    path("my/words/<int:message>/delete/", voices.message_delete, name="message_delete"),
]
