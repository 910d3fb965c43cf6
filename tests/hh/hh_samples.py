"""Answers of hh.ru in the shapes of the facts, with made-up values: what the mappers must read."""

HASH = "aaaaaaaaff00000001aaaaaaaaaaaaaaaaaaaa"

RESUME_ITEM = {
    "_attributes": {
        "id": "300000001",
        "hash": HASH,
        "status": "modified",
        "updated": 1788000000000,
        "nextTouchAt": 1788014400000,
        "canTouch": False,
        "isSearchable": True,
    },
    "title": [{"string": "Python developer"}],
    "accessType": [{"string": "clients"}],
    "area": [{"title": "Moscow", "string": 1}],
    "salary": [{"amount": 250000, "currency": "RUR"}],
    "totalExperience": [{"string": 64}],
}

RESUMES_PAGE = {
    "userType": "applicant",
    "userId": "70000001",
    "xsrfToken": "0" * 32,
    "account": {"firstName": "Ivan", "lastName": "Testov", "email": "ivan@example.test", "phone": "79000000000"},
    "applicantResumes": [RESUME_ITEM],
    "applicantResumesStatistics": {
        "resumes": {"300000001": {"statistics": {"views": {"count": 14, "countNew": 2}}}},
    },
}

RESUME_PAGE = {
    "applicantResume": {
        **RESUME_ITEM,
        "firstName": [{"string": "Ivan"}],
        "lastName": [{"string": "Testov"}],
        "middleName": [],
        "professionalRole": [{"string": 96, "text": "Programmer"}],
        "employment": [{"string": "full"}],
        "workFormats": [{"string": "REMOTE"}],
        "relocation": [{"string": "no_relocation"}],
        "experience": [
            {
                "id": 11,
                "companyName": "Romashka",
                "companyId": 500001,
                "position": "Developer",
                "description": "Did things",
                "startDate": "2021-03-01",
                "endDate": None,
            }
        ],
        "skills": [{"string": "About me: free text"}],
        "keySkills": [{"string": "Python"}, {"string": "SQL"}],
        "language": [{"string": "eng", "degree": "b2"}],
        "primaryEducation": [
            {"id": 1, "name": "Test University", "organization": "Faculty", "result": "Speciality", "year": 2018}
        ],
        "additionalEducation": [{"name": "Course", "organization": "School", "result": "", "year": 2020}],
    }
}

SEARCH_ITEM = {
    "@workSchedule": "remote",
    "@responseLetterRequired": True,
    "vacancyId": 900000001,
    "name": "Python developer",
    "company": {"id": 500001, "name": "OOO Romashka", "visibleName": "Romashka"},
    "compensation": {"from": 200000, "to": 300000, "currencyCode": "RUR", "gross": False, "mode": "MONTH"},
    "publicationTime": {"@timestamp": 1788000000, "$": "2026-08-29T10:00:00.000+03:00"},
    "area": {"@id": 1, "name": "Moscow", "path": ".113.232.1."},
    "links": {"desktop": "https://hh.ru/vacancy/900000001"},
    "professionalRoleIds": [{"professionalRoleId": [96]}],
    "workExperience": "between1And3",
    "employment": {"@type": "FULL"},
    "employmentForm": "FULL",
    "closedForApplicants": False,
    "userTestPresent": True,
    "workFormats": [{"workFormatsElement": ["REMOTE", "HYBRID"]}],
    "languages": [{}],
    "userLabels": [],
    "snippet": {"req": "Requirements", "resp": "Duties", "cond": None},
}

SEARCH_PAGE = {
    "userType": "applicant",
    "vacancySearchResult": {
        "vacancies": [SEARCH_ITEM, {"vacancyId": 900000002, "compensation": {"noCompensation": {}}, "company": None}],
        "totalResults": 959,
        "criteria": {"page": 0, "items_on_page": 50},
        "paging": None,
    },
    "userLabelsForVacancies": {"900000001": ["RESPONSE"], "900000002": []},
}

