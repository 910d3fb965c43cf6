"""hh.ru in Python: an asynchronous client of the applicant's side, usable on its own."""
