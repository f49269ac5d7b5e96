"""What can keep the embedded servers from running, each with a sentence a person can act on."""


class EmbeddedError(Exception):
    """Root of this package's refusals; the text says what to do next."""


class NoServiceAccount(EmbeddedError):
    """Root must not run PostgreSQL, and no other account can be used on this machine."""


class NoProgram(EmbeddedError):
    """Neither the wheel nor PATH holds a server program new enough."""


class DataUnusable(EmbeddedError):
    """The data folder is somebody else's, another version's, or out of the service account's reach."""


class ServerFailed(EmbeddedError):
    """A server did not start or did not answer in time; the text ends with its last log lines."""