TOPIC = {
    "id": 5400000001,
    "employerId": 500001,
    "chatId": 5500000001,
    "lastState": "DISCARD",
    "archived": False,
    "creationTime": "2026-08-29T10:00:00.000+03:00",
    "viewedByOpponent": True,
    "hasNewMessages": True,
    "lastModified": "2026-08-30T10:00:00.000+03:00",
    "declineByApplicantAllowed": True,
    "vacancyId": 900000001,
    "resumeId": 300000001,
    "actions": [{"name": "decline", "method": "POST", "href": "/applicant/negotiations/decline", "substate": ""}],
}

VACANCY_PAGE = {
    "vacancyView": {
        "vacancyId": 900000001,
        "name": "Python developer",
        "status": {"active": True, "archived": False, "disabled": False},
        "publicationDate": "2026-08-29T10:00:00.000+03:00",
        "compensation": {"from": 200000, "to": None, "currencyCode": "RUR", "gross": False, "mode": "MONTH"},
        "company": {"id": 500001, "name": "OOO Romashka", "visibleName": "Romashka"},
        "area": {"@id": 1, "name": "Moscow"},
        "address": {
            "displayName": "Moscow, Testovaya, 1",
            "metroStations": {"metro": [{"@id": "6.8", "name": "Station"}]},
        },
        "workExperience": "between1And3",
        "employmentForm": "FULL",
        "workFormats": ["REMOTE"],
        "description": "<p>HTML text</p>",
        "keySkills": {"keySkill": ["Python", "SQL"]},
        "userTestId": None,
        "userLabels": [],
        "professionalRoleIds": [96],
        "closedForApplicants": False,
        "allowChatWithManager": True,
    },
    "applicantVacancyResponseStatuses": {
        "900000001": {
            "test": {"hasTests": True, "testId": 12345, "required": True},
            "negotiations": {"topicList": [TOPIC], "total": 1},
            "letterMaxLength": 10000,
            "shortVacancy": SEARCH_ITEM,
            "usedResumeIds": ["300000001"],
            "alreadyApplied": False,
        }
    },
}

POPUP = {
    "type": "modal",
    "responseStatus": {
        "test": {"hasTests": True, "testId": 1, "required": False},
        "negotiations": {"topicList": [TOPIC], "total": 1, "readOnlyInterval": 180},
        "letterMaxLength": 9000,
        "shortVacancy": {"@responseLetterRequired": True, "response_url": "https://jobs.example.test/1"},
        "responseImpossible": False,
    },
}

NEGOTIATIONS_PAGE = {
    "applicantNegotiations": {"topicList": [TOPIC], "total": 62, "pageCount": "4", "filterInUse": "active"},
    "vacanciesShort": {"vacanciesList": [SEARCH_ITEM], "total": 20},
}

TEST_PAGE = {
    "vacancyTests": {
        "900000001": {
            "uidPk": "77",
            "guid": "g-1",
            "name": "Test",
            "required": "true",
            "startTime": "1788000000000",
            "tasks": [
                {
                    "id": 1,
                    "description": "Which?",
                    "multiple": "false",
                    "open": "true",
                    "candidateSolutions": [{"id": "11", "text": "One"}, {"id": "12", "text": "Two"}],
                },
                {"id": 2, "description": "Why?", "multiple": "false", "open": "false", "candidateSolutions": []},
                {
                    "id": 3,
                    "description": "All?",
                    "multiple": "true",
                    "open": "false",
                    "candidateSolutions": [{"id": "31", "text": "A"}, {"id": "32", "text": "B"}],
                },
            ],
        }
    }
}

MESSAGE = {
    "id": 9900000002,
    "chatId": 5500000001,
    "creationTime": "2026-08-30T09:00:00+03:00",
    "text": "Sorry",
    "type": "SIMPLE",
    "participantId": "2",
    "participantDisplay": {"name": "Anna", "isBot": False},
    "workflowTransition": {"id": 77, "topicId": 5400000001, "applicantState": "DISCARD"},
    "actions": {"buttons": [], "text_buttons": [{"size": "full", "text": "Yes"}]},
}

