"""The chain of command of a day: what is drawn, what is left out, and that the list says it all."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.cases.chain.day import chain_on, told_downward
from casefiles.cases.models import Party, Relation
from tests.facts import make_incident, make_party, put

STRIKE = date(2019, 7, 2)
SECRET = "Republic of Nowhere"


@pytest.fixture
def relate(case, amina):
    """relate("HAFTAR", "commands", "LNA", first, last, status=…): parties are made as needed."""

    def make(start, kind, end, first=STRIKE, last=STRIKE, **fields):
        ends = [
            Party.objects.filter(case=case, code=code).first() or make_party(case, amina, code)
            for code in (start, end)
        ]
        row = Relation(case=case, from_party=ends[0], to_party=ends[1], kind=kind,
                       first_cited=first, last_cited=last, **fields)  # fmt: skip
        return put(row, amina)

    return make


def address(case, **asked):
    return f"/cases/{case.pk}/chain-of-command/?" + "&".join(f"{k}={v}" for k, v in asked.items())


def test_default_day_is_that_of_the_first_incident(lead, case, amina, relate):
    relate("HAFTAR", "commands", "LNA")
    make_incident(case, amina, earliest_date=STRIKE)
    page = lead.get(address(case)).content.decode()
    assert "Chain of command on 2 July 2019" in page and "The day of S2" in page


def test_without_any_day_the_page_asks_for_one(lead, case, relate):
    relate("HAFTAR", "commands", "LNA")
    page = lead.get(address(case)).content.decode()
    assert "No day is known yet" in page and '<svg class="chain"' not in page


@pytest.mark.parametrize("typed", ["2019-07", "yesterday", "2999-01-01"])
def test_day_that_is_none_is_refused_in_words_and_kept(lead, case, amina, relate, typed):
    make_incident(case, amina, earliest_date=STRIKE)
    relate("HAFTAR", "commands", "LNA")
    answer = lead.get(address(case, day=typed))
    assert answer.context["form"].errors and f'value="{typed}"' in answer.content.decode()
    assert answer.context["day"] == STRIKE


def test_relation_of_other_days_is_left_out_of_the_drawing_and_said_below(lead, case, relate):
    relate("HAFTAR", "commands", "LNA")
    relate("OLD", "commands", "LNA", date(2011, 1, 1), date(2014, 1, 1))
    relate("SOME", "supports", "LNA", None, None)
    answer = lead.get(address(case, day="2019-07-02"))
    chain = answer.context["chain"]
    assert [str(row) for row in chain.shown] == ["HAFTAR commands LNA"]
    assert {row.from_party.code: why.value for row, why in chain.left_out} == {
        "OLD": "after", "SOME": "undated",
    }  # fmt: skip
    drawn = {box.words[0].text for box in answer.context["drawing"].boxes}
    assert drawn == {"HAFTAR", "LNA"}
    page = answer.content.decode()
    assert page.index("Not cited for this day") < page.index("OLD")
    assert "last cited before; that it ended is not stated" in page.lower()


@pytest.mark.parametrize(
    ("status", "dashes", "crossed"),
    [("documented", "", False), ("assessed", "9 5", False), ("alleged", "2 4", False),
     ("disputed", "", True)],
)  # fmt: skip
def test_status_shows_as_a_line_and_as_a_word(lead, case, relate, status, dashes, crossed):
    relate("HAFTAR", "commands", "LNA", status=status)
    joint = lead.get(address(case, day="2019-07-02")).context["drawing"].joints[0]
    assert (joint.dashes, bool(joint.cross)) == (dashes, crossed)
    assert [line.text for line in joint.words] == ["commands", status]


def test_drawing_around_a_party_shows_only_who_is_joined_with_it(lead, case, relate):
    row = relate("HAFTAR", "commands", "LNA")
    relate("DCIM", "part_of", "GNA")
    answer = lead.get(address(case, day="2019-07-02", around=row.from_party_id))
    assert [party.code for party in answer.context["chain"].parties] == ["HAFTAR", "LNA"]
    marked = [box.words[0].text for box in answer.context["drawing"].boxes if box.here]
    assert marked == ["HAFTAR"]


def test_withheld_actor_is_its_placeholder_in_drawing_title_and_list(lead, case, amina, relate):
    make_party(case, amina, "STATE-X", kind="state", name="Foreign State (withheld)", withheld=True,
               sealed_name=SECRET)  # fmt: skip
    relate("STATE-X", "supports", "LNA", status="assessed")
    page = lead.get(address(case, day="2019-07-02")).content.decode()
    assert "STATE-X · Foreign State (withheld)" in page and "State, identity withheld" in page
    assert SECRET not in page


def test_drawing_obeys_the_policy_and_names_itself(lead, case, relate):
    relate("HAFTAR", "commands", "LNA")
    page = lead.get(address(case, day="2019-07-02")).content.decode()
    drawn = page[page.index('<svg class="chain"') :]
    drawn = drawn[: drawn.index("</svg>")]
    assert 'aria-label="Chain of command on 2 July 2019; the list below says the same"' in drawn
    assert "style=" not in drawn and "<style" not in drawn


def test_names_of_any_length_and_script_stay_inside_their_boxes(lead, case, amina, relate):
    make_party(case, amina, "LNA", name="القيادة العامة للقوات المسلحة العربية الليبية " * 4)
    make_party(case, amina, "X", name="W" * 200)
    relate("X", "commands", "LNA")
    drawing = lead.get(address(case, day="2019-07-02")).context["drawing"]
    for box in drawing.boxes:
        assert box.place.height <= 140 and len(box.words) <= 7
        assert all(line.y < box.place.y + box.place.height for line in box.words)
    arabic = next(box for box in drawing.boxes if box.words[0].text == "LNA")
    assert arabic.words[1].direction == "rtl" and arabic.words[-2].text.endswith("…")


def test_outsider_gets_404(client, chloe, case):
    client.force_login(chloe)
    assert client.get(address(case)).status_code == 404


def test_party_of_another_case_is_not_drawn_around(lead, case, boris, relate):
    from tests.cast import make_case

    foreign = make_party(make_case(boris, "OTH-2020"), boris, "FAR")
    relate("HAFTAR", "commands", "LNA")
    answer = lead.get(address(case, day="2019-07-02", around=foreign.pk))
    assert answer.context["around"] == [] and len(answer.context["chain"].shown) == 1
    assert lead.get(address(case, day="2019-07-02", around="nonsense")).status_code == 200


CODES = [f"P{number}" for number in range(9)]
kinds = st.sampled_from(["commands", "part_of", "supports", "hosts", "employs"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CODES), kinds, st.sampled_from(CODES)), max_size=20))
def test_list_says_every_relation_once_and_its_tags_balance(triples):
    parties = {code: Party(code=code, name=code, kind="unit") for code in CODES}
    rows = [
        Relation(from_party=parties[a], kind=kind, to_party=parties[b],
                 first_cited=STRIKE, last_cited=STRIKE)
        for a, kind, b in triples if a != b
    ]  # fmt: skip
    said = told_downward(chain_on(STRIKE, rows, list(parties.values())))
    told = [line.relation.pk for line in said if line.relation]
    assert sorted(told) == sorted(row.pk for row in rows)
    depth = 0
    for line in said:
        depth += line.deeper - len(line.closes)
        assert depth >= 0
    assert depth == 0


def test_list_on_the_page_is_well_nested(lead, case, relate):
    for start, end in (("A", "B"), ("B", "C"), ("B", "D"), ("A", "E"), ("E", "A")):
        relate(start, "commands", end)
    page = lead.get(address(case, day="2019-07-02")).content.decode()
    part = page[page.index('<ul class="tree">') :]
    tags = re.findall(r"</?(?:ul|li)\b", part[: part.rindex("</section>")])
    stack = []
    for tag in tags:
        if tag.startswith("</"):
            assert stack.pop() == tag[2:]
        else:
            stack.append(tag[1:])
    assert stack == []
