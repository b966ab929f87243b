-- One store by name. ARGV: seen epoch, seen n, name
local m, why = mark(ARGV[1], ARGV[2])
if not m then return {'unmarked', why} end
local uid = redis.call('HGET', NAMES, ARGV[3])
if not uid then return {'none'} end
return {'found', record(uid)}
