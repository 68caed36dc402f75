"""Numbers that no column holds are not there; looking for them breaks nothing, on any database."""

import pytest
from django import forms
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db
User = get_user_model()
BEYOND = 10**30


@pytest.mark.parametrize("number", [BEYOND, -BEYOND, 2**63, -(2**63) - 1])
def test_a_number_that_no_column_holds_is_nobodys(number, participant):
    assert list(User.objects.filter(pk__in=[number])) == []
    assert list(User.objects.filter(pk__in=[number, participant.pk])) == [participant]
    assert participant in User.objects.exclude(pk__in=[number])
    assert list(User.objects.filter(pk__in=User.objects.filter(pk=participant.pk).values("pk"))) == [participant]


def test_a_choice_with_such_a_number_is_refused_beside_its_field(participant):
    field = forms.ModelMultipleChoiceField(User.objects.all())

    with pytest.raises(forms.ValidationError, match="not one of the available choices"):
        field.clean([str(BEYOND)])
    assert list(field.clean([str(participant.pk)])) == [participant]