CHAT_ITEM = {
    "id": 5500000001,
    "type": "NEGOTIATION",
    "unreadCount": 1,
    "lastActivityTime": "2026-08-30T09:00:00+03:00",
    "currentParticipantId": "1",
    "participantsIds": ["1", "2"],
    "resources": {"RESUME": ["300000001"], "NEGOTIATION_TOPIC": ["5400000001"], "VACANCY": ["900000001"]},
    "writePossibility": {"name": "ENABLED_FOR_ALL", "writeDisabledReasons": [], "writeDisabledReason": None},
    "lastMessage": MESSAGE,
}

CHATS = {
    "chats": {"items": [CHAT_ITEM], "found": 1, "nextFrom": "cursor-1"},
    "chatsDisplayInfo": {"5500000001": {"title": "Python developer", "subtitle": "Romashka", "icon": None}},
    "resources": {},
}

CHAT_DATA = {
    "chat": {**CHAT_ITEM, "messages": {"items": [MESSAGE, {**MESSAGE, "id": 9900000001}], "hasMore": True}},
    "resources": {
        "resumeHashById": {"300000001": HASH},
        "participants": {"1": {"isCurrentUser": True}},
        "vacancies": {"900000001": {"company": {"id": 500001, "visibleName": "Romashka"}}},
    },
    "chatStates": {"writeMessageState": {"allowed": False, "reason": "WITHOUT_INVITATION", "reasons": []}},
    "display": {"title": "Python developer", "subtitle": "Romashka", "icon": None},
}

VIEWS_PAGE = {
    "applicantResumeViewHistory": {
        "historyViews": {
            "total": 3,
            "new": 1,
            "years": [
                {
                    "year": 2026,
                    "days": [
                        {
                            "day": 29,
                            "month": 8,
                            "companies": [{"id": 500001, "name": "Romashka", "views": [{"t": 1}, {"t": 2}]}],
                        },
                        {"day": 30, "month": 8, "companies": [{"name": "Анонимный работодатель", "views": []}]},
                    ],
                }
            ],
        }
    }
}

API_VACANCY = {
    "id": "900000001",
    "name": "Инженер по тестированию",
    "has_test": True,
    "test": {"required": True},
    "response_letter_required": True,
    "response_url": None,
    "archived": False,
    "type": {"id": "open", "name": "Открытая"},
    "relations": ["got_response", "unheard_of"],
    "area": {"id": "1", "name": "Москва", "url": "https://api.hh.ru/areas/1"},
    "employer": {"id": "70000001", "name": "ООО Пример"},
    "salary": {"from": 150000, "to": 220000, "currency": "RUR", "gross": False},
    "salary_range": {
        "from": 150000,
        "to": 220000,
        "currency": "RUR",
        "gross": False,
        "mode": {"id": "SHIFT", "name": "За смену"},
    },
    "experience": {"id": "between1And3", "name": "От 1 года до 3 лет"},
    "employment_form": {"id": "FULL", "name": "Полная занятость"},
    "work_format": [{"id": "REMOTE", "name": "Из дома"}],
    "professional_roles": [{"id": "124", "name": "Тестировщик"}],
    "published_at": "2026-09-01T10:00:00+0300",
    "alternate_url": "https://hh.ru/vacancy/900000001",
    "snippet": {"requirement": "Опыт", "responsibility": "Тесты"},
    "address": {
        "city": "Москва",
        "street": "Тестовая",
        "building": "1",
        "metro_stations": [{"station_name": "Чистая"}],
    },
    "description": "<p>Текст</p>",
    "key_skills": [{"name": "Python"}],
    "allow_messages": True,
    "closed_for_applicants": False,
}

API_PAGE = {
    "found": 1,
    "pages": 1,
    "page": 0,
    "per_page": 20,
    "items": [API_VACANCY],
    "fixes": {"original": "pyton", "fixed": "python"},
    "suggests": None,
}

