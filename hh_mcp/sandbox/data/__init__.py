"""What the imitation knows before anyone visits it: places, professions, companies, texts, one person."""
