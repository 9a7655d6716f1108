"""Access obstacles, open questions and recommendations, on one page."""

from typing import Any

from casefiles.cases.models import AccessObstacle, OpenQuestion, Recommendation
from casefiles.cases.views.base import CasePage


class Findings(CasePage):
    template_name = "cases/findings.html"
    tab = "findings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        def rows(model: Any) -> Any:
            return model.objects.visible_to(self.request.user).filter(case=self.case).current()

        return super().get_context_data(
            obstacles=rows(AccessObstacle).select_related("source"),
            questions=rows(OpenQuestion),
            recommendations=rows(Recommendation).select_related("source"),
            **kwargs,
        )
