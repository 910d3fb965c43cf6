"""The assistant's door: typed tools, one module a subject, each thin: validate, call, shape the answer."""
