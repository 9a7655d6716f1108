from django.urls import path

from evidence.exhibits.views import (
    captures,
    custody,
    exhibits,
    files,
    fixity,
    inspections,
    intake,
    origins,
    parts,
    sheets,
    uploads,
)

app_name = "exhibits"
CASE = "cases/<uuid:case>/"
PART = "<uuid:pk>/withdraw/"
EXHIBIT = f"{CASE}exhibits/<uuid:pk>/"
ORIGIN = f"{CASE}origins/<uuid:pk>/"
ITEM = f"{CASE}items/<uuid:pk>/"
FILE = f"{CASE}files/<uuid:pk>/"
SHEET = f"{CASE}sheets/<uuid:pk>/"

urlpatterns = [
    path(f"{CASE}exhibits/", exhibits.ExhibitList.as_view(), name="exhibit_list"),
    path(f"{CASE}exhibits/new/", exhibits.ExhibitCreate.as_view(), name="exhibit_create"),
    path(f"{CASE}intake/", intake.IntakeCreate.as_view(), name="intake"),
    path(f"{CASE}intake/<uuid:pk>/", intake.IntakeDetail.as_view(), name="intake_detail"),
    path(f"{CASE}exhibits/links/", captures.LinkCreate.as_view(), name="link_create"),
    path(EXHIBIT, exhibits.ExhibitDetail.as_view(), name="exhibit_detail"),
    path(f"{EXHIBIT}edit/", exhibits.ExhibitUpdate.as_view(), name="exhibit_update"),
    path(f"{EXHIBIT}withdraw/", exhibits.ExhibitWithdraw.as_view(), name="exhibit_withdraw"),
    path(f"{EXHIBIT}grades/new/", parts.GradingCreate.as_view(), name="grading_create"),
    path(f"{EXHIBIT}capture/", captures.CaptureCreate.as_view(), name="capture_create"),
    path(f"{CASE}captures/<uuid:pk>/edit/", captures.CaptureUpdate.as_view(), name="capture_update"),
    path(f"{CASE}captures/<uuid:pk>/open/", captures.CaptureOpen.as_view(), name="capture_open"),
    path(f"{FILE}edit/", files.FileUpdate.as_view(), name="file_update"),
    path(f"{EXHIBIT}files/new/", files.FileCreate.as_view(), name="file_create"),
    path(f"{EXHIBIT}derivations/new/", parts.DerivationCreate.as_view(), name="derivation_create"),
    path(f"{EXHIBIT}readers/new/", parts.ReaderCreate.as_view(), name="reader_create"),
    path(f"{EXHIBIT}custody/new/", custody.CustodyCreate.as_view(), name="custody_create"),
    path(f"{EXHIBIT}item/new/", custody.ItemCreate.as_view(), name="item_create"),
    path(f"{ITEM}", custody.ItemDetail.as_view(), name="item_detail"),
    path(f"{ITEM}edit/", custody.ItemUpdate.as_view(), name="item_update"),
    path(f"{ITEM}withdraw/", custody.ItemWithdraw.as_view(), name="item_withdraw"),
    path(f"{ITEM}finder/", custody.ItemFinder.as_view(), name="item_finder"),
    path(f"{EXHIBIT}check/", fixity.ExhibitCheck.as_view(), name="exhibit_check"),
    path(f"{CASE}sheets/new/", sheets.SheetCreate.as_view(), name="sheet_create"),
    path(f"{CASE}sheets/template/", sheets.SheetTemplate.as_view(), name="sheet_template"),
    path(f"{CASE}sheets/export/", sheets.SheetExport.as_view(), name="sheet_export"),
    path(SHEET, sheets.SheetDetail.as_view(), name="sheet_detail"),
    path(f"{SHEET}discard/", sheets.SheetDiscard.as_view(), name="sheet_discard"),
    path(f"{CASE}fixity/", fixity.FixityPage.as_view(), name="fixity"),
    path(f"{FILE}download/", files.FileDownload.as_view(), name="file_download"),
    path(f"{FILE}name/", files.FileName.as_view(), name="file_name"),
    path(f"{FILE}look/", inspections.FileLook.as_view(), name="file_look"),
    path(f"{FILE}metadata/", inspections.FileMetadata.as_view(), name="file_metadata"),
    path(f"{FILE}inspect/", inspections.FileInspect.as_view(), name="file_inspect"),
    path(f"{FILE}release/", inspections.FileRelease.as_view(), name="file_release"),
    path(f"{CASE}previews/<uuid:pk>/", inspections.RenditionShow.as_view(), name="rendition"),
    path(f"{FILE}withdraw/", files.FileWithdraw.as_view(), name="file_withdraw"),
    path(f"{CASE}uploads/", uploads.UploadList.as_view(), name="upload_list"),
    path(f"{CASE}uploads/waiting/", intake.UploadsWaiting.as_view(), name="upload_waiting"),
    path(f"{CASE}uploads/<uuid:pk>/", uploads.UploadDetail.as_view(), name="upload_detail"),
    path(f"{CASE}derivations/{PART}", parts.DerivationWithdraw.as_view(), name="derivation_withdraw"),
    path(f"{CASE}readers/{PART}", parts.ReaderWithdraw.as_view(), name="reader_withdraw"),
    path(f"{CASE}cite/<str:label>/<uuid:pk>/", parts.CitationCreate.as_view(), name="citation_create"),
    path(f"{CASE}citations/{PART}", parts.CitationWithdraw.as_view(), name="citation_withdraw"),
    path(f"{CASE}origins/", origins.OriginList.as_view(), name="origin_list"),
    path(f"{CASE}origins/new/", origins.OriginCreate.as_view(), name="origin_create"),
    path(ORIGIN, origins.OriginDetail.as_view(), name="origin_detail"),
    path(f"{ORIGIN}edit/", origins.OriginUpdate.as_view(), name="origin_update"),
    path(f"{ORIGIN}withdraw/", origins.OriginWithdraw.as_view(), name="origin_withdraw"),
]  # fmt: skip
