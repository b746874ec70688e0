"""A portal that runs on this computer: for showing the product, for a new clerk's training and for the tests.

Start it with `python -m rentix_desktop.demo` (options: `options.py`) or `launch.start_demo()`. It is written from the
API reference alone and shares no code with `destinations/rentix`, so that each checks the other. All state is in
memory and gone when it stops.

Keys (they open nothing but this demo):

| key | agency |
| --- | --- |
| `demo-casa-verde` | Casa Verde, active; the one printed at the start |
| `demo-suspended` | 403 `Agency is suspended` |
| `demo-crm-off` | 403 `CRM is not enabled for this agency` |
| `demo-almost-full` | active, 3 new listings left this month |

What the reference leaves open, and how this portal decides:

* `GET /listings` pages by `limit` (1 to 100, default 20) and `offset` (default 0); the answer is
  `{"items", "total", "limit", "offset"}`. With `--paging page`, `cursor` or `none` it goes on by a number, by a cursor, or
  not at all. Parameters it does not know are refused.
* A result of a bulk request has the documented keys only (`externalId`, `success`, `error` as a string); with
  `--bulk-results full` also `op`, `id`, `status`, `created`, `updated`, `jobId`.
* A 422 carries `summary` and `results` besides the common error form.
* An explicit `null` is refused; `files` replaces the whole list; both `id` and `externalId` in one body are refused.
* Linking errors are 409, a used-up month is 400 `Monthly listings limit reached`.
* Requests refused with 429 are not counted; the three bulk endpoints share one window.
* A photo address whose host ends in `.invalid` cannot be downloaded: the listing ends as `publish_failed`.
* With `--limits off` there is no rate limit and the month has a million listings.
"""
