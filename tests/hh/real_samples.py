"""Answers in the shapes of real pages of 2026 (hh.ru: site shapes 11.2, 11.3), with made-up values."""

from typing import Any

HASH = "aaaaaaaaff00000001aaaaaaaaaaaaaaaaaaaa"

SEARCH_ITEM: dict[str, Any] = {
    "@workSchedule": "remote",
    "@showContact": True,
    "@responseLetterRequired": False,
    "vacancyId": 900000001,
    "name": "Инженер",
    "company": {
        "@trusted": True,
        "@category": "AGENCY",
        "id": 500001,
        "name": "ООО Ромашка",
        "visibleName": "Ромашка",
        "structureName": "HQ",
        "accreditedITEmployer": True,
        "employerOnAdditionalCheck": False,
        "employerReviews": {"totalRating": "4.7", "reviewsCount": 12},
        "employersNegativeAttribute": {
            "hasBreaches": False,
            "pdResale": True,
            "hasFrequentComplaints": "true",
            "misleadingVacancyAlert": "false",
            "reduction": None,
            "isReferral": True,
        },
    },
    "compensation": {
        "from": 96000,
        "to": 120000,
        "currencyCode": "RUR",
        "gross": False,
        "perModeFrom": 500,
        "perModeTo": 625,
        "mode": "HOUR",
        "frequency": "DAILY",
    },
    "publicationTime": {"@timestamp": 1787727600, "$": "2026-08-26T10:00:00.000+03:00"},
    "creationTime": "2026-06-26T10:00:00.000+03:00",
    "area": {"@id": 1, "name": "Москва", "path": ".113.232.1."},
    "address": {
        "displayName": "Москва, Тестовая, 1",
        "metroStations": {"metro": [{"@id": 921, "@name": "metro.921", "id": 921, "name": "Чистые пруды"}]},
    },
    "contactInfo": None,
    "employerManager": {"latestActivity": "online", "@hhid": 80000002},
    "inboxPossibility": True,
    "chatWritePossibility": "ENABLED_AFTER_INVITATION",
    "links": {"desktop": "https://sochi.hh.ru/vacancy/900000001"},
    "languages": [{"language": [{"id": 34, "isoCode": "eng", "degree": "b2"}]}],
    "workExperience": "between1And3",
    "employment": {"@type": "FULL"},
    "employmentForm": "FULL",
    "closedForApplicants": False,
    "userTestPresent": False,
    "userTestId": 0,
    "internship": False,
    "nightShifts": True,
    "workFormats": [{"workFormatsElement": ["REMOTE"]}],
    "workScheduleByDays": [{"workScheduleByDaysElement": ["FIVE_ON_TWO_OFF"]}],
    "workingHours": [{"workingHoursElement": ["HOURS_8"]}],
    "acceptLaborContract": True,
    "civilLawContracts": [{"civilLawContractsElement": ["SELF_EMPLOYED"]}],
    "userLabels": [],
    "responsesCount": 12,
    "totalResponsesCount": 40,
    "online_users_count": 4,
    "snippet": {"req": "Опыт", "resp": "Работа", "cond": "ДМС и обеды", "skill": "Python, SQL", "desc": None},
    "vacancyProperties": {"properties": [{"property": [{"id": 1, "parameters": [{"parameter": [{"key": "k"}]}]}]}]},
    "labels": [{"id": "vacancy-label-be-first", "text": "Будьте первыми"}],
    "tags": [],
}

LOCALE = {"areaId": 237, "domainAreaId": 237, "host": "sochi.hh.ru", "siteLanguage": "RU", "availableLanguages": ["RU"]}

SEARCH_PAGE: dict[str, Any] = {
    "userType": "applicant",
    "locale": LOCALE,
    "hhid": 80000001,
    "vacancySearchResult": {
        "vacancies": [SEARCH_ITEM],
        "totalResults": 959,
        "criteria": {"page": 0, "items_on_page": 50},
        "proxiedSearchFormParams": {"text": "инженер"},
        "savedSearches": [],
        "totalUsedFilters": 1,
        "paging": None,
    },
    "searchCounts": {"isLoad": True, "value": 959},
    "userLabelsForVacancies": {},
}

SHORT_RESUME: dict[str, Any] = {
    "_attributes": {
        "id": "300000001",
        "hash": HASH,
        "status": "modified",
        "lang": "RU",
        "updated": 1787986800000,
        "update_timeout": 14400000,
        "vacancySearchLastUsageDate": 1788000000,
        "isSearchable": True,
    },
    "title": [{"string": "Инженер"}],
    "accessType": [{"string": "clients"}],
    "area": [{"string": 1}],
    "salary": [],
    "fieldsViewStatus": [{"contactViewStatus": None}],
}

