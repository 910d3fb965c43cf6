"""What hh.ru still documents of its API for an applicant (hh.ru: facts 0.1, 2.6).

On 15 December 2025 hh.ru took the methods of applicants out of its documentation. They may answer all the same; when
one does not, the person has to hear that it is this, and which way is left.
"""

import re
from typing import Literal

Standing = Literal["documented", "withdrawn", "employers", "undocumented"]

_ID = r"[^/]+"
# Methods, path, and whether the site does the same for a person who signed in by code.
_WITHDRAWN: tuple[tuple[str, str, bool], ...] = (
    ("POST", r"/me", False),
    ("GET", r"/resumes/mine", True),
    ("GET", rf"/resumes/{_ID}", True),
    ("POST", r"/resumes", False),
    ("PUT DELETE", rf"/resumes/{_ID}", False),
    ("GET", rf"/resumes/{_ID}/views", True),
    ("POST", rf"/resumes/{_ID}/publish", True),
    ("GET", rf"/resumes/{_ID}/similar_vacancies", True),
    ("GET", rf"/resumes/{_ID}/(status|conditions|access_types)", False),
    ("GET", r"/resumes/creation_availability", False),
    ("*", rf"/resumes/{_ID}/(whitelist|blacklist)(/.*)?", False),
    ("*", r"/resume_(profile|conditions|phone_[^/]*|should_send_sms)(/.*)?", False),
    ("*", r"/artifacts(/.*)?", False),
    ("GET", rf"/vacancies/{_ID}/(suitable_resumes|resumes_by_status)", True),
    ("*", r"/vacancies/(favorited|blacklisted)(/.*)?", False),
    ("*", r"/employers/blacklisted(/.*)?", False),
    ("*", r"/saved_searches/vacancies(/.*)?", False),
    ("GET POST", r"/negotiations", True),
    ("GET", rf"/negotiations/({_ID})", True),
    ("GET POST", rf"/negotiations/{_ID}/messages", True),
    ("PUT", rf"/negotiations/{_ID}/messages/{_ID}", False),
    ("DELETE", rf"/negotiations/active/{_ID}", True),
)
_EMPLOYERS = r"/common/chats(/.*)?"
# Never documented; hh.ru's own application uses them.
_UNDOCUMENTED = (
    r"/user_statuses/.*",
    r"/mobile/.*",
    r"/vacancies/possible_job_offers",
    r"/negotiations_statistic/.*",
    r"/resume_profile/data_inconsistency",
    r"/chats(/.*)?",
    r"/one_time_password/.*",
    r"/autologin_key/.*",
)


def standing_of(method: str, path: str) -> Standing:
    """Tell whether hh.ru documents a method of the API for applicants."""
    if any(re.fullmatch(known, path) for known in _UNDOCUMENTED):
        return "undocumented"
    if _withdrawn(method, path) is not None:
        return "withdrawn"
    return "employers" if re.fullmatch(_EMPLOYERS, path) else "documented"


def is_on_the_site(method: str, path: str) -> bool:
    """Tell whether the site does what this method did."""
    return _withdrawn(method, path) is True or re.fullmatch(_EMPLOYERS, path) is not None


def names_one(path: str) -> bool:
    """Tell whether the path has an id, so that a 404 may be about that id."""
    return re.search(r"\d|/[0-9a-f]{20,}", path) is not None


def _withdrawn(method: str, path: str) -> bool | None:
    for methods, known, on_site in _WITHDRAWN:
        if (methods == "*" or method in methods.split()) and re.fullmatch(known, path):
            return on_site
    return None
