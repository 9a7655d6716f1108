"""One relation: who stands to whom, for which days, and what it rests on."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casefiles.cases.cited import beyond_text, cited_text
from casefiles.cases.registers import with_parts
from casefiles.cases.relation_rows import rests_on_nothing
from casefiles.cases.views.base import field_pairs
from casefiles.cases.views.records import DetailPage

IN_WORDS = {"first_cited", "last_cited", "first_is_start", "last_is_end"}


class RelationPage(DetailPage):
    template_name = "cases/relation_detail.html"

    def summary(self) -> list[tuple[str, Any]]:
        """Its days as one sentence, and what is only assumed beyond them."""
        said = cited_text(self.object, is_cited=not self.rests_on_nothing)
        days = " ".join([f"{capfirst(said)}.", beyond_text(self.object)])
        return [*field_pairs(self.object, leave_out=IN_WORDS), (_("Its days"), days.strip())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rests_on_nothing=self.rests_on_nothing, **kwargs)

    @cached_property
    def rests_on_nothing(self) -> bool:
        return rests_on_nothing(with_parts([self.object], self.request.user)[0])
