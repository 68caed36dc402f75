"""The pages and their media."""

import cms_pages.models.blog
import cms_pages.models.enquiries
import cms_pages.models.exports
import cms_pages.models.media
import cms_pages.models.portfolio
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import mentorship.models.sharing
import modelcluster.contrib.taggit
import modelcluster.fields
import modelsearch.index
import portal.core.ids
import portal.core.migrating
import portal.core.stores
import taggit.managers
import uuid
import wagtail.contrib.forms.models
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('cms_pages', '0001_initial'), ('cms_pages', '0002_pages'), ('cms_pages', '0003_more_blocks'), ('cms_pages', '0004_a_resume_on_the_portfolio'), ('cms_pages', '0005_looks_of_portfolios'), ('cms_pages', '0006_recordings_bring_their_captions'), ('cms_pages', '0007_stories_have_tags_and_series'), ('cms_pages', '0008_approval_by_a_mentor'), ('cms_pages', '0009_exports'), ('cms_pages', '0010_comments_and_messages'), ('cms_pages', '0011_media_has_secret_addresses'), ('cms_pages', '0012_media_moves_to_the_private_storage'), ('cms_pages', '0013_media_needs_secret_addresses'), ('cms_pages', '0014_settings_of_the_chapter'), ('cms_pages', '0015_galleries_have_their_own_visibility'), ('cms_pages', '0016_forms_and_reports'), ('cms_pages', '0017_cohorts')]

    initial = True

    dependencies = [
        ('mentorship', '0001_tables'),
    ]

    operations = [
        portal.core.migrating.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='BlogPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'journal',
                    },
                    bases=(cms_pages.models.blog.ListsStories, cms_pages.models.portfolio.OfPortfolio, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='BlogPostPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('intro', models.CharField(blank=True, help_text='One or two sentences that lists show.', max_length=300, verbose_name='in short')),
                        ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('button', 8), ('code', 12), ('table', 17), ('timeline', 24), ('picture', 25), ('pictures', 29), ('recording', 33), ('embed', 36), ('project', 37), ('product', 38)], blank=True, block_lookup={0: ('cms_pages.blocks.words.HeadingBlock', (), {}), 1: ('cms_pages.blocks.words.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 60}), 6: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 7: ('wagtail.blocks.URLBlock', (), {'label': 'or an address', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('label', 5), ('page', 6), ('url', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('python', 'Python'), ('javascript', 'JavaScript'), ('typescript', 'TypeScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Shell'), ('java', 'Java'), ('c', 'C'), ('cpp', 'C++'), ('csharp', 'C#'), ('go', 'Go'), ('rust', 'Rust'), ('php', 'PHP'), ('ruby', 'Ruby'), ('kotlin', 'Kotlin'), ('lua', 'Lua'), ('arduino', 'Arduino'), ('json', 'JSON'), ('yaml', 'YAML'), ('text', 'Plain text')], 'label': 'language'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'code', 'max_length': 20000, 'rows': 10}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'what it does', 'max_length': 160, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('language', 9), ('code', 10), ('caption', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 300, 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Figures', 'max_length': 40, 'required': False}), 15: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('words', 13), ('figures', 14)]], {'label': 'table'}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'the first column names the rows', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('table', 15), ('names_rows', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'A year, a month, “last summer”.', 'label': 'when', 'max_length': 40}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'what happened', 'max_length': 120}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'more', 'max_length': 1000, 'required': False, 'rows': 3}), 22: ('wagtail.blocks.StructBlock', [[('when', 19), ('title', 20), ('text', 21)]], {}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'moments', 'max_num': 40, 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('title', 18), ('moments', 23)]], {}), 25: ('cms_pages.blocks.PictureBlock', [], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('picture', 25), ('caption', 26)]], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'pictures', 'max_num': 24, 'min_num': 2}), 29: ('wagtail.blocks.StructBlock', [[('title', 18), ('pictures', 28)]], {}), 30: ('cms_pages.blocks.media.RecordingChooserBlock', (), {'help_text': 'One of your works with a sound or a video.', 'label': 'work'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'what one hears or sees', 'max_length': 120}), 32: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said and heard, for people who cannot hear it. Empty if the work has it already.', 'label': 'transcript', 'max_length': 20000, 'required': False, 'rows': 6}), 33: ('wagtail.blocks.StructBlock', [[('work', 30), ('title', 31), ('transcript', 32)]], {}), 34: ('wagtail.blocks.URLBlock', (), {'help_text': 'The address of the page where one can see it.', 'label': 'address'}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'max_length': 120}), 36: ('wagtail.blocks.StructBlock', [[('url', 34), ('title', 35)]], {}), 37: ('cms_pages.blocks.works.ProjectBlock', (), {}), 38: ('cms_pages.blocks.works.ProductBlock', (), {})}, verbose_name='story')),
                        ('part', models.PositiveSmallIntegerField(blank=True, help_text='1 for the first. Stories without a place follow by their date.', null=True, verbose_name='place in the series')),
                        ('comment_rule', models.CharField(choices=[('moderated', 'Members may comment; you read it before others do'), ('off', 'No comments')], default='moderated', max_length=9, verbose_name='comments')),
                        ('reading_minutes', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                        ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                        ('series', models.ForeignKey(blank=True, help_text='Series are made on the page of your journal.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to='cms_pages.series', verbose_name='series')),
                        ('tags', modelcluster.contrib.taggit.ClusterTaggableManager(blank=True, help_text='Up to eight words, apart by commas. Stories with the same word find one another.', through='cms_pages.PostTag', to='cms_pages.StoryTag', verbose_name='tags')),
                    ],
                    options={
                        'verbose_name': 'story',
                        'verbose_name_plural': 'stories',
                    },
                    bases=(cms_pages.models.portfolio.OfPortfolio, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='FormPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('button', 8), ('code', 12), ('table', 17), ('timeline', 24), ('picture', 25), ('pictures', 29), ('recording', 33), ('embed', 36), ('project', 37), ('product', 38)], blank=True, block_lookup={0: ('cms_pages.blocks.words.HeadingBlock', (), {}), 1: ('cms_pages.blocks.words.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 60}), 6: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 7: ('wagtail.blocks.URLBlock', (), {'label': 'or an address', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('label', 5), ('page', 6), ('url', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('python', 'Python'), ('javascript', 'JavaScript'), ('typescript', 'TypeScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Shell'), ('java', 'Java'), ('c', 'C'), ('cpp', 'C++'), ('csharp', 'C#'), ('go', 'Go'), ('rust', 'Rust'), ('php', 'PHP'), ('ruby', 'Ruby'), ('kotlin', 'Kotlin'), ('lua', 'Lua'), ('arduino', 'Arduino'), ('json', 'JSON'), ('yaml', 'YAML'), ('text', 'Plain text')], 'label': 'language'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'code', 'max_length': 20000, 'rows': 10}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'what it does', 'max_length': 160, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('language', 9), ('code', 10), ('caption', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 300, 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Figures', 'max_length': 40, 'required': False}), 15: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('words', 13), ('figures', 14)]], {'label': 'table'}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'the first column names the rows', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('table', 15), ('names_rows', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'A year, a month, “last summer”.', 'label': 'when', 'max_length': 40}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'what happened', 'max_length': 120}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'more', 'max_length': 1000, 'required': False, 'rows': 3}), 22: ('wagtail.blocks.StructBlock', [[('when', 19), ('title', 20), ('text', 21)]], {}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'moments', 'max_num': 40, 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('title', 18), ('moments', 23)]], {}), 25: ('cms_pages.blocks.PictureBlock', [], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('picture', 25), ('caption', 26)]], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'pictures', 'max_num': 24, 'min_num': 2}), 29: ('wagtail.blocks.StructBlock', [[('title', 18), ('pictures', 28)]], {}), 30: ('cms_pages.blocks.media.RecordingChooserBlock', (), {'help_text': 'One of your works with a sound or a video.', 'label': 'work'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'what one hears or sees', 'max_length': 120}), 32: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said and heard, for people who cannot hear it. Empty if the work has it already.', 'label': 'transcript', 'max_length': 20000, 'required': False, 'rows': 6}), 33: ('wagtail.blocks.StructBlock', [[('work', 30), ('title', 31), ('transcript', 32)]], {}), 34: ('wagtail.blocks.URLBlock', (), {'help_text': 'The address of the page where one can see it.', 'label': 'address'}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'max_length': 120}), 36: ('wagtail.blocks.StructBlock', [[('url', 34), ('title', 35)]], {}), 37: ('cms_pages.blocks.works.ProjectBlock', (), {}), 38: ('cms_pages.blocks.works.ProductBlock', (), {})}, verbose_name='content above the form')),
                        ('button', models.CharField(default='Send', max_length=40, verbose_name='words on the button')),
                        ('thanks', wagtail.fields.RichTextField(blank=True, help_text='Shown after sending.', verbose_name='thanks')),
                        ('consent', models.CharField(default=cms_pages.models.enquiries.consent_words, help_text='Who sends the form ticks this. The words are kept with each answer.', max_length=300, verbose_name='consent')),
                        ('kept_days', models.PositiveSmallIntegerField(default=180, help_text='After so many days an answer is deleted for good.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='days kept')),
                        ('told', models.CharField(blank=True, help_text='Mail addresses, with commas between. They get a link, never what was written.', max_length=255, validators=[cms_pages.models.enquiries.are_addresses], verbose_name='who is told')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'form',
                    },
                    bases=(wagtail.contrib.forms.models.FormMixin, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='GalleryItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('caption', models.CharField(blank=True, max_length=200, verbose_name='caption')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gallery_items', to='mentorship.project', verbose_name='work')),
                        ('gallery', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='cms_pages.gallerypage')),
                    ],
                    options={
                        'verbose_name': 'work in a gallery',
                        'verbose_name_plural': 'works in galleries',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='GalleryLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                        ('key', models.CharField(default=mentorship.models.sharing.new_key, editable=False, max_length=22, unique=True)),
                        ('label', models.CharField(blank=True, help_text='Only you see this, to tell your links apart.', max_length=60, verbose_name='for whom')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('use_count', models.PositiveIntegerField(default=0, editable=False)),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)ss', to=settings.AUTH_USER_MODEL)),
                        ('gallery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='share_links', to='cms_pages.gallerypage')),
                    ],
                    options={
                        'verbose_name': 'link to a gallery',
                        'verbose_name_plural': 'links to galleries',
                        'ordering': ['-created_at', '-pk'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='GalleryPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('visibility', models.CharField(choices=[('private', 'Only me'), ('mentor', 'My mentors and me'), ('cohort', 'My cohorts, my mentors and me'), ('members', 'Everybody with an account'), ('link', 'Everybody with the link'), ('public', 'Everybody')], default='private', max_length=8, verbose_name='who sees it')),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'gallery',
                        'verbose_name_plural': 'galleries',
                    },
                    bases=(cms_pages.models.portfolio.OfPortfolio, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='HomePage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('hero_title', models.CharField(max_length=120, verbose_name='greeting')),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('button', 8), ('code', 12), ('table', 17), ('timeline', 24), ('picture', 25), ('pictures', 29), ('recording', 33), ('embed', 36), ('project', 37), ('product', 38)], blank=True, block_lookup={0: ('cms_pages.blocks.words.HeadingBlock', (), {}), 1: ('cms_pages.blocks.words.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 60}), 6: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 7: ('wagtail.blocks.URLBlock', (), {'label': 'or an address', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('label', 5), ('page', 6), ('url', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('python', 'Python'), ('javascript', 'JavaScript'), ('typescript', 'TypeScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Shell'), ('java', 'Java'), ('c', 'C'), ('cpp', 'C++'), ('csharp', 'C#'), ('go', 'Go'), ('rust', 'Rust'), ('php', 'PHP'), ('ruby', 'Ruby'), ('kotlin', 'Kotlin'), ('lua', 'Lua'), ('arduino', 'Arduino'), ('json', 'JSON'), ('yaml', 'YAML'), ('text', 'Plain text')], 'label': 'language'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'code', 'max_length': 20000, 'rows': 10}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'what it does', 'max_length': 160, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('language', 9), ('code', 10), ('caption', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 300, 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Figures', 'max_length': 40, 'required': False}), 15: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('words', 13), ('figures', 14)]], {'label': 'table'}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'the first column names the rows', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('table', 15), ('names_rows', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'A year, a month, “last summer”.', 'label': 'when', 'max_length': 40}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'what happened', 'max_length': 120}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'more', 'max_length': 1000, 'required': False, 'rows': 3}), 22: ('wagtail.blocks.StructBlock', [[('when', 19), ('title', 20), ('text', 21)]], {}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'moments', 'max_num': 40, 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('title', 18), ('moments', 23)]], {}), 25: ('cms_pages.blocks.PictureBlock', [], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('picture', 25), ('caption', 26)]], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'pictures', 'max_num': 24, 'min_num': 2}), 29: ('wagtail.blocks.StructBlock', [[('title', 18), ('pictures', 28)]], {}), 30: ('cms_pages.blocks.media.RecordingChooserBlock', (), {'help_text': 'One of your works with a sound or a video.', 'label': 'work'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'what one hears or sees', 'max_length': 120}), 32: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said and heard, for people who cannot hear it. Empty if the work has it already.', 'label': 'transcript', 'max_length': 20000, 'required': False, 'rows': 6}), 33: ('wagtail.blocks.StructBlock', [[('work', 30), ('title', 31), ('transcript', 32)]], {}), 34: ('wagtail.blocks.URLBlock', (), {'help_text': 'The address of the page where one can see it.', 'label': 'address'}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'max_length': 120}), 36: ('wagtail.blocks.StructBlock', [[('url', 34), ('title', 35)]], {}), 37: ('cms_pages.blocks.works.ProjectBlock', (), {}), 38: ('cms_pages.blocks.works.ProductBlock', (), {})}, verbose_name='sections')),
                        ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'front page',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='Mention',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('page', 'Link to a page'), ('document', 'Link to a document'), ('outside', 'Link to another site'), ('picture', 'Picture without words')], max_length=8, verbose_name='what')),
                        ('target', models.PositiveBigIntegerField(default=0, verbose_name='number')),
                        ('address', models.CharField(blank=True, max_length=500, verbose_name='address')),
                        ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures')),
                        ('reason', models.CharField(blank=True, max_length=120, verbose_name='reason')),
                        ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                        ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to=settings.WAGTAIL_PAGE_MODEL)),
                    ],
                    options={
                        'verbose_name': 'mention',
                        'verbose_name_plural': 'mentions',
                        'indexes': [models.Index(fields=['kind', 'target'], name='cms_pages_mention_target'), models.Index(fields=['kind', 'checked_at'], name='cms_pages_mention_checked')],
                        'constraints': [models.UniqueConstraint(fields=('page', 'kind', 'target', 'address'), name='cms_pages_mentioned_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MentorApprovalTask',
                    fields=[
                        ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                    ],
                    options={
                        'verbose_name': 'approval by a mentor',
                        'verbose_name_plural': 'approvals by a mentor',
                    },
                    bases=('wagtailcore.task',),
                ),
                migrations.CreateModel(
                    name='PortalDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                        ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                        ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('file', models.FileField(max_length=200, storage=portal.core.stores.private, upload_to=cms_pages.models.media.stored_document, verbose_name='file')),
                        ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                        ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                        ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ],
                    options={
                        'verbose_name': 'document',
                        'verbose_name_plural': 'documents',
                        'abstract': False,
                    },
                    bases=(modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='PortalImage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_token', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=32)),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                        ('width', models.IntegerField(editable=False, verbose_name='width')),
                        ('height', models.IntegerField(editable=False, verbose_name='height')),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                        ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                        ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                        ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('file', cms_pages.models.media.CheckedImageField(height_field='height', max_length=200, storage=portal.core.stores.private, upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                        ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                        ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                        ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='PortalRendition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('filter_spec', models.CharField(db_index=True, max_length=255)),
                        ('width', models.IntegerField(editable=False)),
                        ('height', models.IntegerField(editable=False)),
                        ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                        ('file', cms_pages.models.media.CheckedImageField(height_field='height', max_length=200, storage=portal.core.stores.private, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                        ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='cms_pages.portalimage')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='cms_pages_rendition_once')],
                    },
                    bases=(wagtail.images.models.ImageFileMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='PortfolioIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'list of people',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='PortfolioPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('tagline', models.CharField(blank=True, help_text='What you make, in the words you would use at a kitchen table.', max_length=160, verbose_name='in one sentence')),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='about your work')),
                        ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('button', 8), ('code', 12), ('table', 17), ('timeline', 24), ('picture', 25), ('pictures', 29), ('recording', 33), ('embed', 36), ('project', 37), ('product', 38), ('skills', 40), ('contact', 43)], blank=True, block_lookup={0: ('cms_pages.blocks.words.HeadingBlock', (), {}), 1: ('cms_pages.blocks.words.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 60}), 6: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 7: ('wagtail.blocks.URLBlock', (), {'label': 'or an address', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('label', 5), ('page', 6), ('url', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('python', 'Python'), ('javascript', 'JavaScript'), ('typescript', 'TypeScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Shell'), ('java', 'Java'), ('c', 'C'), ('cpp', 'C++'), ('csharp', 'C#'), ('go', 'Go'), ('rust', 'Rust'), ('php', 'PHP'), ('ruby', 'Ruby'), ('kotlin', 'Kotlin'), ('lua', 'Lua'), ('arduino', 'Arduino'), ('json', 'JSON'), ('yaml', 'YAML'), ('text', 'Plain text')], 'label': 'language'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'code', 'max_length': 20000, 'rows': 10}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'what it does', 'max_length': 160, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('language', 9), ('code', 10), ('caption', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 300, 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Figures', 'max_length': 40, 'required': False}), 15: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('words', 13), ('figures', 14)]], {'label': 'table'}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'the first column names the rows', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('table', 15), ('names_rows', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'A year, a month, “last summer”.', 'label': 'when', 'max_length': 40}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'what happened', 'max_length': 120}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'more', 'max_length': 1000, 'required': False, 'rows': 3}), 22: ('wagtail.blocks.StructBlock', [[('when', 19), ('title', 20), ('text', 21)]], {}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'moments', 'max_num': 40, 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('title', 18), ('moments', 23)]], {}), 25: ('cms_pages.blocks.PictureBlock', [], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('picture', 25), ('caption', 26)]], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'pictures', 'max_num': 24, 'min_num': 2}), 29: ('wagtail.blocks.StructBlock', [[('title', 18), ('pictures', 28)]], {}), 30: ('cms_pages.blocks.media.RecordingChooserBlock', (), {'help_text': 'One of your works with a sound or a video.', 'label': 'work'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'what one hears or sees', 'max_length': 120}), 32: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said and heard, for people who cannot hear it. Empty if the work has it already.', 'label': 'transcript', 'max_length': 20000, 'required': False, 'rows': 6}), 33: ('wagtail.blocks.StructBlock', [[('work', 30), ('title', 31), ('transcript', 32)]], {}), 34: ('wagtail.blocks.URLBlock', (), {'help_text': 'The address of the page where one can see it.', 'label': 'address'}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'max_length': 120}), 36: ('wagtail.blocks.StructBlock', [[('url', 34), ('title', 35)]], {}), 37: ('cms_pages.blocks.works.ProjectBlock', (), {}), 38: ('cms_pages.blocks.works.ProductBlock', (), {}), 39: ('wagtail.blocks.CharBlock', (), {'default': 'What I learn', 'label': 'heading', 'max_length': 120}), 40: ('wagtail.blocks.StructBlock', [[('title', 39)]], {}), 41: ('wagtail.blocks.CharBlock', (), {'default': 'Write to me', 'label': 'heading', 'max_length': 120}), 42: ('wagtail.blocks.TextBlock', (), {'help_text': 'What you like to be asked about, and how soon you answer.', 'label': 'invitation', 'max_length': 500, 'required': False, 'rows': 3}), 43: ('wagtail.blocks.StructBlock', [[('title', 41), ('invitation', 42)]], {})}, verbose_name='sections')),
                        ('resume', wagtail.fields.StreamField([('education', 6), ('experience', 7), ('exhibition', 8), ('award', 9)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'what', 'max_length': 120}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'where', 'max_length': 120, 'required': False}), 2: ('wagtail.blocks.IntegerBlock', (), {'label': 'from (year)', 'max_value': 2100, 'min_value': 1920}), 3: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'Leave it empty while it lasts.', 'label': 'until (year)', 'max_value': 2100, 'min_value': 1920, 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'in a few words', 'max_length': 400, 'required': False}), 5: ('wagtail.blocks.URLBlock', (), {'label': 'link', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('what', 0), ('where', 1), ('begin', 2), ('end', 3), ('words', 4), ('link', 5)]], {'label': 'Education'}), 7: ('wagtail.blocks.StructBlock', [[('what', 0), ('where', 1), ('begin', 2), ('end', 3), ('words', 4), ('link', 5)]], {'label': 'Experience'}), 8: ('wagtail.blocks.StructBlock', [[('what', 0), ('where', 1), ('begin', 2), ('end', 3), ('words', 4), ('link', 5)]], {'label': 'Exhibition or performance'}), 9: ('wagtail.blocks.StructBlock', [[('what', 0), ('where', 1), ('begin', 2), ('end', 3), ('words', 4), ('link', 5)]], {'label': 'Award'})}, verbose_name='résumé')),
                        ('theme', models.CharField(choices=[('workshop', 'Workshop: warm paper, letters like print'), ('white-wall', 'White wall: plain and quiet, the works speak'), ('dye-bath', 'Dye bath: cool blue, round corners')], default='workshop', max_length=12, verbose_name='theme')),
                        ('accent', models.CharField(default='#a63f27', help_text='It must be dark enough to be read; at night the page makes it lighter by itself.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}\\Z', 'Write the colour as # and six digits, as in #2d4275.')], verbose_name='colour of links and buttons')),
                        ('layout', models.CharField(choices=[('side', 'Words first, with a column beside them'), ('single', 'Words first, in one column'), ('works', 'Works first')], default='side', max_length=8, verbose_name='order')),
                        ('owner_person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='portfolio', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'portfolio',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='PostComment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=2000, verbose_name='comment')),
                        ('status', models.CharField(choices=[('held', 'Waits until somebody has looked'), ('shown', 'Can be read by everybody'), ('reported', 'Reported, and hidden until a coordinator has looked'), ('declined', 'Not shown')], default='held', max_length=8, verbose_name='state')),
                        ('created_at', models.DateTimeField(verbose_name='written')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('submission', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments_on_stories', to=settings.AUTH_USER_MODEL)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments_decided', to=settings.AUTH_USER_MODEL)),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='cms_pages.blogpostpage')),
                    ],
                    options={
                        'verbose_name': 'comment',
                        'verbose_name_plural': 'comments',
                        'indexes': [models.Index(fields=['post', 'status', 'created_at'], name='cms_pages_comment_of_post')],
                    },
                ),
                migrations.CreateModel(
                    name='PostTag',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('content_object', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='post_tags', to='cms_pages.blogpostpage')),
                        ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='post_tags', to='cms_pages.storytag')),
                    ],
                    options={
                        'verbose_name': 'tag of a story',
                        'verbose_name_plural': 'tags of a story',
                    },
                ),
                migrations.CreateModel(
                    name='Series',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('title', models.CharField(max_length=120, verbose_name='title')),
                        ('intro', models.CharField(blank=True, max_length=300, verbose_name='in short')),
                        ('blog', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='cms_pages.blogpage')),
                    ],
                    options={
                        'verbose_name': 'series',
                        'verbose_name_plural': 'series',
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='StandardPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('quote', 4), ('button', 8), ('code', 12), ('table', 17), ('timeline', 24), ('picture', 25), ('pictures', 29), ('recording', 33), ('embed', 36), ('project', 37), ('product', 38)], blank=True, block_lookup={0: ('cms_pages.blocks.words.HeadingBlock', (), {}), 1: ('cms_pages.blocks.words.TextBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'words', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'who said it', 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('text', 2), ('source', 3)]], {}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 60}), 6: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 7: ('wagtail.blocks.URLBlock', (), {'label': 'or an address', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('label', 5), ('page', 6), ('url', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('python', 'Python'), ('javascript', 'JavaScript'), ('typescript', 'TypeScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Shell'), ('java', 'Java'), ('c', 'C'), ('cpp', 'C++'), ('csharp', 'C#'), ('go', 'Go'), ('rust', 'Rust'), ('php', 'PHP'), ('ruby', 'Ruby'), ('kotlin', 'Kotlin'), ('lua', 'Lua'), ('arduino', 'Arduino'), ('json', 'JSON'), ('yaml', 'YAML'), ('text', 'Plain text')], 'label': 'language'}), 10: ('wagtail.blocks.TextBlock', (), {'label': 'code', 'max_length': 20000, 'rows': 10}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'what it does', 'max_length': 160, 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('language', 9), ('code', 10), ('caption', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 300, 'required': False}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Figures', 'max_length': 40, 'required': False}), 15: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('words', 13), ('figures', 14)]], {'label': 'table'}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'the first column names the rows', 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('table', 15), ('names_rows', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120, 'required': False}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'A year, a month, “last summer”.', 'label': 'when', 'max_length': 40}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'what happened', 'max_length': 120}), 21: ('wagtail.blocks.TextBlock', (), {'label': 'more', 'max_length': 1000, 'required': False, 'rows': 3}), 22: ('wagtail.blocks.StructBlock', [[('when', 19), ('title', 20), ('text', 21)]], {}), 23: ('wagtail.blocks.ListBlock', (22,), {'label': 'moments', 'max_num': 40, 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('title', 18), ('moments', 23)]], {}), 25: ('cms_pages.blocks.PictureBlock', [], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('picture', 25), ('caption', 26)]], {}), 28: ('wagtail.blocks.ListBlock', (27,), {'label': 'pictures', 'max_num': 24, 'min_num': 2}), 29: ('wagtail.blocks.StructBlock', [[('title', 18), ('pictures', 28)]], {}), 30: ('cms_pages.blocks.media.RecordingChooserBlock', (), {'help_text': 'One of your works with a sound or a video.', 'label': 'work'}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'what one hears or sees', 'max_length': 120}), 32: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said and heard, for people who cannot hear it. Empty if the work has it already.', 'label': 'transcript', 'max_length': 20000, 'required': False, 'rows': 6}), 33: ('wagtail.blocks.StructBlock', [[('work', 30), ('title', 31), ('transcript', 32)]], {}), 34: ('wagtail.blocks.URLBlock', (), {'help_text': 'The address of the page where one can see it.', 'label': 'address'}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'what it is', 'max_length': 120}), 36: ('wagtail.blocks.StructBlock', [[('url', 34), ('title', 35)]], {}), 37: ('cms_pages.blocks.works.ProjectBlock', (), {}), 38: ('cms_pages.blocks.works.ProductBlock', (), {})}, verbose_name='content')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'information page',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='StoriesIndexPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                        ('social_image', models.ForeignKey(blank=True, help_text='Shown when somebody shares a link to this page.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='picture for social sites')),
                    ],
                    options={
                        'verbose_name': 'list of stories',
                    },
                    bases=(cms_pages.models.blog.ListsStories, 'wagtailcore.page'),
                ),
                migrations.CreateModel(
                    name='StoryTag',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                        ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='slug')),
                    ],
                    options={
                        'verbose_name': 'tag of stories',
                        'verbose_name_plural': 'tags of stories',
                    },
                ),
                migrations.CreateModel(
                    name='ChapterSettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(blank=True, max_length=40, verbose_name='name of the chapter')),
                        ('accent', models.CharField(blank=True, help_text='Of links and buttons, as #rrggbb. It must be dark enough to be read.', max_length=7, verbose_name='colour')),
                        ('menu', wagtail.fields.StreamField([('link', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'words', 'max_length': 40}), 1: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'or address', 'max_length': 200, 'required': False, 'validators': [django.core.validators.RegexValidator('^(/(?!/)\\S*|https://\\S+)$', 'Begin with / for a page of this site, or with https:// for another.')]}), 3: ('wagtail.blocks.StructBlock', [[('words', 0), ('page', 1), ('address', 2)]], {})}, help_text='Leave it empty for works, people, shop and journal.', verbose_name='menu')),
                        ('footer_words', models.CharField(blank=True, max_length=300, verbose_name='words at the foot')),
                        ('footer', wagtail.fields.StreamField([('group', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 40}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'words', 'max_length': 40}), 2: ('wagtail.blocks.PageChooserBlock', (), {'label': 'page', 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'or address', 'max_length': 200, 'required': False, 'validators': [django.core.validators.RegexValidator('^(/(?!/)\\S*|https://\\S+)$', 'Begin with / for a page of this site, or with https:// for another.')]}), 4: ('wagtail.blocks.StructBlock', [[('words', 1), ('page', 2), ('address', 3)]], {}), 5: ('wagtail.blocks.ListBlock', (4,), {'label': 'links', 'max_num': 8, 'min_num': 1}), 6: ('wagtail.blocks.StructBlock', [[('heading', 0), ('links', 5)]], {})}, verbose_name='links at the foot')),
                        ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                        ('logo', models.ForeignKey(blank=True, help_text='A small square picture beside the name.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms_pages.portalimage', verbose_name='sign')),
                    ],
                    options={
                        'verbose_name': 'chapter settings',
                    },
                ),
                migrations.CreateModel(
                    name='CommentReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='what is wrong')),
                        ('created_at', models.DateTimeField(verbose_name='reported')),
                        ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments_reported', to=settings.AUTH_USER_MODEL)),
                        ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='cms_pages.postcomment')),
                    ],
                    options={
                        'verbose_name': 'report of a comment',
                        'verbose_name_plural': 'reports of comments',
                        'constraints': [models.UniqueConstraint(fields=('comment', 'reporter'), name='cms_pages_comment_reported_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ContactMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                        ('text', models.TextField(max_length=4000, verbose_name='message')),
                        ('status', models.CharField(choices=[('held', 'Waits until somebody who looks after the person has read it'), ('delivered', 'Delivered'), ('declined', 'Not delivered')], default='held', max_length=9, verbose_name='state')),
                        ('created_at', models.DateTimeField(verbose_name='written')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                        ('submission', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contact_messages_decided', to=settings.AUTH_USER_MODEL)),
                        ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_messages', to=settings.AUTH_USER_MODEL)),
                        ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contact_messages_sent', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'message',
                        'verbose_name_plural': 'messages',
                        'indexes': [models.Index(fields=['recipient', 'status', '-created_at'], name='cms_pages_message_of_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Export',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.CharField(default=portal.core.ids.public_id, editable=False, max_length=12, unique=True)),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('building', 'Being built'), ('built', 'Built'), ('failed', 'Failed')], default='waiting', max_length=8, verbose_name='state')),
                        ('base_url', models.URLField(blank=True, verbose_name='address of the copy')),
                        ('requested_at', models.DateTimeField(verbose_name='asked for')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                        ('done_count', models.PositiveIntegerField(default=0)),
                        ('total_count', models.PositiveIntegerField(default=0)),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('file', models.FileField(blank=True, max_length=200, storage=cms_pages.models.exports.private_storage, upload_to='')),
                        ('size_bytes', models.PositiveBigIntegerField(default=0)),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('page_count', models.PositiveIntegerField(default=0)),
                        ('work_count', models.PositiveIntegerField(default=0)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
                        ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='exports_requested', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'exported site',
                        'verbose_name_plural': 'exported sites',
                        'indexes': [models.Index(fields=['person', '-requested_at'], name='cms_pages_export_newest')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'building'])), fields=('person',), name='cms_pages_one_export_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'built'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='cms_pages_built_export_has_a_file'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='cms_pages_failed_export_has_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='FormField',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('clean_name', models.CharField(blank=True, default='', help_text='Safe name of the form field, the label converted to ascii_snake_case', max_length=255, verbose_name='name')),
                        ('label', models.CharField(help_text='The label of the form field', max_length=255, verbose_name='label')),
                        ('required', models.BooleanField(default=True, verbose_name='required')),
                        ('choices', models.TextField(blank=True, help_text='Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown.', verbose_name='choices')),
                        ('default_value', models.TextField(blank=True, help_text='Default value. Comma or new line separated values supported for checkboxes.', verbose_name='default value')),
                        ('help_text', models.CharField(blank=True, max_length=255, verbose_name='help text')),
                        ('field_type', models.CharField(choices=[('singleline', 'One line'), ('multiline', 'Several lines'), ('email', 'Mail address'), ('number', 'Number'), ('url', 'Web address'), ('date', 'Date'), ('checkbox', 'A tick'), ('checkboxes', 'Several of a list'), ('radio', 'One of a list'), ('dropdown', 'One of a long list')], max_length=16, verbose_name='kind of answer')),
                        ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                        ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_fields', to='cms_pages.formpage')),
                    ],
                    options={
                        'verbose_name': 'question',
                        'ordering': ['sort_order'],
                        'abstract': False,
                        'unique_together': {('translation_key', 'locale')},
                    },
                ),
                migrations.CreateModel(
                    name='FormAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('form_data', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ('email', models.EmailField(blank=True, db_index=True, max_length=254, verbose_name='mail address')),
                        ('reference', models.CharField(default=portal.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='reference')),
                        ('agreed_to', models.CharField(max_length=300, verbose_name='agreed to')),
                        ('submit_time', models.DateTimeField(verbose_name='sent')),
                        ('forget_at', models.DateTimeField(db_index=True, verbose_name='deleted on')),
                        ('submission', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='form_answers', to=settings.AUTH_USER_MODEL)),
                        ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='cms_pages.formpage')),
                    ],
                    options={
                        'verbose_name': 'answer',
                        'verbose_name_plural': 'answers',
                        'indexes': [models.Index(fields=['page', '-submit_time'], name='cms_pages_answers_of_form')],
                    },
                ),
            ],
        ),
        migrations.AlterUniqueTogether(
            name='formfield',
            unique_together={('translation_key', 'locale')},
        ),
    ]
