"""Pure matching:

need x capability scores, the meeting scheduler and its independent judge. No Django, no third party.
"""
