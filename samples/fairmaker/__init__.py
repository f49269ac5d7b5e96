"""Makes sample fairs: words, geography, halls, firms and people. No Django, no network, only the seed decides."""
