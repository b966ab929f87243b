-- One record, mark or not. ARGV: uid
return record(ARGV[1])
