"""What a service accepts: fields, their kinds and allowed values, when they are required; checks that find problems."""
