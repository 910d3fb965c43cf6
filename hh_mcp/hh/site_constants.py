"""The words of hh.ru's own that a scrubbed page may keep: constants of its program, which say nothing about anybody.

The list is closed on purpose: an unknown word may be a name (hh.ru: site shapes 1 to 8).
"""

_USERS = "applicant anonymous employer APPLICANT EMPLOYER EMPLOYER_MANAGER USER BOT COMPANY"
_RESUMES = """
published modified approved blocked on_moderation new not_finished not_published unpublished unfinished draft
incomplete no_one everyone clients whitelist blacklist direct noExperience between1And3 between3And6 moreThan6
no_relocation relocation_possible relocation_desirable male female RU EN rus eng l1 a1 a2 b1 b2 c1 c2
"""
_PAY = "RUR RUB USD EUR KZT BYR BYN UZS KGS GEL AZN UAH MONTH SHIFT HOUR FLY_IN_FLY_OUT SERVICE DAILY WEEKLY"
_WORK = """
TWICE_PER_MONTH MONTHLY PER_PROJECT FULL PART PROJECT FIELD_WORK REMOTE HYBRID ON_SITE full part project
probation volunteer FIVE_ON_TWO_OFF TWO_ON_TWO_OFF fullDay shift flexible remote flyInFlyOut AGENCY CONSULTANT
PRIVATE_RECRUITER DIRECT OPEN HH STANDARD STANDARD_PLUS PREMIUM ADVERTISING
"""
_RESPONSES = """
RESPONSE RESPONSE_BY_APPLICANT BY_APPLICANT INVITATION WITHOUT_INVITATION INTERVIEW DISCARD PHONE_INTERVIEW
ASSESSMENT CONSIDER OFFER HIRED HIDE SHOW QUESTION FAVORITE FAVORITED BLACKLISTED ARCHIVED_BY_EMPLOYER decline
feedback delete AVAILABLE DISABLED NONE test-required questionnaireRequired alreadyApplied letter-required
normal negotiations-limit-exceeded resume-photo-required PHOTO vacancy-label-be-first
"""
_CHATS = """
NEGOTIATION NEGOTIATION_TOPIC RESUME VACANCY SIMPLE CALL READ SENT ENABLED_FOR_ALL ENABLED_AFTER_INVITATION
DISABLED_FOR_APPLICANT DISABLED_BY_EMPLOYER LEAVE_CHAT DISABLE_NOTIFICATIONS CHAT_ARCHIVED CHAT_IS_NOT_READY
WITH_RESUME_AND_VACANCY full
"""
_PLAIN = "true false html text null none"

CONSTANTS = frozenset(" ".join((_USERS, _RESUMES, _PAY, _WORK, _RESPONSES, _CHATS, _PLAIN)).split())
