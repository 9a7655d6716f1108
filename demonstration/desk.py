"""The desk at which a demonstration case is entered: who writes, and what was written so far."""

from dataclasses import dataclass, field
from typing import Any

from casefiles.accounts.models import User
from casefiles.cases.models import CaseFile, CasualtyFigure, Incident, Party, Source
from demonstration.entering import FixtureError, enter
from evidence.attribution.models import Hypothesis
from evidence.exhibits.models import Exhibit, Origin


@dataclass
class Desk:
    """What later records of the fixture refer to, by the names the fixture uses."""

    case: CaseFile
    cast: dict[str, User]
    sources: dict[str, Source] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    figures: dict[tuple[str, str], CasualtyFigure] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    exhibits: dict[int, Exhibit] = field(default_factory=dict)
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)

    @property
    def writer(self) -> User:
        """Amina enters everything, so that Boris and Elias are free to decide."""
        return self.cast["Amina"]

    def person(self, name: str) -> User:
        """Of the cast, as the fixture writes it: boris."""
        return self.cast[name.capitalize()]

    def enter(self, form_class: type, data: dict[str, Any], **given: Any) -> Any:
        """Through the form, as the writer, into this case."""
        return enter(form_class, data, case=self.case, user=self.writer, **given)

    def resolved(self, data: dict[str, Any], **shelves: dict[Any, Any]) -> dict[str, Any]:
        """`data` with the names under these keys replaced by the records they stand for."""
        found = dict(data)
        for key, shelf in shelves.items():
            if (name := data.get(key)) is None:
                continue
            names = name if isinstance(name, list) else [name]
            if missing := [each for each in names if each not in shelf]:
                raise FixtureError(f"{key} {missing[0]} stands nowhere before {data}")
            found[key] = [shelf[each] for each in name] if isinstance(name, list) else shelf[name]
        return found
