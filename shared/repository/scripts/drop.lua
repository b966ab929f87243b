-- An intent that is not carried out any more, if it still is that one. ARGV: uid, epoch, n
local i = header(ARGV[1])
if not i or i.epoch ~= tonumber(ARGV[2]) or i.n ~= tonumber(ARGV[3]) then return 'other' end
redis.call('HDEL', INTENTS, ARGV[1])
local r = redis.call('HMGET', key('record', ARGV[1]), 'name', 'owner')
if r[1] then event('store', ARGV[1], r[1], r[2]) end
return 'dropped'
