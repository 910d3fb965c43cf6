"""What the page of a vacancy tells about a response, and when it is not trusted to tell all (site shapes 4.2)."""

from typing import Any

import pytest

from hh_mcp.hh.response_context import form_in, resumes_in

HASH = "aaaaaaaaff00000001aaaaaaaaaaaaaaaaaaaa"
ITEM: dict[str, Any] = {
    "_attributes": {"id": "300000001", "hash": HASH, "status": "modified"},
    "title": [{"string": "Python developer"}],
    "accessType": [{"string": "clients"}],
    "totalExperience": [{"string": 64}],
    "shortExperience": [{"startDate": "2021-03-01", "endDate": None, "companyName": "Romashka", "companyId": 500001}],
}
KNOWN: dict[str, Any] = {
    "test": {"hasTests": False},
    "negotiations": {"topicList": [{"id": 1, "resumeId": "300000002"}], "total": 1},
    "letterMaxLength": 10000,
    "shortVacancy": {"@responseLetterRequired": True},
    "usedResumeIds": ["300000002"],
    "unusedResumeIds": ["300000001"],
    "unfinishedResumeIds": [],
    "hiddenResumeIds": [],
    "resumes": {"300000001": ITEM},
    "responseImpossible": False,
}


def test_a_whole_page_tells_what_is_asked_and_where_one_works():
    form = form_in(KNOWN, "900000001")
    assert form is not None
    assert (form.letter_required, form.has_test, form.applied_resume_ids) == (True, False, {"300000002"})
    (resume,) = resumes_in(KNOWN, HASH)
    assert (resume.id, resume.numeric_id, resume.title) == (HASH, "300000001", "Python developer")
    assert resume.jobs is not None
    assert [(job.company, job.company_id, job.end) for job in resume.jobs] == [("Romashka", "500001", None)]


@pytest.mark.parametrize("missing", ["test", "negotiations", "shortVacancy", "usedResumeIds"])
def test_a_page_without_a_part_of_the_form_is_not_trusted_with_the_rest(missing):
    assert form_in({key: value for key, value in KNOWN.items() if key != missing}, "900000001") is None


def test_a_resume_that_the_page_does_not_show_is_looked_for_elsewhere():
    assert resumes_in(KNOWN, "bbbbbbbbff00000002bbbbbbbbbbbbbbbbbbbb") == ()
    assert resumes_in({**KNOWN, "resumes": {}}, HASH) == ()
    assert resumes_in({}, HASH) == ()


def test_without_a_choice_every_resume_that_is_counted_must_be_shown():
    assert resumes_in(KNOWN, None) == ()  # 300000002 is counted and not shown
    assert len(resumes_in({**KNOWN, "usedResumeIds": []}, None)) == 1


def test_no_jobs_beside_years_of_work_tell_nothing():
    silent = {**ITEM, "shortExperience": [{}]}
    fresh = {**silent, "totalExperience": []}
    assert resumes_in({**KNOWN, "resumes": {"1": silent}}, HASH)[0].jobs is None
    assert resumes_in({**KNOWN, "resumes": {"1": fresh}}, HASH)[0].jobs == ()
