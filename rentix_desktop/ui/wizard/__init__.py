"""The steps of an upload, a package each: `page` is the page. `flow` decides which comes next, without Qt;
`understanding` is what columns and values know together of a file."""
