"""Reading workbooks and delimited text as they are, hostile or cut short; writing workbooks."""