API_NEGOTIATIONS = {
    "found": 1,
    "pages": 1,
    "page": 0,
    "per_page": 20,
    "items": [
        {
            "id": "5400000001",
            "state": {"id": "response", "name": "Отклик"},
            "created_at": "2026-09-01T10:05:00+0300",
            "updated_at": "2026-09-02T09:00:00+0300",
            "has_updates": True,
            "viewed_by_opponent": True,
            "decline_allowed": True,
            "messaging_status": "ok",
            "chat_id": 5500000001,
            "resume": {"id": HASH, "title": "QA"},
            "vacancy": {"id": "900000001", "name": "QA", "employer": {"id": "70000001", "name": "ООО Пример"}},
        }
    ],
}

API_RESUME = {
    "id": HASH,
    "real_id": "300000001",
    "title": "QA engineer",
    "status": {"id": "published", "name": "опубликовано"},
    "access": {"type": {"id": "clients", "name": "видно компаниям"}},
    "updated_at": "2026-09-01T10:00:00+0300",
    "can_publish_or_update": True,
    "next_publish_at": "2026-09-01T14:00:00+0300",
    "area": {"id": "1", "name": "Москва"},
    "salary": {"amount": 200000, "currency": "RUR"},
    "total_experience": {"months": 64},
    "new_views": 2,
    "total_views": 14,
    "first_name": "Анна",
    "last_name": "Тестова",
    "skills": "О себе",
    "skill_set": ["Python"],
    "professional_roles": [{"id": "124", "name": "Тестировщик"}],
    "experience": [
        {"company": "Ромашка", "position": "QA", "start": "2021-03-01", "end": None, "employer": {"id": "5"}}
    ],
    "education": {"primary": [{"name": "МГУ", "year": 2018}], "additional": [{"name": "Курс", "year": 2020}]},
    "language": [{"id": "eng", "name": "Английский", "level": {"id": "b2", "name": "B2"}}],
    "work_format": [{"id": "REMOTE", "name": "Из дома"}],
    "employment_form": [{"id": "FULL", "name": "Полная"}],
    "relocation": {"type": {"id": "no_relocation", "name": "нет"}},
}

API_RESUMES = {"found": 1, "pages": 1, "page": 0, "per_page": 20, "items": [API_RESUME]}

API_VIEWS = {
    "found": 2,
    "pages": 1,
    "page": 0,
    "items": [
        {"created_at": "2026-08-10T12:00:00+0300", "viewed": False, "employer": {"id": "1455", "name": "HeadHunter"}},
        {"created_at": "2026-08-09T09:00:00+0300", "viewed": True, "employer": {"name": "Анонимный работодатель"}},
    ],
}

API_ME = {
    "id": "99000001",
    "is_applicant": True,
    "first_name": "Анна",
    "last_name": "Тестова",
    "email": "anna@example.test",
    "phone": "79000000000",
}

API_CHAT = {
    "id": "5500000001",
    "type": "NEGOTIATION",
    "display": {"title": "ООО Пример", "icon": None},
    "creation_time": "2026-09-01T10:05:01+0300",
    "unread_message_count": 1,
    "block_reason": None,
    "vacancy_id": "900000001",
    "has_more": False,
    "messages": [
        {
            "id": "15000000001",
            "type": "SIMPLE",
            "creation_time": "2026-09-01T10:06:00+0300",
            "sender_display_info": {"name": "Анна", "role": "APPLICANT", "is_current_participant": True},
            "payload": {"text": "Здравствуйте!", "attachments": None},
        }
    ],
    "chat_states": {"write_message_state": {"allowed": False, "reason": "PFP_BLOCK"}},
}

API_EMPLOYER = {
    "id": "70000001",
    "name": "ООО Пример",
    "area": {"id": "1", "name": "Москва"},
    "description": "<p>О нас</p>",
    "site_url": "https://example.test",
    "alternate_url": "https://hh.ru/employer/70000001",
    "open_vacancies": 12,
    "industries": [{"id": "7.540", "name": "IT"}],
    "trusted": True,
    "accredited_it_employer": True,
    "relations": ["blacklisted"],
}
