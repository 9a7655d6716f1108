"""All of a question lies under the case; the ids in the addresses say nothing of the content."""

from django.urls import URLPattern, URLResolver, include, path

from evidence.attribution.views import (
    attached,
    checklist,
    contrary,
    hypotheses,
    law,
    matrix,
    positions,
    questions,
    reviews,
    rounds,
    rows,
    submissions,
    talk,
)

app_name = "attribution"

question_urls = [
    path("", questions.QuestionList.as_view(), name="question_list"),
    path("new/", questions.QuestionCreate.as_view(), name="question_create"),
    path("<uuid:pk>/", matrix.QuestionDetail.as_view(), name="question_detail"),
    path("<uuid:pk>/edit/", questions.QuestionUpdate.as_view(), name="question_update"),
    path("<uuid:pk>/withdraw/", questions.QuestionWithdraw.as_view(), name="question_withdraw"),
    path(
        "<uuid:question>/hypotheses/new/", hypotheses.HypothesisCreate.as_view(),
        name="hypothesis_create",
    ),
    path("<uuid:question>/rounds/new/", rounds.RoundCreate.as_view(), name="round_create"),
    path("<uuid:question>/matrix/new/", rows.RowCreate.as_view(), name="row_create"),
    path("<uuid:question>/matrix/<uuid:exhibit>/", rows.RowRate.as_view(), name="row_rate"),
    path(
        "<uuid:question>/matrix/<uuid:exhibit>/edit/", rows.RowUpdate.as_view(),
        name="row_update",
    ),
    path(
        "<uuid:question>/matrix/<uuid:exhibit>/<uuid:hypothesis>/", matrix.RatingUpdate.as_view(),
        name="rating_update",
    ),
]  # fmt: skip

round_urls = [
    path("<uuid:pk>/", rounds.RoundDetail.as_view(), name="round_detail"),
    path("<uuid:pk>/close/", rounds.RoundClose.as_view(), name="round_close"),
    path("<uuid:pk>/finish/", rounds.RoundFinish.as_view(), name="round_finish"),
    path("<uuid:pk>/go-on/", rounds.RoundResume.as_view(), name="round_resume"),
    path("<uuid:pk>/matrix/<uuid:exhibit>/", rounds.RoundRow.as_view(), name="round_row"),
]

hypothesis_urls = [
    path("<uuid:pk>/", hypotheses.HypothesisDetail.as_view(), name="hypothesis_detail"),
    path("<uuid:pk>/edit/", hypotheses.HypothesisUpdate.as_view(), name="hypothesis_update"),
    path(
        "<uuid:pk>/withdraw/", hypotheses.HypothesisWithdraw.as_view(), name="hypothesis_withdraw"
    ),
    path("<uuid:pk>/submit/", hypotheses.HypothesisSubmit.as_view(), name="hypothesis_submit"),
    path(
        "<uuid:pk>/begin-review/", hypotheses.HypothesisBeginReview.as_view(),
        name="hypothesis_begin_review",
    ),
    path("<uuid:pk>/release/", hypotheses.HypothesisRelease.as_view(), name="hypothesis_release"),
    path(
        "<uuid:pk>/take-back/", hypotheses.HypothesisWithdrawSubmission.as_view(),
        name="hypothesis_withdraw_submission",
    ),
    path(
        "<uuid:hypothesis>/assessment/", attached.AssessmentUpdate.as_view(),
        name="assessment_update",
    ),
    path("<uuid:hypothesis>/actors/new/", attached.ActorCreate.as_view(), name="actor_create"),
    path("<uuid:hypothesis>/findings/new/", attached.FindingCreate.as_view(), name="finding_create"),
    path(
        "<uuid:hypothesis>/contrary/<slug:kind>/<uuid:target>/", contrary.AnswerUpdate.as_view(),
        name="answer_update",
    ),
    path(
        "<uuid:hypothesis>/law/new/", law.QualificationCreate.as_view(),
        name="qualification_create",
    ),
]  # fmt: skip

case_urls: list[URLPattern | URLResolver] = [
    path("questions/", include(question_urls)),
    path("hypotheses/", include(hypothesis_urls)),
    path("rating-rounds/", include(round_urls)),
    path("matrix-rows/<uuid:pk>/withdraw/", rows.RowWithdraw.as_view(), name="row_withdraw"),
    path(
        "positions/<uuid:position>/hypothesis/", positions.PositionHypothesis.as_view(),
        name="position_hypothesis",
    ),
    path(
        "positions/<uuid:position>/tested/", positions.TestedCreate.as_view(),
        name="tested_create",
    ),
    path(
        "tested-positions/<uuid:pk>/withdraw/", positions.TestedWithdraw.as_view(),
        name="tested_withdraw",
    ),
    path("ratings/<uuid:pk>/withdraw/", matrix.RatingWithdraw.as_view(), name="rating_withdraw"),
    path("actors/<uuid:pk>/edit/", attached.ActorUpdate.as_view(), name="actor_update"),
    path("actors/<uuid:pk>/withdraw/", attached.ActorWithdraw.as_view(), name="actor_withdraw"),
    path("other-findings/<uuid:pk>/edit/", attached.FindingUpdate.as_view(), name="finding_update"),
    path(
        "other-findings/<uuid:pk>/withdraw/", attached.FindingWithdraw.as_view(),
        name="finding_withdraw",
    ),
    path("law/<uuid:pk>/", law.QualificationDetail.as_view(), name="qualification_detail"),
    path(
        "law/<uuid:pk>/elements/", law.QualificationAssess.as_view(), name="qualification_assess"
    ),
    path("law/<uuid:pk>/wording/", law.QualificationDecide.as_view(), name="qualification_decide"),
    path("law/<uuid:pk>/edit/", law.QualificationUpdate.as_view(), name="qualification_update"),
    path(
        "law/<uuid:pk>/withdraw/", law.QualificationWithdraw.as_view(),
        name="qualification_withdraw",
    ),
    path(
        "submissions/<uuid:pk>/comments/new/", talk.ThreadCreate.as_view(), name="thread_create"
    ),
    path("threads/<uuid:pk>/", talk.ThreadDetail.as_view(), name="thread_detail"),
    path("checklist/", checklist.ChecklistDetail.as_view(), name="checklist_detail"),
    path("checklist/edit/", checklist.ChecklistUpdate.as_view(), name="checklist_update"),
    path("submissions/<uuid:pk>/", reviews.SubmissionDetail.as_view(), name="submission_detail"),
    path(
        "submissions/<uuid:pk>/exhibits/", submissions.SubmissionExhibits.as_view(),
        name="submission_exhibits",
    ),
    path(
        "submissions/<uuid:pk>/decide/", reviews.SubmissionDecide.as_view(),
        name="submission_decide",
    ),
]  # fmt: skip

urlpatterns = [path("cases/<uuid:case>/", include(case_urls))]
