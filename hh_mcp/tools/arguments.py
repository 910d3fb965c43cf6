"""The types of the arguments that several tools take.

Models send ids as numbers and unknowns as null; both are taken, and so is the address of a page (`addresses`). Optional
arguments have an empty default instead of null, which keeps the published schemas short.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field

from hh_mcp.tools import addresses

_Vacancy = Annotated[str, BeforeValidator(addresses.vacancy_id)]
_Resume = Annotated[str, BeforeValidator(addresses.resume_id)]
_Chat = Annotated[str, BeforeValidator(addresses.chat_id)]
_Response = Annotated[str, BeforeValidator(addresses.response_id)]
_Employer = Annotated[str, BeforeValidator(addresses.employer_id)]

VacancyId = Annotated[_Vacancy, Field(description="Vacancy id from search_vacancies.", coerce_numbers_to_str=True)]
ResumeId = Annotated[_Resume, Field(description="Resume id from list_resumes.", coerce_numbers_to_str=True)]
SearchResumeId = Annotated[_Resume, Field(description="Vacancies similar to this resume.", coerce_numbers_to_str=True)]
OwnResumeId = Annotated[
    _Resume,
    Field(
        description="Resume to respond with; may be left out when only one is published.", coerce_numbers_to_str=True
    ),
]
ChatId = Annotated[_Chat, Field(description="Chat id from list_chats.", coerce_numbers_to_str=True)]
ResponseId = Annotated[_Response, Field(description="Response id from list_responses.", coerce_numbers_to_str=True)]
EmployerId = Annotated[_Employer, Field(description="Employer id from get_vacancy.", coerce_numbers_to_str=True)]
EmployerName = Annotated[_Employer, Field(description="Employer: name or id.", coerce_numbers_to_str=True)]
ActionId = Annotated[str, Field(description="action_id from respond or send_message.", coerce_numbers_to_str=True)]
Page = Annotated[int, Field(description="Page, from 0.")]