TOPIC: dict[str, Any] = {
    "id": 5400000001,
    "employerId": 500001,
    "chatId": 5500000001,
    "initialEmployerState": None,
    "lastState": "INTERVIEW",
    "lastEmployerState": None,
    "platform": None,
    "employerSubState": None,
    "applicantStateInfo": {"funnelStageKey": None},
    "inboxAvailabilityState": "WITHOUT_INVITATION",
    "archived": False,
    "creationTime": "2026-03-14T10:05:00.000+03:00",
    "viewedByOpponent": False,
    "hasResponseLetter": False,
    "declinedByApplicant": False,
    "declineByApplicantAllowed": True,
    "conversationMessagesCount": 15,
    "conversationUnreadByEmployerCount": 13,
    "vacancyId": 900000001,
    "resumeId": 300000001,
    "actions": [{"name": "decline", "method": "POST", "href": "/applicant/negotiations/decline", "substate": ""}],
}

NEGOTIATIONS_PAGE: dict[str, Any] = {
    "applicantNegotiations": {"topicList": [TOPIC], "total": 1, "pageCount": "1", "paging": None},
    "vacanciesShort": {"vacanciesList": [{**SEARCH_ITEM, "employerManager": {"@hhid": 80000002}}], "total": 1},
    "applicantEmployerPoliteness": {
        "employerPolitenessIndexes": {
            "500001": {"employerId": 500001, "readTopicPercent": 22, "replyTotalWorkingTimeDays": 3}
        }
    },
    "applicantEmployerManagersActivity": [
        {"@managerHhid": 80000002, "@inactiveMinutes": 7200, "trl_code": "offline", "inactive_days": 5}
    ],
}

STATUS: dict[str, Any] = {
    "test": {"hasTests": False, "testId": 0},
    "negotiations": {"topicList": [], "total": 0},
    "by_country_applicant_visibility": {"responseAllowed": True},
    "resumeInconsistencies": {},
    "letterMaxLength": 9000,
    "shortVacancy": SEARCH_ITEM,
    "usedResumeIds": [],
    "unusedResumeIds": ["300000001"],
    "unfinishedResumeIds": [],
    "hiddenResumeIds": [],
    "resumes": {"300000001": SHORT_RESUME},
    "resumeVisibility": {
        "300000001": {"blacklist": {"containsEmployer": False}, "whitelist": {"containsEmployer": False}}
    },
    "hasQuickResponse": False,
    "responseImpossible": False,
    "alreadyApplied": False,
}

VACANCY_PAGE: dict[str, Any] = {
    "locale": LOCALE,
    "vacancyView": {
        "vacancyId": 900000001,
        "name": "Инженер",
        "status": {"active": True, "archived": False, "disabled": False},
        "publicationDate": "2026-08-26T10:00:00.000+03:00",
        "compensation": SEARCH_ITEM["compensation"],
        "company": {"id": 500001, "name": "ООО Ромашка", "visibleName": "Ромашка", "@trusted": True},
        "area": {"@id": 1, "name": "Москва"},
        "validThroughTime": "2026-09-26T10:00:00.000+03:00",
        "workExperience": "between1And3",
        "employmentForm": "FULL",
        "workFormats": ["REMOTE"],
        "workScheduleByDays": ["FIVE_ON_TWO_OFF"],
        "workingHours": ["HOURS_8"],
        "nightShifts": True,
        "internship": False,
        "description": "<ul> <li> <p>Писать</p> </li> </ul>",
        "keySkills": {"keySkill": ["Python"]},
        "userTestId": None,
        "userLabels": [],
        "closedForApplicants": False,
        "acceptLaborContract": True,
        "civilLawContracts": ["SELF_EMPLOYED"],
    },
    "applicantVacancyResponseStatuses": {"900000001": STATUS},
    "vacancyOnlineUsersCounters": {"900000001": {"includingCurrent": 5, "excludingCurrent": 4}},
    "applicantEmployerPoliteness": NEGOTIATIONS_PAGE["applicantEmployerPoliteness"],
}

POST_ANSWER: dict[str, Any] = {
    "success": "true",
    "topic_id": "5400000001",
    "chat_id": "5500000001",
    "vacancy_id": "900000001",
    "responseStatus": {**STATUS, "negotiations": {"topicList": [TOPIC], "total": 1}, "usedResumeIds": ["300000001"]},
    "respondedWithResume": {"id": "300000001"},
    "responsesStreak": {"responsesCount": 172},
    "requiredAdditionalData": ["PHOTO"],
    "preferredWorkAreas": [],
    "alreadyApplied": False,
}

TEST_PAGE: dict[str, Any] = {
    "vacancyTests": {
        "900000001": {
            "uidPk": "77",
            "guid": "g-1",
            "name": "Вопросы &amp; ответы",
            "description": "<p>Ответьте, пожалуйста:</p><ul> <li> <p>честно</p> </li> <li> <p>кратко</p> </li> </ul>",
            "required": "true",
            "startTime": "1788000000000",
            "tasks": [
                {
                    "id": 1,
                    "description": "<p>У вас есть навыки <b>C++</b>?</p>",
                    "multiple": "false",
                    "open": "true",
                    "candidateSolutions": [{"id": "11", "text": "<p>Да, &lt; 3 лет</p>"}, {"id": "12", "text": "Нет"}],
                },
                {"id": 2, "description": "Почему?", "multiple": "false", "open": "false", "candidateSolutions": []},
            ],
        }
    }
}
