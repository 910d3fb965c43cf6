"""The types of the arguments that several tools take.

Models send ids as numbers and unknowns as null; both are taken. Optional arguments have an empty default instead of
null, which keeps the published schemas short.
"""

from typing import Annotated

from pydantic import Field

VacancyId = Annotated[str, Field(description="Vacancy id from search_vacancies.", coerce_numbers_to_str=True)]
ResumeId = Annotated[str, Field(description="Resume id from list_resumes.", coerce_numbers_to_str=True)]
ChatId = Annotated[str, Field(description="Chat id from list_chats.", coerce_numbers_to_str=True)]
ResponseId = Annotated[str, Field(description="Response id from list_responses.", coerce_numbers_to_str=True)]
EmployerId = Annotated[str, Field(description="Employer id from get_vacancy.", coerce_numbers_to_str=True)]
ActionId = Annotated[str, Field(description="action_id from respond or send_message.", coerce_numbers_to_str=True)]
Page = Annotated[int, Field(description="Page, from 0.")]
