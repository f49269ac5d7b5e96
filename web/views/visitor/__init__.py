"""Pages for visitors and buyers: registering, the pass, meetings, wanted parts of one's own company."""
