"""The root of every error a person may see.

Code below speaks a code with parameters; `rentix_desktop.texts.errors` turns it into a title, a sentence and what to
do, in the person's language, when it is shown. Nothing here may hold a secret: parameters are shown and logged.
"""

from __future__ import annotations

import errno
from enum import StrEnum


class Cause(StrEnum):
    """Whose fault it is; decides the exit code of `rentix-sync` and the tone of the message (design, sections 5, 6)."""

    USAGE = "usage"  # the person asked for something that cannot be (exit 2)
    DATA = "data"  # the file, or what is in it (exit 2)
    ACCESS = "access"  # no key, key refused, agency may not use the API (exit 3)
    UNREACHABLE = "unreachable"  # the service could not be reached or answered nonsense (exit 4)
    BUSY = "busy"  # the data folder is in use (exit 5)
    ENVIRONMENT = "environment"  # disk full, folder not writable, database damaged (exit 2)
    BUG = "bug"  # ours


class Code(StrEnum):
    """Every error code. Adding one means adding its texts in `rentix_desktop/texts/errors.py`; a test compares."""

    # usage
    WRONG_USAGE = "wrong_usage"
    NOT_SURE = "not_sure"
    KEY_COLUMN_NOT_SURE = "key_column_not_sure"
    LAYOUT_UNKNOWN = "layout_unknown"
    LAYOUT_NOT_READABLE = "layout_not_readable"
    NOTHING_TO_RETRY = "nothing_to_retry"
    NOTHING_TO_UNDO = "nothing_to_undo"  # the run sent nothing, or there is no such run
    UNDO_TOO_LATE = "undo_too_late"  # params days
    ROWS_REMOVED = "rows_removed"  # params run: only its counts are kept
    # files
    FILE_MISSING = "file_missing"
    FILE_NOT_READABLE = "file_not_readable"
    FILE_FORMAT_UNKNOWN = "file_format_unknown"
    FILE_ENCRYPTED = "file_encrypted"
    FILE_DAMAGED = "file_damaged"
    FILE_EMPTY = "file_empty"
    FILE_TOO_BIG = "file_too_big"
    FILE_CHANGED = "file_changed"
    FILE_NOT_WRITABLE = "file_not_writable"
    SHEET_UNKNOWN = "sheet_unknown"
    ENCODING_UNKNOWN = "encoding_unknown"
    NO_ROWS = "no_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    FIXED_FILE_UNCHANGED = "fixed_file_unchanged"
    FIXED_FILE_FOREIGN = "fixed_file_foreign"
    # access
    KEY_MISSING = "key_missing"
    KEY_INVALID = "key_invalid"
    KEY_MALFORMED = "key_malformed"
    SEVERAL_KEYS_SENT = "several_keys_sent"
    AGENCY_SUSPENDED = "agency_suspended"
    CRM_DISABLED = "crm_disabled"
    FORBIDDEN = "forbidden"
    # service
    ADDRESS_INVALID = "address_invalid"
    ADDRESS_INSECURE = "address_insecure"
    HOST_UNKNOWN = "host_unknown"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS_FAILED = "tls_failed"
    NOT_THE_API = "not_the_api"  # 404, or HTML instead of JSON
    ANSWER_UNREADABLE = "answer_unreadable"  # cut, not JSON, not the expected shape
    REDIRECTED = "redirected"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    REQUEST_REFUSED = "request_refused"  # 400 and friends for a whole request
    TOO_LARGE = "too_large"  # 413
    CANNOT_BE_ASKED = "cannot_be_asked"  # the service does not say beforehand what it would not take
    # environment
    DATA_FOLDER_BUSY = "data_folder_busy"
    DATA_FOLDER_NOT_WRITABLE = "data_folder_not_writable"
    DISK_FULL = "disk_full"
    DATABASE_DAMAGED = "database_damaged"
    DATABASE_NEWER = "database_newer"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_MISSING = "keyring_missing"
    KEYRING_TIMEOUT = "keyring_timeout"
    KEYRING_FAILED = "keyring_failed"
    DEMO_NOT_STARTED = "demo_not_started"
    SCHEDULER_MISSING = "scheduler_missing"  # params tool
    SCHEDULER_FAILED = "scheduler_failed"  # params tool, said
    SCHEDULE_PATH = "schedule_path"  # params path
    CA_FILE_UNREADABLE = "ca_file_unreadable"
    STOPPED = "stopped"
    BUG = "bug"


Param = str | int | float


class AppError(Exception):
    """An error a person may see.

    `params` fill the placeholders of the texts; `detail` is technical text for the log and "copy details", never a
    traceback and never a secret.
    """

    def __init__(self, code: Code, cause: Cause, *, detail: str = "", **params: Param) -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.cause = cause
        self.detail = detail
        self.params: dict[str, Param] = dict(params)


def no_room_left(error: OSError) -> bool:
    """Whether a write failed because the disk, or what of it a person may use, is full; on any system."""
    by_windows = getattr(error, "winerror", None) in (39, 112)  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
    return by_windows or error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
