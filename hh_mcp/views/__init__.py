"""What an assistant reads: small models made from hh.ru's objects."""
