"""Oscar's migrations of this app, read from where Oscar keeps them, followed by ours in this folder."""

from oscar.apps.partner import migrations

__path__ = [*migrations.__path__, *__path__]
