-- Progress or the last check of a store that is known; never makes a record. ARGV: uid, field, value, '1' to tell listeners
local r = key('record', ARGV[1])
local have = redis.call('HMGET', r, 'name', 'owner')
if not have[1] then return 'gone' end
redis.call('HSET', r, ARGV[2], ARGV[3])
if ARGV[4] == '1' then event('store', ARGV[1], have[1], have[2]) end
return 'noted'
